"""Segments <-> parts of a reservation's document. What older programs stored lacks the newer fields."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from reservation_service.domain.itinerary import (
    Cabin,
    ChargedSeat,
    FareConditions,
    FareFamily,
    Route,
    SeatChoice,
    Segment,
    SegmentStatus,
)
from reservation_service.domain.seat_refund import SeatRefund
from reservation_service.storage.payment_documents import from_money, get_money, to_money
from wire.database import Document


def from_segment(segment: Segment) -> Document:
    return {
        "flight_id": segment.flight_id,
        "cabin": segment.cabin.value,
        "fare_family": segment.fare_family.value,
        "hold_id": segment.hold_id,
        "status": segment.status.value,
        "fare": from_money(segment.fare),
        "fare_class": segment.fare_class,
        "conditions": from_conditions(segment.conditions) if segment.conditions else None,
        "seat_charge": from_money(segment.seat_charge),
        "seat_charge_revision": segment.seat_charge_revision,
        "charged_seats": _from_seats(segment.charged_seats),
        "next_choice": _from_choice(segment.next_choice) if segment.next_choice else None,
        "departs_at": segment.departs_at,
        "arrives_at": segment.arrives_at,
        "flight_version": segment.flight_version,
        "agreed_departs_at": segment.agreed_departs_at,
        "agreed_arrives_at": segment.agreed_arrives_at,
        "is_cancelled": segment.is_cancelled,
        "route": _from_route(segment.route) if segment.route else None,
    }


def to_segment(document: Document, cancelled: Collection[str] = ()) -> Segment:
    """`cancelled` are flights known to be so from elsewhere, for documents that do not say."""
    conditions = document.get("conditions")
    return Segment(
        flight_id=document["flight_id"],
        cabin=Cabin(document["cabin"]),
        fare_family=FareFamily(document.get("fare_family", FareFamily.STANDARD)),
        hold_id=document.get("hold_id", ""),
        status=SegmentStatus(document["status"]),
        fare=to_money(document["fare"]),
        fare_class=document.get("fare_class"),
        conditions=to_conditions(conditions) if conditions else None,
        seat_charge=to_money(document.get("seat_charge")),
        seat_charge_revision=document.get("seat_charge_revision", 0),
        charged_seats=_to_seats(document.get("charged_seats", [])),
        next_choice=_to_choice(document["next_choice"]) if document.get("next_choice") else None,
        departs_at=document["departs_at"],
        arrives_at=document["arrives_at"],
        flight_version=document["flight_version"],
        agreed_departs_at=document.get("agreed_departs_at"),
        agreed_arrives_at=document.get("agreed_arrives_at"),
        is_cancelled=document.get("is_cancelled", document["flight_id"] in cancelled),
        route=Route(**document["route"]) if document.get("route") else None,
    )


def _from_route(route: Route) -> Document:
    return {
        "designator": route.designator,
        "origin": route.origin,
        "destination": route.destination,
        "origin_zone": route.origin_zone,
        "destination_zone": route.destination_zone,
    }


def from_conditions(conditions: FareConditions) -> Document:
    return {
        "changeable": conditions.changeable,
        "refundable": conditions.refundable,
        "change_fee": from_money(conditions.change_fee),
        "refund_fee": from_money(conditions.refund_fee),
    }


def to_conditions(document: Document) -> FareConditions:
    return FareConditions(
        changeable=document["changeable"],
        refundable=document["refundable"],
        change_fee=to_money(document["change_fee"]),
        refund_fee=to_money(document["refund_fee"]),
    )


def from_seat_refund(refund: SeatRefund) -> Document:
    return {
        "flight_id": refund.flight_id,
        "cabin": refund.cabin.value,
        "fare_family": refund.fare_family.value,
        "numbers": list(refund.numbers),
        "amount": from_money(refund.amount),
        "at": refund.at,
    }


def to_seat_refund(document: Document) -> SeatRefund:
    return SeatRefund(
        flight_id=document["flight_id"],
        cabin=Cabin(document["cabin"]),
        fare_family=FareFamily(document["fare_family"]),
        numbers=tuple(document["numbers"]),
        amount=get_money(document["amount"]),
        at=document["at"],
    )


def _from_choice(choice: SeatChoice) -> Document:
    return {
        "charge": from_money(choice.charge),
        "revision": choice.revision,
        "seats": _from_seats(choice.seats),
    }


def _to_choice(document: Document) -> SeatChoice:
    return SeatChoice(
        charge=get_money(document["charge"]), revision=document["revision"], seats=_to_seats(document["seats"])
    )


def _from_seats(seats: Iterable[ChargedSeat]) -> list[Document]:
    return [{"number": one.number, "price": from_money(one.price)} for one in seats]


def _to_seats(documents: Iterable[Document]) -> tuple[ChargedSeat, ...]:
    return tuple(ChargedSeat(one["number"], get_money(one["price"])) for one in documents)
