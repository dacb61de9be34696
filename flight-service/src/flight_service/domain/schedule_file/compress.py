"""Single flights -> the fewest lines of a schedule that have exactly these flights: periods, and weekdays in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flight_service.domain.cabin import Cabin
from flight_service.domain.money import Money
from flight_service.domain.schedule_file.line import ScheduleLine

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Same:
    """What flights of one line have in common. `offsets` from UTC are empty where they are not written down."""

    airline: str
    number: str
    origin: str
    destination: str
    departs_at: int
    arrives_at: int
    arrives_after_days: int
    aircraft_type: str | None
    seats: tuple[tuple[Cabin, int], ...]
    offsets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedFlight:
    same: Same
    day: date
    fares: Mapping[Cabin, Money]


@dataclass(frozen=True, slots=True)
class ExportedLine:
    line: ScheduleLine
    same: Same


@dataclass(slots=True)
class _Group:
    """Runs of different weekdays that one period holds: no other such day is between its first and its last."""

    starts: list[date] = field(default_factory=list)
    ends: list[date] = field(default_factory=list)

    def takes(self, start: date, end: date) -> bool:
        starts, ends = [*self.starts, start], [*self.ends, end]
        return max(starts) - min(starts) < _WEEK and max(ends) - min(ends) < _WEEK


def compress(flights: Iterable[ExportedFlight]) -> list[ExportedLine]:
    """By flight and first day. A line's fares are those of its last flight."""
    alike: defaultdict[Same, list[ExportedFlight]] = defaultdict(list)
    for flight in flights:
        alike[flight.same].append(flight)
    lines = [(group, same, some) for same, some in alike.items() for group in _group({one.day for one in some})]
    lines.sort(
        key=lambda one: (one[1].airline, one[1].number.zfill(4), one[1].origin, min(one[0].starts), one[1].departs_at)
    )
    return [ExportedLine(_build_line(number, *one), one[1]) for number, one in enumerate(lines, start=1)]


def _group(days: set[date]) -> list[_Group]:
    groups: list[_Group] = []
    for start, end in sorted(_runs(days)):
        group = next((one for one in groups if one.takes(start, end)), None)
        if group is None:
            groups.append(group := _Group())
        group.starts.append(start)
        group.ends.append(end)
    return groups


def _runs(days: set[date]) -> Iterator[tuple[date, date]]:
    """Of one weekday each, week after week."""
    for start in (day for day in days if day - _WEEK not in days):
        end = start
        while end + _WEEK in days:
            end += _WEEK
        yield start, end


def _build_line(number: int, group: _Group, same: Same, flights: Sequence[ExportedFlight]) -> ScheduleLine:
    first, last = min(group.starts), max(group.ends)
    weekdays = frozenset(day.weekday() for day in group.starts)
    newest = max((one for one in flights if one.day <= last and one.day.weekday() in weekdays), key=lambda one: one.day)
    return ScheduleLine(
        number=number,
        airline=same.airline,
        flight_number=same.number,
        origin=same.origin,
        destination=same.destination,
        departs_at=same.departs_at,
        arrives_at=same.arrives_at,
        arrives_after_days=same.arrives_after_days,
        first_day=first,
        last_day=last,
        weekdays=weekdays,
        aircraft_type=same.aircraft_type,
        seats=dict(same.seats),
        fares=newest.fares,
    )
