"""Whole journeys: slices, connections, party and hours, on both stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
from flight_builders import NOW, build_flight, build_inventory, day, usd
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import Flight, build_flight_id
from flight_service.domain.itinerary import Itinerary, can_connect, is_on_the_way
from flight_service.domain.money import Money
from flight_service.domain.ports import CabinPrices
from flight_service.domain.price import add_prices, build_price
from flight_service.usecases.checks import get_airport
from flight_service.usecases.search_flights import FlightSort
from flight_service.usecases.search_journeys import (
    Party,
    PricedItinerary,
    Slice,
    Wishes,
    check_journey,
    search_days_around,
    search_slice,
)
from flight_service.usecases.search_returns import search_returns

TO_LAX = Slice(origin="JFK", destination="LAX", date=day("2026-12-03"))


def put_on_sale(
    shelf: Shelf, number: str, route: str, leaves: str, lands: str, fare: str = "100.00", **inventory: Any
) -> Flight:
    """Times of the third of December, in UTC; `26:00` is two in the next morning."""
    origin, destination = route.split("-")
    departs_at, arrives_at = _moment(leaves), _moment(lands)
    flight = build_flight(
        number=number,
        origin=origin,
        destination=destination,
        departs_at=departs_at,
        arrives_at=arrives_at,
        id=build_flight_id(f"UA{number}", day("2026-12-03"), origin),
    )
    shelf.stores.flights.add_missing([flight])
    shelf.stores.inventories.add_missing([build_inventory(flight, fare=fare, **inventory)])
    shelf.stores.routes.add([(origin, destination)])
    return flight


def _moment(clock: str) -> datetime:
    hours, minutes = map(int, clock.split(":"))
    return datetime(2026, 12, 3 + hours // 24, hours % 24, minutes, tzinfo=UTC)


def wishes(**changes: Any) -> Wishes:
    values: dict[str, Any] = {
        "party": Party(adults=1),
        "cabin": Cabin.ECONOMY,
        "max_connections": 1,
        "sort": FlightSort.PRICE,
    }
    return Wishes(**values | changes)


def found(shelf: Shelf, part: Slice = TO_LAX, **changes: Any) -> list[str]:
    return [
        "+".join(flight.number for flight in one.itinerary.flights)
        for one in search_slice(shelf.stores, part, wishes(**changes), NOW)
    ]


def test_direct_flights_and_connections_are_found_together(shelf: Shelf) -> None:
    put_on_sale(shelf, "1", "JFK-LAX", "14:00", "20:00", "300.00")
    put_on_sale(shelf, "2", "JFK-ORD", "13:00", "15:30", "90.00")
    put_on_sale(shelf, "3", "ORD-LAX", "17:00", "21:30", "110.00")
    assert found(shelf) == ["2+3", "1"]
    assert found(shelf, max_connections=0) == ["1"]
    assert found(shelf, sort=FlightSort.DURATION) == ["1", "2+3"]
    assert found(shelf, sort=FlightSort.DEPARTURE) == ["2+3", "1"]


@pytest.mark.parametrize(
    ("leaves", "legal"), [("15:00", False), ("16:14", False), ("16:15", True), ("21:30", True), ("21:31", False)]
)
def test_a_connection_leaves_time_to_change_and_not_too_much(shelf: Shelf, leaves: str, legal: bool) -> None:
    put_on_sale(shelf, "2", "JFK-ORD", "13:00", "15:30")
    put_on_sale(shelf, "3", "ORD-LAX", leaves, "27:00")
    assert found(shelf) == (["2+3"] if legal else [])


def test_a_connection_through_a_border_takes_longer() -> None:
    first = build_flight(arrives_at=_moment("15:00"))
    second = build_flight(origin="LAX", departs_at=_moment("16:00"), arrives_at=_moment("20:00"))
    assert can_connect(first, second, through_border=False)
    assert not can_connect(first, second, through_border=True)


def test_an_onward_flight_after_midnight_is_found(shelf: Shelf) -> None:
    put_on_sale(shelf, "2", "JFK-ORD", "26:00", "28:30")
    put_on_sale(shelf, "3", "ORD-LAX", "31:00", "35:30")
    assert found(shelf) == ["2+3"]


def test_a_connection_changes_at_one_airport(shelf: Shelf) -> None:
    put_on_sale(shelf, "2", "JFK-ORD", "13:00", "15:30")
    put_on_sale(shelf, "3", "EWR-LAX", "17:00", "21:30")
    assert found(shelf) == []


def test_nobody_is_sent_a_long_way_round(shelf: Shelf) -> None:
    reference = shelf.stores.reference
    new_york, los_angeles, chicago = (get_airport(reference, "airport", code) for code in ("JFK", "LAX", "ORD"))
    assert is_on_the_way(chicago, new_york, los_angeles)
    assert not is_on_the_way(los_angeles, new_york, chicago)


def test_every_flight_has_a_seat_for_everybody_but_infants(shelf: Shelf) -> None:
    put_on_sale(shelf, "2", "JFK-ORD", "13:00", "15:30")
    put_on_sale(shelf, "3", "ORD-LAX", "17:00", "21:30", capacity=3)
    assert found(shelf, party=Party(adults=2, children=1, infants=2)) == ["2+3"]
    assert found(shelf, party=Party(adults=2, children=2)) == []
    (one,) = search_slice(shelf.stores, TO_LAX, wishes(), NOW)
    assert one.seats_left == 3


def test_the_cabin_is_the_same_all_the_way(shelf: Shelf) -> None:
    put_on_sale(shelf, "2", "JFK-ORD", "13:00", "15:30", cabin=Cabin.BUSINESS)
    put_on_sale(shelf, "3", "ORD-LAX", "17:00", "21:30")
    assert found(shelf, cabin=Cabin.BUSINESS) == []
    assert found(shelf) == []


def test_hours_of_departure_are_those_of_the_origin(shelf: Shelf) -> None:
    put_on_sale(shelf, "1", "JFK-LAX", "14:00", "20:00")  # nine in New York
    put_on_sale(shelf, "4", "JFK-LAX", "23:00", "29:00")  # eighteen
    evening = Slice(origin="JFK", destination="LAX", date=TO_LAX.date, departs_from=time(12))
    morning = Slice(origin="JFK", destination="LAX", date=TO_LAX.date, departs_until=time(9))
    assert (found(shelf, evening), found(shelf, morning)) == (["4"], ["1"])


def test_the_price_of_a_connection_is_that_of_its_flights(shelf: Shelf) -> None:
    put_on_sale(shelf, "2", "JFK-ORD", "13:00", "15:30", "90.10")
    put_on_sale(shelf, "3", "ORD-LAX", "17:00", "21:30", "110.25")
    (one,) = search_slice(shelf.stores, TO_LAX, wishes(party=Party(adults=2)), NOW)
    assert one.price.total == usd("400.70")
    assert one.price.base.amount + sum(tax.amount.amount for tax in one.price.taxes) == one.price.total.amount
    assert [tax.code for tax in one.price.taxes] == ["US", "ZP", "AY", "XF"]


@pytest.mark.parametrize("fare", ["15.40", "16.47", "16.48", "99.99", "100.00", "123.45", "1999.01", "0.00"])
@pytest.mark.parametrize("countries", [("US", "US"), ("US", "GB"), ("GB", "US"), ("DE", "FR")])
def test_base_fare_and_taxes_add_up_to_the_fare_to_the_cent(fare: str, countries: tuple[str, str]) -> None:
    for seats in (1, 2, 9):
        price = build_price(usd(fare), seats, *countries)
        assert price.total == usd(fare).times(seats)
        assert price.base.amount + sum(tax.amount.amount for tax in price.taxes) == price.total.amount
        assert price.base.amount >= 0


def test_a_domestic_fare_is_taken_apart_as_on_a_ticket() -> None:
    price = build_price(usd("230.40"), 1, "US", "US")
    assert price.base == usd("200.00")
    assert [(tax.code, tax.amount.amount_text) for tax in price.taxes] == [
        ("US", "15.00"),
        ("ZP", "5.30"),
        ("AY", "5.60"),
        ("XF", "4.50"),
    ]
    assert add_prices([price, price]).taxes[0].amount == usd("30.00")


def test_the_days_around_show_their_cheapest(shelf: Shelf) -> None:
    put_on_sale(shelf, "1", "JFK-LAX", "14:00", "20:00", "300.00")
    put_on_sale(shelf, "4", "JFK-LAX", "15:00", "21:00", "250.00")
    put_on_sale(shelf, "5", "JFK-LAX", "38:00", "44:00", "99.00")
    grid = search_days_around(shelf.stores, TO_LAX, wishes(max_connections=0), NOW)
    assert {found.isoformat(): str(one.price.total) if one else None for found, one in grid.items()} == {
        "2026-12-01": None,
        "2026-12-02": None,
        "2026-12-03": "250.00 USD",
        "2026-12-04": "99.00 USD",
        "2026-12-05": None,
        "2026-12-06": None,
    }


@pytest.mark.parametrize(
    ("slices", "party", "field"),
    [
        ([], Party(adults=1), "slices"),
        ([TO_LAX] * 7, Party(adults=1), "slices"),
        ([Slice(origin="JFK", destination="JFK", date=TO_LAX.date)], Party(adults=1), "slices.0.destination"),
        ([TO_LAX, Slice(origin="QQQ", destination="JFK", date=TO_LAX.date)], Party(adults=1), "slices.1.origin"),
        ([Slice(origin="JFK", destination="LAX", date=day("2026-11-30"))], Party(adults=1), "slices.0.date"),
        ([TO_LAX, Slice(origin="LAX", destination="JFK", date=day("2026-12-02"))], Party(adults=1), "slices.1.date"),
        ([TO_LAX], Party(adults=0), "passengers"),
        ([TO_LAX], Party(adults=5, children=5), "passengers"),
        ([TO_LAX], Party(adults=2, children=-1), "passengers"),
        ([TO_LAX], Party(adults=1, infants=2), "passengers.infants"),
    ],
)
def test_an_impossible_journey_is_refused_by_its_field(shelf: Shelf, slices: Any, party: Party, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_journey(shelf.stores, slices, wishes(party=party), NOW)
    assert refused.value.field == field


def test_the_time_on_the_ground_is_part_of_the_journey() -> None:
    first = build_flight(departs_at=_moment("10:00"), arrives_at=_moment("12:00"))
    second = build_flight(departs_at=_moment("13:30"), arrives_at=_moment("16:00"))
    itinerary = Itinerary((first, second))
    assert (itinerary.duration_minutes, itinerary.connection_minutes) == (360, (90,))


def test_hours_of_arrival_are_those_of_the_destination(shelf: Shelf) -> None:
    """12:00 in Los Angeles is 20:00 in UTC; a flight that lands after midnight does so early in the morning."""
    early = put_on_sale(shelf, "1", "JFK-LAX", "13:00", "19:00")
    late = put_on_sale(shelf, "2", "JFK-LAX", "26:30", "32:30")
    morning = replace(TO_LAX, arrives_from=time(6), arrives_until=time(11, 59))
    night = replace(TO_LAX, arrives_until=time(5, 59))
    assert [flights_of(one) for one in search_slice(shelf.stores, morning, wishes(), NOW)] == [[early.id]]
    assert [flights_of(one) for one in search_slice(shelf.stores, night, wishes(), NOW)] == [[late.id]]


def test_the_whole_way_is_flown_by_the_airlines_wished_for_and_in_the_time_one_has(shelf: Shelf) -> None:
    put_on_sale(shelf, "1", "JFK-LAX", "13:00", "19:00")
    put_on_sale(shelf, "2", "JFK-ORD", "13:00", "15:00")
    put_on_sale(shelf, "3", "ORD-LAX", "16:00", "20:30")
    assert len(search_slice(shelf.stores, TO_LAX, wishes(), NOW)) == 2
    assert len(search_slice(shelf.stores, TO_LAX, wishes(most_minutes=360), NOW)) == 1
    assert len(search_slice(shelf.stores, TO_LAX, wishes(airlines=frozenset({"UA"})), NOW)) == 2
    assert search_slice(shelf.stores, TO_LAX, wishes(airlines=frozenset({"B6"})), NOW) == []
    with pytest.raises(InvalidInput, match="no airline"):
        check_journey(shelf.stores, [TO_LAX], wishes(airlines=frozenset({"B6"})), NOW)
    with pytest.raises(InvalidInput):
        check_journey(shelf.stores, [TO_LAX], wishes(most_minutes=0), NOW)
    days = search_days_around(shelf.stores, TO_LAX, wishes(most_minutes=300), NOW)
    assert not any(days.values())


def test_a_way_back_is_priced_with_what_it_is_caught_with(shelf: Shelf) -> None:
    """The cheaper way there of the same day arrives too late for the only way back of it."""
    put_on_sale(shelf, "1", "JFK-LAX", "13:00", "19:00", fare="200.00")
    put_on_sale(shelf, "2", "JFK-LAX", "15:00", "21:00", fare="100.00")
    put_on_sale(shelf, "3", "LAX-JFK", "20:00", "25:00", fare="50.00")
    back = replace(TO_LAX, origin="LAX", destination="JFK")
    found = search_returns(shelf.stores, TO_LAX, back, wishes(max_connections=0), NOW)
    assert [(one.leaves, one.comes_back, str(one.cheapest)) for one in found if one.cheapest] == [
        (TO_LAX.date, TO_LAX.date, "250.00 USD")
    ]
    assert all(one.leaves <= one.comes_back for one in found)
    # From the third of December on the first day that is not past is the first.
    assert {one.leaves for one in found} == {day(f"2026-12-0{number}") for number in range(1, 7)}


def test_amounts_of_different_currencies_are_never_added_up(shelf: Shelf) -> None:
    """Nor booked together: what is priced in another currency than the rest of it is not offered with it."""
    put_on_sale(shelf, "1", "JFK-LAX", "13:00", "15:00", fare="100.00")
    in_euros(shelf, put_on_sale(shelf, "2", "LAX-JFK", "20:00", "25:00", fare="50.00"))
    put_on_sale(shelf, "3", "LAX-JFK", "20:30", "25:30", fare="80.00")
    back = replace(TO_LAX, origin="LAX", destination="JFK")
    returns = search_returns(shelf.stores, TO_LAX, back, wishes(max_connections=0), NOW)
    assert [str(one.cheapest) for one in returns if one.cheapest] == ["180.00 USD"]
    in_euros(shelf, put_on_sale(shelf, "4", "JFK-LAX", "13:00", "15:00", fare="40.00"))
    returns = search_returns(shelf.stores, TO_LAX, back, wishes(max_connections=0), NOW)
    assert [str(one.cheapest) for one in returns if one.cheapest] == ["90.00 EUR"]

    put_on_sale(shelf, "5", "JFK-ORD", "13:00", "15:00")
    in_euros(shelf, put_on_sale(shelf, "6", "ORD-LAX", "16:30", "20:30"))
    assert found(shelf) == ["4", "1"]


def in_euros(shelf: Shelf, flight: Flight) -> None:
    key = CabinKey(flight.id, Cabin.ECONOMY)
    fare = Money(shelf.stores.inventories.find_many([key])[key].fare.amount, "EUR")
    shelf.stores.inventories.follow(replace(flight, version=flight.version + 1), CabinPrices(fares={key.cabin: fare}))


def flights_of(found: PricedItinerary) -> list[str]:
    return [flight.id for flight in found.itinerary.flights]
