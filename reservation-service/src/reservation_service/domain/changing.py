"""The transitions of a change up to its end: requested, held and priced, confirmed or given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reservation_service.domain.ages import find_misfit
from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome, find_segment, hear_segment
from reservation_service.domain.itinerary import Segment, SegmentStatus, check_segments
from reservation_service.domain.itinerary_change import ItineraryChange, ItineraryChangeStatus, Replacement
from reservation_service.domain.offering import price_offer
from reservation_service.domain.paying import HOLD_LIFETIME
from reservation_service.domain.payment import MAX_ATTEMPTS, Payment, PaymentStatus
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.refused import (
    ChangeExpired,
    ChangeNotOffered,
    ChangeUnderWay,
    NotChangeable,
    NotPayable,
    PaymentUnderWay,
)
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus, Telling, find_last_day
from reservation_service.domain.swapping import complete_change, fail_change, with_change
from reservation_service.domain.tickets import MAX_REISSUES

# Each request holds seats for a while; who asks more often than this is looking, not changing.
MAX_REQUESTS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWish:
    """Segments to be, and for each the flight it replaces; the same one several times for a connection."""

    replacements: tuple[Replacement, ...]
    offer_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewChange:
    """What a change is to be called, and how long flight-service has to answer."""

    id: str
    expires_at: datetime


def request_change(
    before: Reservation, wish: ChangeWish, new: NewChange, at: datetime
) -> Change | NotChangeable | ChangeUnderWay | PaymentUnderWay | None:
    """Ask for the new seats; None if the same is asked for already. Raises InvalidInput."""
    if before.change is not None and before.change.is_open:
        is_same = _describe(before.change.replacements) == _describe(wish.replacements)
        return None if is_same else ChangeUnderWay(before, "Another change waits for you; confirm or decline it first.")
    given_up = _find_given_up(before, wish)
    if obstacle := _find_obstacle(before, given_up, at):
        return obstacle
    check_segments(_replace_all(before.segments, wish.replacements))
    number = before.attempts + 1
    replacements = tuple(
        replace(one, segment=replace(one.segment, hold_id=f"{before.id}_{number}")) for one in wish.replacements
    )
    change = ItineraryChange(
        id=new.id,
        status=ItineraryChangeStatus.REQUESTED,
        replacements=replacements,
        given_up=given_up,
        requested_at=at,
        expires_at=new.expires_at,
        offer_id=wish.offer_id,
    )
    after = replace(before, changes=(*before.changes, change), attempts=number)
    return Change(after, tells=(Telling.CHANGE_REQUESTED,))


def hear_change_answer(before: Reservation, answer: HoldAnswer, at: datetime) -> Change | None:
    """An answer about the seats of the newest change."""
    change = before.change
    segment = find_segment(change.segments, answer) if change else None
    if change is None or segment is None or (heard := hear_segment(segment, answer)) == segment:
        return None
    replacements = tuple(
        replace(one, segment=heard, same_route=answer.same_route, seats_worth=answer.seats_worth)
        if one.segment is segment
        else one
        for one in change.replacements
    )
    now = with_change(before, replace(change, replacements=replacements))
    if change.status is ItineraryChangeStatus.REQUESTED:
        return _settle(now, answer, at)
    # Given up, and yet the seats were held: say again that it came to nothing, so that they go back.
    is_late_hold = heard.status is SegmentStatus.HELD and not change.is_open
    return Change(now, tells=(Telling.CHANGE_FAILED,) if is_late_hold else ())


def confirm_change(
    before: Reservation, change_id: str, payment_id: str, at: datetime
) -> Change | ChangeExpired | ChangeNotOffered | NotPayable | PaymentUnderWay | None:
    """Swap, or first lock it for a payment of what is due; None if this payment has been started before, or the change
    is done.
    """
    change = before.change
    if change is None or change.id != change_id:
        return ChangeNotOffered(before, "There is no such change, or another has taken its place.")
    if change.status is ItineraryChangeStatus.DONE or any(one.id == payment_id for one in before.payments):
        return None
    if obstacle := _find_confirming_obstacle(before, change, at):
        return obstacle
    if change.price is None or change.price.due.amount <= 0:
        return complete_change(before, at)
    if sum(one.change_id == change_id for one in before.payments) >= MAX_ATTEMPTS:
        return NotPayable(before, "This change cannot be paid for any more; ask for another.")
    started = Payment(
        id=payment_id,
        amount=change.price.due,
        status=PaymentStatus.PROCESSING,
        started_at=at,
        change_id=change.id,
    )
    return Change(replace(before, payments=(*before.payments, started)))


def decline_change(
    before: Reservation, change_id: str, at: datetime
) -> Change | ChangeNotOffered | PaymentUnderWay | None:
    """Keep everything as it is; None if it has come to nothing already."""
    change = before.change
    if change is None or change.id != change_id or change.status is ItineraryChangeStatus.DONE:
        return ChangeNotOffered(before, "There is no such change to decline.")
    if not change.is_open:
        return None
    if before.is_payment_under_way:
        return PaymentUnderWay(before, "A payment for this change is under way; wait for its end.")
    return fail_change(before, Reason("DECLINED", "The traveller kept the journey as it was."), at)


def expire_change(before: Reservation, at: datetime) -> Change | None:
    """None before its time, and while a payment is under way: that ends first."""
    change = before.change
    if change is None or not change.is_open or change.expires_at > at or before.is_payment_under_way:
        return None
    was_offered = change.status is ItineraryChangeStatus.OFFERED
    message = "It was not confirmed in time." if was_offered else "The airline did not answer in time."
    return fail_change(before, Reason("EXPIRED", f"{message} Your journey stays as it was."), at)


def _settle(now: Reservation, answer: HoldAnswer, at: datetime) -> Change:
    change = now.change
    if answer.outcome is HoldOutcome.REFUSED:
        return fail_change(now, answer.refusal or Reason("REFUSED", "The airline refused these seats."), at)
    if change is None or any(one.status is not SegmentStatus.HELD for one in change.segments):
        return Change(now)
    if misfit := find_misfit(now.passengers, find_last_day(_replace_all(now.segments, change.replacements))):
        return fail_change(now, misfit, at)
    priced = price_offer(now, change, at)
    if isinstance(priced, Reason):
        return fail_change(now, priced, at)
    offered = replace(priced, status=ItineraryChangeStatus.OFFERED, expires_at=at + HOLD_LIFETIME)
    return Change(with_change(now, offered))


def _find_obstacle(
    before: Reservation, given_up: Sequence[Segment], at: datetime
) -> NotChangeable | PaymentUnderWay | None:
    if before.status is not ReservationStatus.CONFIRMED:
        return NotChangeable(before, f"Reservation {before.locator} is {before.status}; it has no journey to change.")
    if before.is_payment_under_way:
        return PaymentUnderWay(before, f"A payment for reservation {before.locator} is under way; wait for its end.")
    if _has_departed(given_up, at):
        return NotChangeable(before, "A flight that has departed cannot be changed.")
    if any(one.conditions and not one.conditions.changeable and one.disruption is None for one in given_up):
        return NotChangeable(before, "This fare does not allow changes.")
    if before.exchanges >= MAX_REISSUES or len(before.changes) >= MAX_REQUESTS:
        return NotChangeable(before, "This reservation has been changed as often as it can be.")
    return None


def _find_confirming_obstacle(
    before: Reservation, change: ItineraryChange, at: datetime
) -> ChangeExpired | ChangeNotOffered | PaymentUnderWay | None:
    if change.is_open and change.expires_at <= at:
        return ChangeExpired(before, "This offer has expired; ask for another.")
    if change.status is not ItineraryChangeStatus.OFFERED or before.status is not ReservationStatus.CONFIRMED:
        return ChangeNotOffered(before, f"This change is {change.status}; there is nothing to confirm.")
    if before.is_payment_under_way:
        return PaymentUnderWay(before, "Another payment for this change is under way.")
    replaced = {one.replaces for one in change.replacements}
    given_up = [segment for segment in before.segments if segment.flight_id in replaced]
    if _has_departed([*given_up, *change.segments], at):
        return ChangeExpired(before, "A flight of this change has departed meanwhile.")
    return None


def _has_departed(segments: Sequence[Segment], at: datetime) -> bool:
    return any(one.has_departed(at) for one in segments)


def _find_given_up(before: Reservation, wish: ChangeWish) -> tuple[Segment, ...]:
    wanted = {one.replaces for one in wish.replacements}
    if not wanted:
        raise InvalidInput("input.changes", "Name at least one flight to change.")
    if unknown := wanted - {segment.flight_id for segment in before.segments}:
        raise InvalidInput("input.changes", f"This reservation does not fly with {sorted(unknown)[0]}.")
    given_up = tuple(segment for segment in before.segments if segment.flight_id in wanted)
    kept = {(one.flight_id, one.cabin, one.fare_family) for one in given_up}
    if any((one.segment.flight_id, one.segment.cabin, one.segment.fare_family) in kept for one in wish.replacements):
        raise InvalidInput("input.changes", "These seats are booked already; name others.")
    return given_up


def _replace_all(segments: Sequence[Segment], replacements: Sequence[Replacement]) -> list[Segment]:
    gone = {one.replaces for one in replacements}
    kept = [segment for segment in segments if segment.flight_id not in gone]
    return [*kept, *(one.segment for one in replacements)]


def _describe(replacements: Sequence[Replacement]) -> list[tuple[str, ...]]:
    return [
        (one.replaces, one.segment.flight_id, one.segment.cabin.value, one.segment.fare_family.value)
        for one in replacements
    ]
