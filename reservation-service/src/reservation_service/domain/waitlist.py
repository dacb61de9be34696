"""The waitlist of a cabin: who was refused because it is sold out asks again when seats come free, oldest first.

A reservation on the list asks under a new hold id each time. Refused again, it is where it was: its place is the time
it joined. News of free seats can be missed (messages overtake each other), so it also asks now and then by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from reservation_service.domain.itinerary import SegmentStatus
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus, Telling, move

# Refusals that another moment may answer otherwise; all others are final.
RETRYABLE = frozenset({"SOLD_OUT", "EXPIRED"})
FIRST_RETRY = timedelta(minutes=1)
# Each try leaves its id in the inventory, so not too many of them.
LONGEST_RETRY = timedelta(hours=1)
MAX_WAITING_OF_USER = 10
_ASKING = frozenset({SegmentStatus.REQUESTED, SegmentStatus.HELD})


def join_list(now: Reservation, at: datetime) -> Change:
    """Refused because it is sold out: wait, or wait on."""
    waiting = now
    if now.status is ReservationStatus.PENDING:
        waiting = replace(move(now, ReservationStatus.WAITLISTED, at), expires_at=now.departs_at or now.expires_at)
    return Change(replace(waiting, next_try_at=at + _find_pause(now)))


def try_again(before: Reservation, deadline: datetime) -> Change | None:
    """Ask for the seats once more; None if it does not wait, or is asking already."""
    if before.status is not ReservationStatus.WAITLISTED or is_trying(before):
        return None
    number = before.attempts + 1
    segments = tuple(
        replace(
            one,
            hold_id=f"{before.id}_{number}",
            status=SegmentStatus.REQUESTED,
            fare=None,
            conditions=None,
            next_choice=None,
        )
        for one in before.segments
    )
    return Change(replace(before, segments=segments, attempts=number, next_try_at=deadline), announces=True)


def hear_silence(before: Reservation, deadline: datetime, at: datetime) -> Change | None:
    """It is time: ask again, or give up asking if nobody has answered; None before."""
    if before.status is not ReservationStatus.WAITLISTED or before.next_try_at is None or before.next_try_at > at:
        return None
    if not is_trying(before):
        return try_again(before, deadline)
    segments = tuple(
        replace(one, status=SegmentStatus.REFUSED) if one.status in _ASKING else one for one in before.segments
    )
    given_up = replace(before, segments=segments, next_try_at=at + _find_pause(before))
    return Change(given_up, tells=(Telling.TRY_FAILED,))


def choose_who_fits(waiting: Iterable[Reservation], free: int) -> Iterator[Reservation]:
    """Of those who wait, oldest first, whom `free` seats are enough for; who asks already takes hers first."""
    for reservation in waiting:
        if reservation.seats <= free:
            free -= reservation.seats
            if not is_trying(reservation):
                yield reservation


def is_trying(reservation: Reservation) -> bool:
    return any(segment.status in _ASKING for segment in reservation.segments)


def _find_pause(reservation: Reservation) -> timedelta:
    """Twice as long after each try."""
    doublings: int = 2 ** min(reservation.attempts, 10)
    return min(FIRST_RETRY * doublings, LONGEST_RETRY)
