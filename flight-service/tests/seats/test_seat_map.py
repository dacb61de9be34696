"""The map of an aircraft's seats."""

from __future__ import annotations

import pytest

from flight_service.datasets.nyc_departures import load_fleet
from flight_service.domain.cabin import Cabin, split_seats
from flight_service.domain.seat_map import SeatCharacteristic, build_seat_map

ROOM, EXIT = SeatCharacteristic.EXTRA_LEGROOM, SeatCharacteristic.EXIT_ROW


def test_a_single_aisle_aircraft_from_front_to_back() -> None:
    cabins = {Cabin.BUSINESS: 6, Cabin.ECONOMY: 104}
    business = build_seat_map(Cabin.BUSINESS, cabins)
    assert [[seat.number for seat in row] for row in business.rows] == [["1A", "1C", "1D", "1F"], ["2A", "2C"]]
    economy = build_seat_map(Cabin.ECONOMY, cabins)
    assert economy.columns == ("ABC", "DEF")
    assert [seat.number for seat in economy.rows[0]] == ["3A", "3B", "3C", "3D", "3E", "3F"]
    assert [seat.number for seat in economy.rows[-1]] == ["20A", "20B"]


def test_every_seat_has_its_place_in_the_row() -> None:
    (row, *_) = build_seat_map(Cabin.ECONOMY, {Cabin.ECONOMY: 300}).rows
    places = [sorted(seat.characteristics - {ROOM}) for seat in row]
    assert [place[0].value[0] for place in places] == list("WMAAMMAAMW")
    assert all(ROOM in seat.characteristics for seat in row)


def test_one_row_of_economy_is_at_the_doors() -> None:
    seat_map = build_seat_map(Cabin.ECONOMY, {Cabin.ECONOMY: 150})
    doors = [row for row in seat_map.rows if all(EXIT in seat.characteristics for seat in row)]
    assert len(doors) == 1
    assert all(ROOM in seat.characteristics for seat in doors[0])
    assert sum(EXIT in seat.characteristics for row in seat_map.rows for seat in row) == 6


@pytest.mark.parametrize("seats", sorted({aircraft.seats for aircraft in load_fleet().types.values()}))
def test_every_seat_of_every_aircraft_is_there_once(seats: int) -> None:
    cabins = split_seats(seats)
    maps = [build_seat_map(cabin, cabins) for cabin in cabins]
    assert [len(one.numbers) for one in maps] == list(cabins.values())
    assert len(frozenset().union(*(one.numbers for one in maps))) == seats
