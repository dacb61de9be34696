"""The flights of a reservation as iCalendar files (RFC 5545) that go with its letters.

Each flight is an event, which any calendar keeps under the same UID: a later letter with a higher SEQUENCE puts it
right, or takes it away. What is flown is published, what is not any more is cancelled (RFC 5546, 3.2.1 and 3.2.5), and
a file does one of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from reservation_service.domain.clocks import find_zone
from reservation_service.domain.itinerary import Segment
from reservation_service.domain.itinerary_change import ItineraryChangeStatus
from reservation_service.domain.notifications import Notification
from reservation_service.domain.reservation import Reservation, ReservationStatus
from wire.post import Attachment

# What is told in these letters is news for a calendar.
_PUBLISHED_WITH = frozenset({"CONFIRMED", "CHANGED", "FLIGHT_RESCHEDULED", "FLIGHT_STATUS_CHANGED"})
_CANCELLED_WITH = frozenset({"CANCELLED", "CHANGED", "CANCELLED_IN_PART", "FLIGHT_CANCELLED"})
# Offsets of a zone are told for these days around its flights.
_AROUND = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose events they are: a name, and an address that RFC 5546 wants with each."""

    name: str
    address: str


def attach_calendars(reservation: Reservation, news: Notification, publisher: Publisher, link: str) -> list[Attachment]:
    """None for what has never been booked: nobody has put it into her calendar."""
    if all(one.status is not ReservationStatus.CONFIRMED for one in reservation.history):
        return []
    flown, given_up = _list_flown(reservation), _list_given_up(reservation)
    attachments: list[Attachment] = []
    if news.kind in _PUBLISHED_WITH and flown:
        attachments.append(_attach("PUBLISH", "", flown, reservation, news, publisher, link))
    if news.kind in _CANCELLED_WITH and given_up:
        attachments.append(_attach("CANCEL", "-cancelled", given_up, reservation, news, publisher, link))
    return attachments


def _list_flown(reservation: Reservation) -> list[Segment]:
    if reservation.status is not ReservationStatus.CONFIRMED:
        return []
    return [one for one in reservation.segments if one.departs_at and not one.is_cancelled]


def _list_given_up(reservation: Reservation) -> list[Segment]:
    """Whatever was booked once and is not flown, each flight once."""
    flown = {one.flight_id for one in _list_flown(reservation)}
    found = {one.flight_id: one for one in _list_booked(reservation) if one.departs_at and one.flight_id not in flown}
    return list(found.values())


def _list_booked(reservation: Reservation) -> Iterator[Segment]:
    for change in reservation.changes:
        if change.status is ItineraryChangeStatus.DONE:
            yield from change.given_up
    for part in reservation.cancellations:
        yield from part.segments
    yield from reservation.segments


def _attach(
    method: str,
    suffix: str,
    segments: Sequence[Segment],
    reservation: Reservation,
    news: Notification,
    publisher: Publisher,
    link: str,
) -> Attachment:
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{publisher.name}//Trips//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for zone in _list_zones(segments):
        calendar.add_component(zone)
    for segment in segments:
        event = _build_event(segment, reservation, link)
        event.add("dtstamp", news.at)
        event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        organizer = icalendar.vCalAddress(f"mailto:{publisher.address}")
        organizer.params["CN"] = icalendar.vText(publisher.name)
        event.add("organizer", organizer)
        calendar.add_component(event)
    return Attachment(
        name=f"trip-{reservation.locator}{suffix}.ics",
        type="text/calendar",
        parameters={"method": method, "charset": "utf-8"},
        content=calendar.to_ical(),
    )


def _build_event(segment: Segment, reservation: Reservation, link: str) -> icalendar.Event:
    event, route = icalendar.Event(), segment.route
    # A reservation's id is a UUID, so this is unique in the world without a host (RFC 7986, 5.3). The web client makes
    # the same.
    event.add("uid", f"{reservation.id}-{segment.flight_id}")
    event.add("sequence", reservation.version)
    event.add("summary", f"{segment.name} {route.origin} to {route.destination}" if route else segment.name)
    event.add("dtstart", _to_clock(segment.departs_at, route.origin_zone if route else None))
    if segment.arrives_at is not None:
        event.add("dtend", _to_clock(segment.arrives_at, route.destination_zone if route else None))
    cabin = segment.cabin.replace("_", " ").lower()
    event.add("description", f"Record locator {reservation.locator}, {cabin}.")
    if route:
        event.add("location", f"{route.origin} airport")
    if link:
        event.add("url", link)
    return event


def _to_clock(instant: datetime | None, zone_name: str | None) -> datetime | None:
    """On the airport's wall, or by UTC where nobody has told which it is."""
    zone = find_zone(zone_name)
    return instant.astimezone(zone) if instant is not None and zone is not None else instant


def _list_zones(segments: Iterable[Segment]) -> Iterator[icalendar.Timezone]:
    times = [clock for one in segments for clock in _list_clocks(one)]
    names = sorted({clock.tzinfo.key for clock in times if isinstance(clock.tzinfo, ZoneInfo)})
    days = [clock.date() for clock in times]
    for name in names:
        yield icalendar.Timezone.from_tzid(name, first_date=min(days) - _AROUND, last_date=max(days) + _AROUND)


def _list_clocks(segment: Segment) -> Iterator[datetime]:
    route = segment.route
    for instant, zone in (
        (segment.departs_at, route.origin_zone if route else None),
        (segment.arrives_at, route.destination_zone if route else None),
    ):
        if (clock := _to_clock(instant, zone)) is not None:
            yield clock
