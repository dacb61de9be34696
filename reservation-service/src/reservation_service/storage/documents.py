"""Reservation <-> MongoDB document. The outbox, the attempt and the search keys stand beside it in the document."""

from __future__ import annotations

from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.passengers import PassengerName
from reservation_service.domain.payment import UNSETTLED
from reservation_service.domain.reasons import Reason
from reservation_service.domain.reservation import (
    FlightNotice,
    NameCorrection,
    Reservation,
    ReservationStatus,
    StateChange,
)
from reservation_service.domain.saga import Direction, SagaStep
from reservation_service.storage.change_documents import from_cancellation, from_change, to_cancellation, to_change
from reservation_service.storage.passenger_documents import from_passenger, to_passenger
from reservation_service.storage.payment_documents import (
    from_money,
    from_payment,
    from_quote,
    to_money,
    to_payment,
    to_quote,
)
from reservation_service.storage.segment_documents import from_seat_refund, from_segment, to_seat_refund, to_segment
from wire.database import Document


def to_document(reservation: Reservation) -> Document:
    """Everything that identifies it and never changes, and `to_changing_fields`."""
    return {
        "_id": reservation.id,
        "locator": reservation.locator.text,
        "user_id": reservation.user_id,
        "quoted_total": from_money(reservation.quoted_total),
        "offer_id": reservation.offer_id,
        "created_at": reservation.created_at,
        "needs_payment": reservation.needs_payment,
        "waits": reservation.waits,
        **to_changing_fields(reservation),
    }


def to_waits_for(flight_id: str, cabin: str) -> str:
    """What those on a waitlist are found by."""
    return f"{flight_id}:{cabin}"


def to_changing_fields(reservation: Reservation) -> Document:
    failure = reservation.failure
    return {
        "status": reservation.status.value,
        "version": reservation.version,
        # Of the change that is open too: news of its flights concern it.
        "flight_ids": sorted(reservation.flight_ids),
        "passengers": [from_passenger(one) for one in reservation.passengers],
        "segments": [from_segment(segment) for segment in reservation.segments],
        "total": from_money(reservation.total),
        "failure": {"code": failure.code, "message": failure.message} if failure else None,
        "history": [{"status": one.status.value, "at": one.at, "reason": one.reason} for one in reservation.history],
        "notices": [
            {
                "flight_id": one.flight_id,
                "kind": one.kind,
                "message": one.message,
                "at": one.at,
                "flight_version": one.flight_version,
            }
            for one in reservation.notices
        ],
        "expires_at": reservation.expires_at,
        "is_extended": reservation.is_extended,
        "payments": [from_payment(payment) for payment in reservation.payments],
        # To find those that need work without looking into the list.
        "payment_status": _find_payment_status(reservation),
        "quote": from_quote(reservation.quote) if reservation.quote else None,
        "changes": [from_change(change) for change in reservation.changes],
        "change_expires_at": reservation.change.expires_at
        if reservation.change and reservation.change.is_open
        else None,
        "cancellations": [from_cancellation(one) for one in reservation.cancellations],
        "corrections": [_from_correction(one) for one in reservation.corrections],
        "seat_refunds": [from_seat_refund(one) for one in reservation.seat_refunds],
        "attempts": reservation.attempts,
        "next_try_at": reservation.next_try_at if reservation.status is ReservationStatus.WAITLISTED else None,
        "waits_for": [to_waits_for(one.flight_id, one.cabin) for one in reservation.segments]
        if reservation.status is ReservationStatus.WAITLISTED
        else [],
        # Forgotten with its owner.
        "contact_email": reservation.contact_email,
        # Whatever is saved may be news: at once, which any moment of the past says.
        "mail_due_at": reservation.created_at if reservation.contact_email else None,
    }


def _find_cancelled(document: Document) -> frozenset[str]:
    """Flights that older programs marked as cancelled by a notice only."""
    return frozenset(one["flight_id"] for one in document["notices"] if one["kind"] == "CANCELLED")


def _find_payment_status(reservation: Reservation) -> str | None:
    unsettled = [one.status.value for one in reservation.payments if one.status in UNSETTLED]
    newest = reservation.payment.status.value if reservation.payment else None
    return unsettled[-1] if unsettled else newest


def from_document(document: Document) -> Reservation:
    failure = document["failure"]
    return Reservation(
        id=document["_id"],
        locator=RecordLocator(document["locator"]),
        user_id=document["user_id"],
        status=ReservationStatus(document["status"]),
        version=document["version"],
        segments=tuple(to_segment(one, _find_cancelled(document)) for one in document["segments"]),
        passengers=tuple(to_passenger(one) for one in document["passengers"]),
        quoted_total=to_money(document["quoted_total"]),
        offer_id=document.get("offer_id"),
        total=to_money(document["total"]),
        failure=Reason(failure["code"], failure["message"]) if failure else None,
        history=tuple(
            StateChange(ReservationStatus(one["status"]), one["at"], one["reason"]) for one in document["history"]
        ),
        notices=tuple(
            FlightNotice(one["flight_id"], one["kind"], one["message"], one["at"], one.get("flight_version", 0))
            for one in document["notices"]
        ),
        created_at=document["created_at"],
        expires_at=document["expires_at"],
        # Documents of before there were payments have none of these.
        needs_payment=document.get("needs_payment", False),
        is_extended=document.get("is_extended", False),
        payments=tuple(to_payment(one) for one in document.get("payments", [])),
        quote=to_quote(document["quote"]) if document.get("quote") else None,
        changes=tuple(to_change(one) for one in document.get("changes", [])),
        cancellations=tuple(to_cancellation(one) for one in document.get("cancellations", [])),
        corrections=tuple(_to_correction(one) for one in document.get("corrections", [])),
        seat_refunds=tuple(to_seat_refund(one) for one in document.get("seat_refunds", [])),
        attempts=document.get("attempts", 0),
        waits=document.get("waits", False),
        next_try_at=document.get("next_try_at"),
        contact_email=document.get("contact_email"),
    )


def _from_correction(correction: NameCorrection) -> Document:
    return {
        "number": correction.number,
        "before": [correction.before.first, correction.before.last],
        "after": [correction.after.first, correction.after.last],
        "by": correction.by,
        "at": correction.at,
        "by_staff": correction.by_staff,
    }


def _to_correction(document: Document) -> NameCorrection:
    return NameCorrection(
        document["number"],
        PassengerName(*document["before"]),
        PassengerName(*document["after"]),
        document["by"],
        document["at"],
        document["by_staff"],
    )


def from_step(step: SagaStep) -> Document:
    return {
        "event_id": step.event_id,
        "type": step.type,
        "at": step.at,
        "direction": step.direction.value,
        "because_of": step.because_of,
        "detail": step.detail,
    }


def to_step(document: Document) -> SagaStep:
    return SagaStep(
        event_id=document["event_id"],
        type=document["type"],
        at=document["at"],
        direction=Direction(document["direction"]),
        because_of=document["because_of"],
        # Steps written before this was kept have none.
        detail=document.get("detail", ""),
    )
