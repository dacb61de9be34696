"""What flight-service's answers make of a reservation.

All segments held: CONFIRMED, or HELD until it is paid for, at the fares that were told. One refused: FAILED, or
WAITLISTED if it is sold out and the traveller wants to wait. Answers
may come twice, in any order, and after the reservation was given up: then seats held after all are asked back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from reservation_service.domain.ages import find_misfit
from reservation_service.domain.changing import hear_change_answer
from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome, find_segment, hear_segment
from reservation_service.domain.itinerary import SegmentStatus
from reservation_service.domain.money import MixedCurrencies, add_up
from reservation_service.domain.paying import HOLD_LIFETIME
from reservation_service.domain.reasons import Reason
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus, move
from reservation_service.domain.seat_charges import count_waiting_choices
from reservation_service.domain.waitlist import RETRYABLE, join_list


def hear_answer(before: Reservation, answer: HoldAnswer, at: datetime) -> Change | None:
    segment = find_segment(before.segments, answer)
    if segment is None:
        return hear_change_answer(before, answer, at)
    if (heard := hear_segment(segment, answer)) == segment:
        return None
    segments = tuple(heard if one is segment else one for one in before.segments)
    now = replace(before, segments=segments)
    if before.status in (ReservationStatus.PENDING, ReservationStatus.WAITLISTED):
        return _settle(now, answer, at)
    # Given up, and yet the seats were held: say again that it is over, so that they go back.
    is_late_hold = heard.status is SegmentStatus.HELD and not before.is_active
    return Change(now, announces=is_late_hold)


def _settle(now: Reservation, answer: HoldAnswer, at: datetime) -> Change:
    if answer.outcome is HoldOutcome.REFUSED:
        why = answer.refusal or Reason("REFUSED", "The airline refused these seats.")
        if now.waits and why.code in RETRYABLE:
            return join_list(now, at)
        return Change(move(now, ReservationStatus.FAILED, at, why=why), announces=True)
    if any(segment.status is not SegmentStatus.HELD for segment in now.segments):
        return Change(now)
    if misfit := find_misfit(now.passengers, now.last_day):
        return _fail(now, misfit, at)
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
        return Change(count_waiting_choices(replace(held, expires_at=at + HOLD_LIFETIME)))
    return Change(move(now, ReservationStatus.CONFIRMED, at, total=total), announces=True)


def _fail(now: Reservation, why: Reason, at: datetime) -> Change:
    return Change(move(now, ReservationStatus.FAILED, at, why=why), announces=True)
