"""A flight's delay or cancellation reaches a reservation: a notice for the traveller, new times for the segment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.reservation import Change, FlightNotice, Reservation

# A flight is rescheduled a few times; a reservation that was told more often is told no more.
MAX_NOTICES = 50


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
    if not before.is_active or len(before.notices) >= MAX_NOTICES:
        return None
    concerned = [one for one in before.segments if one.flight_id == news.flight_id]
    if not concerned or all(one.flight_version >= news.flight_version for one in concerned):
        return None
    notice = FlightNotice(news.flight_id, news.kind.upper(), _tell(news, concerned[0]), at)
    segments = tuple(_update(one, news) if one in concerned else one for one in before.segments)
    return Change(replace(before, segments=segments, notices=(*before.notices, notice)))


def _update(segment: Segment, news: FlightNews) -> Segment:
    return replace(
        segment,
        departs_at=news.departs_at or segment.departs_at,
        arrives_at=news.arrives_at or segment.arrives_at,
        flight_version=news.flight_version,
    )


def _tell(news: FlightNews, segment: Segment) -> str:
    if news.kind == "cancelled":
        return f"Flight {news.flight_id} is cancelled."
    if news.kind == "rescheduled" and news.departs_at is not None:
        verb = "is now later" if segment.departs_at and news.departs_at > segment.departs_at else "has a new time"
        return f"Flight {news.flight_id} {verb}: it departs at {news.departs_at:%Y-%m-%d %H:%M} UTC."
    return f"Flight {news.flight_id} is {(news.status or 'changed').lower()}."
