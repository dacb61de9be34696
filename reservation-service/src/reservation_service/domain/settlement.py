"""What flight-service's answers make of a reservation.

All segments held: CONFIRMED, or HELD until it is paid for, at the fares that were told. One refused: FAILED. Answers
may come twice, in any order, and after the reservation was given up: then seats held after all are asked back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from reservation_service.domain.itinerary import FareConditions, Segment, SegmentStatus
from reservation_service.domain.money import MixedCurrencies, Money, add_up
from reservation_service.domain.paying import HOLD_LIFETIME
from reservation_service.domain.reservation import Change, Reason, Reservation, ReservationStatus, move


class HoldOutcome(StrEnum):
    HELD = "held"
    REFUSED = "refused"
    RELEASED = "released"
    SOLD = "sold"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAnswer:
    """What became of the seats held in one cabin under one hold id, empty for the reservation's own id. `fare` and
    `conditions` are for one seat.
    """

    flight_id: str
    cabin: str
    outcome: HoldOutcome
    hold_id: str = ""
    fare: Money | None = None
    fare_class: str | None = None
    conditions: FareConditions | None = None
    refusal: Reason | None = None
    departs_at: datetime | None = None
    arrives_at: datetime | None = None
    flight_version: int = 0


def hear_answer(before: Reservation, answer: HoldAnswer, at: datetime) -> Change | None:
    segment = _find_segment(before, answer)
    if segment is None or (heard := _hear(segment, answer)) == segment:
        return None
    segments = tuple(heard if one is segment else one for one in before.segments)
    now = replace(before, segments=segments)
    if before.status is ReservationStatus.PENDING:
        return _settle(now, answer, at)
    # Given up, and yet the seats were held: say again that it is over, so that they go back.
    is_late_hold = heard.status is SegmentStatus.HELD and not before.is_active
    return Change(now, announces=is_late_hold)


def _find_segment(reservation: Reservation, answer: HoldAnswer) -> Segment | None:
    for segment in reservation.segments:
        if (segment.flight_id, segment.cabin, segment.hold_id) == (answer.flight_id, answer.cabin, answer.hold_id):
            return segment
    return None


def _hear(segment: Segment, answer: HoldAnswer) -> Segment:
    """The segment after the answer. What a seat was is never made undone by older news of it."""
    status = segment.status
    match answer.outcome:
        case HoldOutcome.HELD if status is SegmentStatus.REQUESTED:
            status = SegmentStatus.HELD
        case HoldOutcome.REFUSED if status is SegmentStatus.REQUESTED:
            status = SegmentStatus.REFUSED
        case HoldOutcome.SOLD if status is not SegmentStatus.RELEASED:
            status = SegmentStatus.SOLD
        case HoldOutcome.RELEASED:
            status = SegmentStatus.RELEASED
    if status is segment.status:
        return segment
    heard = replace(
        segment,
        status=status,
        fare=segment.fare or answer.fare,
        fare_class=segment.fare_class or answer.fare_class,
        conditions=segment.conditions or answer.conditions,
    )
    # Later answers carry the flight's new times too, but those are news: `domain.notices` tells the traveller.
    if answer.outcome is not HoldOutcome.HELD or answer.flight_version < segment.flight_version:
        return heard
    return replace(
        heard,
        departs_at=answer.departs_at or segment.departs_at,
        arrives_at=answer.arrives_at or segment.arrives_at,
        flight_version=answer.flight_version,
    )


def _settle(now: Reservation, answer: HoldAnswer, at: datetime) -> Change:
    if answer.outcome is HoldOutcome.REFUSED:
        why = answer.refusal or Reason("REFUSED", "The airline refused these seats.")
        return Change(move(now, ReservationStatus.FAILED, at, why=why), announces=True)
    if any(segment.status is not SegmentStatus.HELD for segment in now.segments):
        return Change(now)
    fares = [segment.fare for segment in now.segments if segment.fare is not None]
    if len(fares) < len(now.segments):
        return _fail(now, Reason("PRICE_UNKNOWN", "The airline did not say what these seats cost."), at)
    try:
        total = add_up(fare * now.seats for fare in fares)
    except MixedCurrencies:
        return _fail(now, Reason("MIXED_CURRENCIES", "These flights are priced in different currencies."), at)
    if now.quoted_total is not None and now.quoted_total != total:
        why = Reason("PRICE_CHANGED", f"The price is now {total}; you were quoted {now.quoted_total}.")
        return Change(move(now, ReservationStatus.FAILED, at, total=total, why=why), announces=True)
    if now.needs_payment:
        held = move(now, ReservationStatus.HELD, at, total=total)
        return Change(replace(held, expires_at=at + HOLD_LIFETIME))
    return Change(move(now, ReservationStatus.CONFIRMED, at, total=total), announces=True)


def _fail(now: Reservation, why: Reason, at: datetime) -> Change:
    return Change(move(now, ReservationStatus.FAILED, at, why=why), announces=True)
