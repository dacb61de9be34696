"""The end of a change: the new seats for the old ones, in one step, or everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from reservation_service.domain.giving_back import give_back
from reservation_service.domain.itinerary import Segment
from reservation_service.domain.itinerary_change import ItineraryChange, ItineraryChangeStatus
from reservation_service.domain.reasons import Reason
from reservation_service.domain.reservation import Change, Reservation, Telling


def complete_change(before: Reservation, at: datetime) -> Change:
    """The offered change is done; what is too much goes back. What it cost has been paid."""
    change = before.change
    if change is None or change.price is None or change.status is not ItineraryChangeStatus.OFFERED:
        raise ValueError(f"Reservation {before.id} has no offered change")
    done = replace(change, status=ItineraryChangeStatus.DONE, settled_at=at)
    after = replace(
        with_change(before, done),
        segments=tuple(_swap(before.segments, change)),
        total=change.price.total,
        payments=give_back(before.payments, change.price.refund),
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


def _swap(segments: tuple[Segment, ...], change: ItineraryChange) -> Iterator[Segment]:
    """Each new one in the place of the one it replaces."""
    for segment in segments:
        new = [one.segment for one in change.replacements if one.replaces == segment.flight_id]
        yield from new or [segment]
