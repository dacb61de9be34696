"""Flights are planned, by hand or by a file: the schedule they are planned by is new, or one there is that changes.

A schedule whose every day is among those now planned is changed. One of which only some days are keeps the others: its
period ends, or begins, where they do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from flight_service.domain.cabin import Cabin
from flight_service.domain.flight import Flight
from flight_service.domain.ports import AuditEntry, CabinOffer
from flight_service.domain.schedule import Schedule, ScheduledCabin, ScheduleState
from flight_service.domain.schedule_file import Pattern
from flight_service.domain.schedule_file.fields import say_clock, say_weekdays
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores


def keep_schedule(
    stores: Stores,
    new_id: str,
    pattern: Pattern,
    cabins: Mapping[Cabin, CabinOffer],
    current: Sequence[Flight],
    staff: StaffMember,
    now: datetime,
) -> Schedule:
    """`current` are those of the flights that there are already. Repeating it finds what it has kept."""
    seats = {cabin: ScheduledCabin(offer.capacity, offer.fare) for cabin, offer in cabins.items()}
    found = stores.schedules.find_many({flight.schedule_id for flight in current if flight.schedule_id} | {new_id})
    active = [one for one in found.values() if one.state is ScheduleState.ACTIVE]
    same = next((one for one in active if one.pattern == pattern), None)
    covered = next((one for one in active if pattern.covers(one.pattern)), None)
    before = same or covered
    if before is None:
        schedule = Schedule(id=new_id, pattern=pattern, cabins=seats)
        stores.schedules.add(schedule, _build_act(schedule, staff, "schedule_created", now, _describe(pattern)))
        return schedule
    changed = before.changed_to(pattern, seats)
    if (changed.pattern, changed.cabins) == (before.pattern, before.cabins):
        return before
    details = {name: f"{was} -> {is_now}" for name, was, is_now in _compare(before.pattern, pattern)}
    stores.schedules.replace(changed, _build_act(changed, staff, "schedule_changed", now, details))
    return changed


def leave_flights(
    stores: Stores, schedule_ids: Collection[str], to: Schedule, staff: StaffMember, now: datetime
) -> None:
    """Other schedules have lost flights to this one."""
    for before in stores.schedules.find_many({one for one in schedule_ids if one != to.id}).values():
        left = before.left_with(stores.flights.of_schedule(before.id))
        if left != before:
            details = {name: f"{was} -> {is_now}" for name, was, is_now in _compare(before.pattern, left.pattern)}
            details |= {"state": left.state, "taken_by": to.id}
            stores.schedules.replace(left, _build_act(left, staff, "schedule_replaced", now, details))


def _build_act(
    schedule: Schedule, staff: StaffMember, action: str, now: datetime, details: Mapping[str, str]
) -> AuditEntry:
    return AuditEntry(schedule.id, schedule.version, staff.user_id, action, now, details)


def _describe(pattern: Pattern) -> dict[str, str]:
    return {
        "flight": f"{pattern.designator} {pattern.origin}-{pattern.destination}",
        "period": f"{pattern.first_day.isoformat()} to {pattern.last_day.isoformat()}",
        "departs": say_clock(pattern.departs_at),
        "arrives": say_clock(pattern.arrives_at),
    }


def _compare(before: Pattern, after: Pattern) -> Iterator[tuple[str, str, str]]:
    compared = (
        ("first_day", before.first_day.isoformat(), after.first_day.isoformat()),
        ("last_day", before.last_day.isoformat(), after.last_day.isoformat()),
        ("weekdays", say_weekdays(before.weekdays), say_weekdays(after.weekdays)),
        ("departs", say_clock(before.departs_at), say_clock(after.departs_at)),
        ("arrives", say_clock(before.arrives_at), say_clock(after.arrives_at)),
        ("aircraft_type", before.aircraft_type or "none", after.aircraft_type or "none"),
    )
    return ((name, was, is_now) for name, was, is_now in compared if was != is_now)
