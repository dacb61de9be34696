"""Seat prices: what the seats of a flight cost now, and staff writing those of an aircraft type.

What travellers have chosen keeps the price it was chosen at; see `choose_seats`. Those of one flight are changed with
the flight: see `update_flight`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flight_service.domain.cabin import Cabin, split_seats
from flight_service.domain.errors import Conflict, InvalidInput, NotFound
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import AuditEntry
from flight_service.domain.reference import AircraftType
from flight_service.domain.seat_map import SeatMap, build_seat_map
from flight_service.domain.seat_price_list import SeatPriceList
from flight_service.domain.seat_prices import SeatPrices
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores


@dataclass(frozen=True, slots=True)
class AircraftSeats:
    """An aircraft type with its seats, as its flights have them, and the prices that were said of them."""

    aircraft_type: AircraftType
    prices: SeatPriceList
    seat_maps: tuple[SeatMap, ...]


def find_seat_prices(stores: Stores, flight: Flight, inventory: Inventory) -> SeatPrices:
    """Those of the flight, or of its aircraft type, or of its schedule."""
    code = flight.aircraft_type
    of_type = stores.seat_price_lists.in_force(code) if code else SeatPriceList("")
    return of_type.find_in_force(inventory)


def get_aircraft_seats(stores: Stores, code: str) -> AircraftSeats:
    aircraft = _get_aircraft_type(stores, code)
    seats = split_seats(aircraft.seats)
    maps = tuple(build_seat_map(cabin, seats) for cabin in Cabin if cabin in seats)
    return AircraftSeats(aircraft, stores.seat_price_lists.get(code), maps)


def save_seat_price_list(
    stores: Stores,
    code: str,
    cabins: Mapping[Cabin, SeatPrices | None],
    expected_version: int | None,
    staff: StaffMember,
    now: datetime,
) -> AircraftSeats:
    """Cabins that are not named stay as they are; None takes what was said of one back."""
    present = split_seats(_get_aircraft_type(stores, code).seats)
    if unknown := [cabin for cabin in cabins if cabin not in present]:
        raise InvalidInput("input.cabins", f"An aircraft {code} has no {unknown[0]} cabin.")
    before = stores.seat_price_lists.get(code)
    if expected_version not in (None, before.version):
        raise _changed_meanwhile(code)
    said = {**before.cabins, **cabins}
    after = SeatPriceList(code, {cabin: one for cabin, one in said.items() if one is not None}, before.version + 1)
    if after.cabins != before.cabins:
        details = {f"seat_prices_{cabin.lower()}": str(after.cabins.get(cabin, "none")) for cabin in cabins}
        act = AuditEntry(f"seats-of-{code}", after.version, staff.user_id, "seat_prices_changed", now, details)
        if not stores.seat_price_lists.save(after, act):
            raise _changed_meanwhile(code)
        stores.audit.record(act)
    return get_aircraft_seats(stores, code)


def _get_aircraft_type(stores: Stores, code: str) -> AircraftType:
    aircraft = stores.reference.find_aircraft_type(code)
    if aircraft is None:
        raise NotFound(f'There is no aircraft type "{code[:40]}".')
    return aircraft


def _changed_meanwhile(code: str) -> Conflict:
    return Conflict(f"The seat prices of {code} were changed by someone else; read them again.")
