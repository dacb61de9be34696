"""Staff put a flight on another aircraft: its cabins get that one's seats, unless people would be left standing.

The wish is written down first, with the flight, so that there is one at a time and none is half done. Then the cabins
that become smaller are tried, each by a conditional write against the buyers of the moment; what came of it is decided
in one write of the flight, and only then do the others grow or the tried ones get their seats back. A process that
dies in between leaves it to the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from flight_service.domain.announcements import Change, announce_flight
from flight_service.domain.cabin import Cabin, CabinKey, split_seats
from flight_service.domain.errors import InvalidInput
from flight_service.domain.fares import derive_fare
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import AircraftSwap, Announce, AuditEntry, CabinOffer, StagedChange
from flight_service.usecases.complete_change import complete_change
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores
from flight_service.usecases.update_flight import get_settled_flight


class SwapRefusalCode(StrEnum):
    TOO_FEW_SEATS = "TOO_FEW_SEATS"
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    FLIGHT_NOT_CHANGEABLE = "FLIGHT_NOT_CHANGEABLE"


@dataclass(frozen=True, slots=True)
class CabinTooSmall:
    """Seats that are blocked count as taken: whether the other aircraft needs them so, staff say before."""

    cabin: Cabin
    capacity: int
    taken: int

    @property
    def missing(self) -> int:
        return self.taken - self.capacity


@dataclass(frozen=True, slots=True)
class SwapRefused:
    code: SwapRefusalCode
    message: str
    cabins: tuple[CabinTooSmall, ...] = ()


def swap_aircraft(
    stores: Stores,
    flight_id: str,
    aircraft_type: str,
    expected_version: int | None,
    staff: StaffMember,
    announce: Announce,
    now: datetime,
) -> Flight | SwapRefused:
    current = get_settled_flight(stores, flight_id, announce)
    aircraft = stores.reference.find_aircraft_type(aircraft_type)
    if aircraft is None:
        raise InvalidInput("aircraftType", f'There is no aircraft type "{aircraft_type[:40]}".')
    if expected_version not in (None, current.version):
        return _changed_meanwhile(current)
    if not current.is_bookable(at=now):
        message = f"Flight {current.designator} is {current.status}; its aircraft can no longer change."
        return SwapRefused(SwapRefusalCode.FLIGHT_NOT_CHANGEABLE, message)
    inventories = _read_cabins(stores, current)
    before = _capacities(inventories)
    after = dict.fromkeys(before, 0) | split_seats(aircraft.seats)
    if (current.aircraft_type, before) == (aircraft_type, after):
        return current
    if too_small := find_too_small(inventories, after):
        return _too_few_seats(aircraft_type, too_small)
    change = _stage(current, AircraftSwap(aircraft_type, before, after), inventories, staff, announce, now)
    if not stores.flights.stage(change):
        return _changed_meanwhile(current)
    complete_change(stores, change, announce)
    cabins = _read_cabins(stores, current)
    if _capacities(cabins) != after:
        # Somebody bought while the cabins were tried.
        return _too_few_seats(aircraft_type, find_too_small(cabins, after))
    return get_settled_flight(stores, flight_id, announce)


def _read_cabins(stores: Stores, flight: Flight) -> dict[Cabin, Inventory]:
    """Cabins that an earlier aircraft had are among them, without a seat."""
    found = stores.inventories.find_many([CabinKey(flight.id, cabin) for cabin in Cabin])
    return {key.cabin: inventory for key, inventory in found.items()}


def _capacities(cabins: Mapping[Cabin, Inventory]) -> dict[Cabin, int]:
    return {cabin: inventory.capacity for cabin, inventory in cabins.items()}


def find_too_small(inventories: Mapping[Cabin, Inventory], after: Mapping[Cabin, int]) -> tuple[CabinTooSmall, ...]:
    sizes = (
        CabinTooSmall(cabin, after[cabin], one.unavailable) for cabin, one in inventories.items() if cabin in after
    )
    return tuple(one for one in sizes if one.missing > 0)


def _stage(
    current: Flight,
    swap: AircraftSwap,
    inventories: Mapping[Cabin, Inventory],
    staff: StaffMember,
    announce: Announce,
    now: datetime,
) -> StagedChange:
    fares = {cabin: inventory.fare for cabin, inventory in inventories.items()}
    new = {cabin: seats for cabin, seats in swap.after.items() if cabin not in fares}
    swapped = replace(
        current.next_version(),
        aircraft_type=swap.aircraft_type,
        cabins=tuple(cabin for cabin in Cabin if swap.after.get(cabin)),
    )
    details = {"aircraft_type": f"{current.aircraft_type or 'none'} -> {swap.aircraft_type}"} | {
        f"capacity_{cabin.lower()}": f"{swap.before.get(cabin, 0)} -> {seats}" for cabin, seats in swap.after.items()
    }
    return StagedChange(
        flight=current.next_version(),
        cabins={cabin: CabinOffer(seats, derive_fare(fares, cabin)) for cabin, seats in new.items()},
        swap=swap,
        outbox=[announce(announce_flight(swapped, Change.AIRCRAFT_CHANGED))],
        audit=AuditEntry(current.id, swapped.version, staff.user_id, Change.AIRCRAFT_CHANGED, now, details),
    )


def _too_few_seats(aircraft_type: str, cabins: tuple[CabinTooSmall, ...]) -> SwapRefused:
    return SwapRefused(SwapRefusalCode.TOO_FEW_SEATS, describe_too_small(aircraft_type, cabins), cabins)


def describe_too_small(aircraft_type: str, cabins: tuple[CabinTooSmall, ...]) -> str:
    parts = (f"{one.missing} too few in {one.cabin} ({one.taken} of {one.capacity} taken or blocked)" for one in cabins)
    return f"An aircraft {aircraft_type} has not enough seats: {', '.join(parts) or 'somebody has just booked'}."


def _changed_meanwhile(flight: Flight) -> SwapRefused:
    message = f"Flight {flight.designator} is at version {flight.version}, or being changed; read it again."
    return SwapRefused(SwapRefusalCode.CHANGED_MEANWHILE, message)
