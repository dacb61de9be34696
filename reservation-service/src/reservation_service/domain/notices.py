"""A flight's delay or cancellation reaches a reservation: a notice for the traveller, new times for the segment.

What moves too far to be the flight that was bought is a disruption, see `Segment.disruption`; it ends by accepting,
rebooking or cancelling.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from reservation_service.domain.clocks import tell_departure
from reservation_service.domain.itinerary import Remedy, Segment
from reservation_service.domain.offering import improve_offer
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refused import NothingToAccept
from reservation_service.domain.reservation import Change, FlightNotice, Reservation, ReservationStatus, move
from reservation_service.domain.swapping import fail_change, with_change

# A flight is rescheduled a few times; a reservation that was told more often is told no more, but of cancellations.
MAX_NOTICES = 50
CANCELLED = "cancelled"
_STATUS_WORDS = {
    "SCHEDULED": "is back on its schedule",
    "DELAYED": "is delayed",
    "BOARDING": "is boarding",
    "DEPARTED": "has departed",
    "ARRIVED": "has arrived",
    "CANCELLED": "is cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightNews:
    """`kind` is the change as flight-service names it: rescheduled, status_changed or cancelled."""

    flight_id: str
    flight_version: int
    kind: str
    status: str | None = None
    departs_at: datetime | None = None
    arrives_at: datetime | None = None


def hear_news(before: Reservation, news: FlightNews, at: datetime) -> Change | None:
    """None if the reservation is over, does not fly with it, or has heard this or something newer already."""
    if not before.is_active:
        return None
    after = _hear_for_change(before, news, at)
    concerned = [one for one in before.segments if _is_news(one, news)]
    if concerned:
        notice = FlightNotice(news.flight_id, news.kind.upper(), _tell(news, concerned[0]), at)
        segments = tuple(_update(one, news) if one in concerned else one for one in before.segments)
        is_told = len(before.notices) < MAX_NOTICES or news.kind == CANCELLED
        notices = (*before.notices, notice) if is_told else before.notices
        told = replace(after.after, segments=segments, notices=notices)
        if before.status is ReservationStatus.WAITLISTED:
            return _hear_while_waiting(told, news, at)
        after = replace(after, after=told)
    return after if after.after != before else None


def _hear_while_waiting(told: Reservation, news: FlightNews, at: datetime) -> Change:
    """Nobody waits for a flight that is cancelled, nor longer than until it departs."""
    if news.kind == CANCELLED:
        why = Reason("FLIGHT_CANCELLED", f"Flight {news.flight_id} is cancelled.")
        return Change(move(told, ReservationStatus.FAILED, at, why=why), announces=True)
    return Change(replace(told, expires_at=told.departs_at or told.expires_at))


def _hear_for_change(before: Reservation, news: FlightNews, at: datetime) -> Change:
    """Nobody changes to a flight that is cancelled, unless it is being paid for: then it is as if bought. Who changes
    from a flight that the airline does not fly as agreed pays no fee for it, though it was asked for before.
    """
    change = before.change
    if change is None or not change.is_open:
        return Change(before)
    is_new_concerned = any(_is_news(one, news) for one in change.segments)
    if is_new_concerned and news.kind == CANCELLED and not before.is_payment_under_way:
        return fail_change(before, Reason("FLIGHT_CANCELLED", f"Flight {news.flight_id} is cancelled."), at)
    replacements = tuple(
        replace(one, segment=_update(one.segment, news)) if _is_news(one.segment, news) else one
        for one in change.replacements
    )
    given_up = tuple(_update(one, news) if _is_news(one, news) else one for one in change.given_up)
    told = with_change(before, replace(change, replacements=replacements, given_up=given_up))
    return Change(improve_offer(told, at) if given_up != change.given_up else told)


def accept_schedule_change(before: Reservation, flight_id: str) -> Change | NothingToAccept:
    """The traveller takes the new times."""
    found = [one for one in before.segments if one.flight_id == flight_id]
    disruption = found[0].disruption if found and before.status is ReservationStatus.CONFIRMED else None
    if disruption is None or Remedy.ACCEPT not in disruption.remedies:
        return NothingToAccept(before, f"There is no change of flight {flight_id[:64]} that could be accepted.")
    segments = tuple(
        replace(one, agreed_departs_at=one.departs_at, agreed_arrives_at=one.arrives_at) if one in found else one
        for one in before.segments
    )
    # What a quote promised because of the old times is not promised any more.
    return Change(replace(before, segments=segments, quote=None))


def _is_news(segment: Segment, news: FlightNews) -> bool:
    return segment.flight_id == news.flight_id and segment.flight_version < news.flight_version


def _update(segment: Segment, news: FlightNews) -> Segment:
    return replace(
        segment,
        departs_at=news.departs_at or segment.departs_at,
        arrives_at=news.arrives_at or segment.arrives_at,
        flight_version=news.flight_version,
        agreed_departs_at=segment.agreed_departs_at or segment.departs_at,
        agreed_arrives_at=segment.agreed_arrives_at or segment.arrives_at,
        is_cancelled=segment.is_cancelled or news.kind == CANCELLED,
    )


def _tell(news: FlightNews, segment: Segment) -> str:
    if news.kind == CANCELLED:
        return f"Flight {segment.name} is cancelled."
    if news.kind == "rescheduled" and news.departs_at is not None:
        verb = "is now later" if segment.departs_at and news.departs_at > segment.departs_at else "has a new time"
        return f"Flight {segment.name} {verb}: it departs on {tell_departure(segment, news.departs_at)}."
    return f"Flight {segment.name} {_STATUS_WORDS.get(news.status or '', 'has changed')}."
