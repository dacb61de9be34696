"""The end of a change: the new seats for the old ones, in one step, or everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from reservation_service.domain.giving_back import give_back
from reservation_service.domain.itinerary import Segment
from reservation_service.domain.itinerary_change import ChangePrice, ItineraryChange, ItineraryChangeStatus, Replacement
from reservation_service.domain.money import Money, add_up
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refunding_seats import give_back_seats
from reservation_service.domain.reservation import Change, Reservation, Telling


def complete_change(before: Reservation, at: datetime) -> Change:
    """The offered change is done; what is too much goes back. What it cost has been paid."""
    change = before.change
    if change is None or change.price is None or change.status is not ItineraryChangeStatus.OFFERED:
        raise ValueError(f"Reservation {before.id} has no offered change")
    price = _settle_price(before, change.id, change.price)
    # Whoever leaves what the airline does not fly as agreed has her seats there paid back; others take the money along.
    kept = give_back_seats(before, _find_disrupted(before, change), at)
    if (returned := foresee_seat_refund(before, change)) is not None:
        price = replace(price, total=price.total - returned, seat_refund=returned)
    replacements = tuple(_with_paid_seats(kept.segments, change.replacements))
    done = replace(change, status=ItineraryChangeStatus.DONE, replacements=replacements, settled_at=at, price=price)
    after = replace(
        with_change(kept, done),
        segments=tuple(_swap(kept.segments, done)),
        total=price.total,
        payments=give_back(kept.payments, price.refund),
        # What cancelling would give back is another sum now.
        quote=None,
    )
    return Change(after, tells=(Telling.CHANGED,))


def fail_change(before: Reservation, why: Reason, at: datetime) -> Change:
    """The open change comes to nothing; whatever is held for it goes back."""
    return Change(with_failed_change(before, why, at), tells=(Telling.CHANGE_FAILED,))


def with_failed_change(before: Reservation, why: Reason, at: datetime) -> Reservation:
    """The same reservation when no change is open."""
    change = before.change
    if change is None or not change.is_open:
        return before
    return with_change(before, replace(change, status=ItineraryChangeStatus.FAILED, failure=why, settled_at=at))


def with_change(reservation: Reservation, change: ItineraryChange) -> Reservation:
    """With this as its newest change."""
    return replace(reservation, changes=(*reservation.changes[:-1], change))


def foresee_seat_refund(reservation: Reservation, change: ItineraryChange) -> Money | None:
    """What was paid for chosen seats and is paid back with this open change: see `seat_money` for what may follow."""
    left = _find_disrupted(reservation, change)
    charges = [one.seat_charge for one in reservation.segments if one.flight_id in left and one.seat_charge]
    return add_up(charges) if charges else None


def _find_disrupted(before: Reservation, change: ItineraryChange) -> set[str]:
    given_up = {one.replaces for one in change.replacements}
    return {one.flight_id for one in before.segments if one.disruption and one.flight_id in given_up}


def _settle_price(before: Reservation, change_id: str, price: ChangePrice) -> ChangePrice:
    """With what was paid for it as what was due: more, if the offer became better meanwhile, and that goes back."""
    paid = sum((one.left.amount for one in before.payments if one.change_id == change_id), Decimal(0))
    too_much = max(paid - price.due.amount, Decimal(0))
    if not too_much:
        return price
    currency = price.total.currency
    return replace(price, due=Money(paid, currency), refund=Money(price.refund.amount + too_much, currency))


def _with_paid_seats(segments: tuple[Segment, ...], replacements: tuple[Replacement, ...]) -> Iterator[Replacement]:
    """What was paid for seats on a flight given up may be spent on the first one taken instead of it."""
    paid = {segment.flight_id: segment.seat_charge for segment in segments}
    for one in replacements:
        # Which seats there are to be had for it is not known yet.
        yield replace(one, segment=replace(one.segment, seat_charge=paid.pop(one.replaces, None), charged_seats=()))


def _swap(segments: tuple[Segment, ...], change: ItineraryChange) -> Iterator[Segment]:
    """Each new one in the place of the one it replaces."""
    for segment in segments:
        new = [one.segment for one in change.replacements if one.replaces == segment.flight_id]
        yield from new or [segment]
