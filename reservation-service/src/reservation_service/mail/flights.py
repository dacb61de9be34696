"""A flight of a reservation as a letter names it: designator, airports and the clocks on their walls.

Reservations of before events had routes are told of by id and UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reservation_service.domain.clocks import tell_arrival, tell_departure
from reservation_service.domain.itinerary import Segment
from reservation_service.domain.reservation import Reservation


@dataclass(frozen=True, slots=True)
class NamedFlight:
    name: str
    cabin: str
    departs: str
    arrives: str
    is_cancelled: bool


def name_flight(segment: Segment) -> NamedFlight:
    route = segment.route
    name = f"{route.designator}, {route.origin} to {route.destination}" if route else segment.flight_id
    return NamedFlight(
        name=name,
        cabin=segment.cabin.replace("_", " ").lower(),
        departs=tell_departure(segment, segment.departs_at),
        arrives=tell_arrival(segment, segment.arrives_at),
        is_cancelled=segment.is_cancelled,
    )


def replace_ids(text: str, reservation: Reservation) -> str:
    """Sentences of the domain name flights by their ids; people know designators."""
    names = {one.flight_id: one.route.designator for one in _all_segments(reservation) if one.route}
    # The longest first: one id may be the beginning of another.
    for flight_id in sorted(names, key=len, reverse=True):
        text = text.replace(flight_id, names[flight_id])
    return text


def _all_segments(reservation: Reservation) -> Iterator[Segment]:
    yield from reservation.segments
    for change in reservation.changes:
        yield from (*change.given_up, *change.segments)
    for part in reservation.cancellations:
        yield from part.segments


def name_flights(segments: Iterable[Segment]) -> list[NamedFlight]:
    return [name_flight(one) for one in segments]
