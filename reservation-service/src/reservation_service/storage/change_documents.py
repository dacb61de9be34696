"""Changes of a journey, and parts of it that were given up <-> parts of a reservation's document."""

from __future__ import annotations

from reservation_service.domain.itinerary_change import ChangePrice, ItineraryChange, ItineraryChangeStatus, Replacement
from reservation_service.domain.partial_cancellation import PartialCancellation
from reservation_service.domain.reasons import Reason
from reservation_service.storage.payment_documents import from_money, get_money, to_money
from reservation_service.storage.segment_documents import from_conditions, from_segment, to_conditions, to_segment
from wire.database import Document


def from_change(change: ItineraryChange) -> Document:
    failure = change.failure
    return {
        "id": change.id,
        "status": change.status.value,
        "replacements": [
            {
                "segment": from_segment(one.segment),
                "replaces": one.replaces,
                "same_route": one.same_route,
                "own_terms": from_conditions(one.own_terms) if one.own_terms else None,
                "seats_worth": from_money(one.seats_worth),
            }
            for one in change.replacements
        ],
        "given_up": [from_segment(segment) for segment in change.given_up],
        "requested_at": change.requested_at,
        "expires_at": change.expires_at,
        "offer_id": change.offer_id,
        "price": _from_price(change.price) if change.price else None,
        "failure": {"code": failure.code, "message": failure.message} if failure else None,
        "settled_at": change.settled_at,
    }


def to_change(document: Document) -> ItineraryChange:
    price, failure = document["price"], document["failure"]
    return ItineraryChange(
        id=document["id"],
        status=ItineraryChangeStatus(document["status"]),
        replacements=tuple(_to_replacement(one) for one in document["replacements"]),
        given_up=tuple(to_segment(one) for one in document["given_up"]),
        requested_at=document["requested_at"],
        expires_at=document["expires_at"],
        offer_id=document["offer_id"],
        price=_to_price(price) if price else None,
        failure=Reason(failure["code"], failure["message"]) if failure else None,
        settled_at=document["settled_at"],
    )


def _to_replacement(document: Document) -> Replacement:
    # Those that were stored before terms were kept apart have none.
    own = document.get("own_terms")
    return Replacement(
        segment=to_segment(document["segment"]),
        replaces=document["replaces"],
        same_route=document["same_route"],
        own_terms=to_conditions(own) if own else None,
        seats_worth=to_money(document.get("seats_worth")),
    )


def from_cancellation(part: PartialCancellation) -> Document:
    return {
        "id": part.id,
        "at": part.at,
        "issue": part.issue,
        "segments": [from_segment(segment) for segment in part.segments],
        "places": list(part.places),
        "refund": from_money(part.refund),
        "fee": from_money(part.fee),
        "why": {"code": part.why.code, "message": part.why.message},
    }


def to_cancellation(document: Document) -> PartialCancellation:
    return PartialCancellation(
        id=document["id"],
        at=document["at"],
        issue=document["issue"],
        segments=tuple(to_segment(one) for one in document["segments"]),
        places=tuple(document["places"]),
        refund=get_money(document["refund"]),
        fee=get_money(document["fee"]),
        why=Reason(document["why"]["code"], document["why"]["message"]),
    )


def _from_price(price: ChangePrice) -> Document:
    return {
        "total": from_money(price.total),
        "difference": from_money(price.difference),
        "fee": from_money(price.fee),
        "due": from_money(price.due),
        "refund": from_money(price.refund),
        "seat_refund": from_money(price.seat_refund),
    }


def _to_price(document: Document) -> ChangePrice:
    return ChangePrice(
        total=get_money(document["total"]),
        difference=get_money(document["difference"]),
        fee=get_money(document["fee"]),
        due=get_money(document["due"]),
        refund=get_money(document["refund"]),
        seat_refund=to_money(document.get("seat_refund")),
    )
