"""Instants as the clocks on the walls of airports show them; by UTC where nobody has told which airports."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reservation_service.domain.itinerary import Segment


def tell_departure(segment: Segment, instant: datetime | None) -> str:
    """Empty while it is not known."""
    return _tell(instant, segment.route.origin_zone if segment.route else None)


def tell_arrival(segment: Segment, instant: datetime | None) -> str:
    """Empty while it is not known."""
    return _tell(instant, segment.route.destination_zone if segment.route else None)


def tell_deadline(departure: Segment | None, instant: datetime) -> str:
    """By the clock of the airport that the journey begins at, which it says: its reader may be anywhere."""
    route = departure.route if departure else None
    zone = find_zone(route.origin_zone) if route else None
    clock = f"local time in {route.origin}" if route and zone else "UTC"
    return f"{instant.astimezone(zone or UTC):%H:%M on %a %d %b %Y} ({clock})"


def tell_day(departure: Segment | None, instant: datetime) -> str:
    """The date there, or by UTC."""
    route = departure.route if departure else None
    zone = find_zone(route.origin_zone) if route else None
    return f"{instant.astimezone(zone or UTC):%d %b %Y}"


def _tell(instant: datetime | None, zone_name: str | None) -> str:
    if instant is None:
        return ""
    zone = find_zone(zone_name)
    return f"{instant.astimezone(zone or UTC):%a %d %b %Y, %H:%M}{'' if zone else ' UTC'}"


def find_zone(name: str | None) -> ZoneInfo | None:
    """None for one that this machine's database does not have."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
