"""The coupons of e-tickets: one for each flight of the journey a ticket was issued for, and what has become of it.

They are not stored. A ticket's flights are found by going back from the journey as it stands, over the parts that were
given up and the changes that exchanged the tickets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.itinerary_change import ItineraryChange, ItineraryChangeStatus
from reservation_service.domain.reservation import Reservation, ReservationStatus


class CouponStatus(StrEnum):
    """EXCHANGED: the flight, or the right to it, is on the ticket that took this one's place."""

    OPEN = "OPEN"
    USED = "USED"
    REFUNDED = "REFUNDED"
    EXCHANGED = "EXCHANGED"


@dataclass(frozen=True, slots=True)
class Coupon:
    """`number` counts from 1 on its ticket."""

    number: int
    segment: Segment
    status: CouponStatus


def list_coupons(reservation: Reservation, issue: int, at: datetime) -> tuple[Coupon, ...]:
    """Of every ticket of that issue; 0 is the first."""
    done = [one for one in reservation.changes if one.status is ItineraryChangeStatus.DONE]
    journey: Sequence[Segment] = reservation.segments
    for number in range(reservation.exchanges, issue, -1):
        journey = _undo_change(_with_given_up(reservation, journey, number), done[number - 1])
    exchanged_at = done[issue].settled_at if issue < len(done) else None
    given_up = {segment for part in reservation.cancellations if part.issue == issue for segment in part.segments}
    is_over = reservation.status is ReservationStatus.CANCELLED
    flights = _with_given_up(reservation, journey, issue)
    return tuple(
        Coupon(
            number, one, _find_status(one, is_refunded=one in given_up, is_over=is_over, ended_at=exchanged_at, at=at)
        )
        for number, one in enumerate(flights, 1)
    )


def _with_given_up(reservation: Reservation, journey: Sequence[Segment], issue: int) -> Sequence[Segment]:
    """The journey before any part of it was given up since that issue."""
    flights = list(journey)
    for part in reversed(reservation.cancellations):
        if part.issue == issue:
            for place, segment in zip(part.places, part.segments, strict=True):
                flights.insert(place, segment)
    return flights


def _undo_change(journey: Iterable[Segment], change: ItineraryChange) -> Sequence[Segment]:
    return list(_find_before(journey, change))


def _find_before(journey: Iterable[Segment], change: ItineraryChange) -> Iterator[Segment]:
    """Each flight that was given up, in the place of those that were taken instead of it."""
    replaced = {_key(one.segment): one.replaces for one in change.replacements}
    given_up = {segment.flight_id: segment for segment in change.given_up}
    for segment in journey:
        if (old := replaced.get(_key(segment))) is None:
            yield segment
        elif old in given_up:
            yield given_up.pop(old)


def _key(segment: Segment) -> tuple[str, str]:
    return segment.flight_id, segment.hold_id


def _find_status(
    segment: Segment, *, is_refunded: bool, is_over: bool, ended_at: datetime | None, at: datetime
) -> CouponStatus:
    if is_refunded:
        return CouponStatus.REFUNDED
    if segment.has_departed(ended_at or at):
        return CouponStatus.USED
    if ended_at is not None:
        return CouponStatus.EXCHANGED
    return CouponStatus.REFUNDED if is_over else CouponStatus.OPEN
