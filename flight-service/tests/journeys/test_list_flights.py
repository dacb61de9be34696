"""The list of flights: day by day, page by page, and never a walk without end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flight_builders import NOW, build_flight, day
from flight_shelves import Shelf

from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import FlightStatus
from flight_service.domain.ports import FlightFilter
from flight_service.usecases.list_flights import list_flights


def put_on_sale(shelf: Shelf, *days: int) -> list[str]:
    flights = [build_flight(departs_in=timedelta(days=number)) for number in days]
    shelf.stores.flights.add_missing(flights)
    return [flight.id for flight in flights]


def test_pages_follow_each_other_over_days(shelf: Shelf) -> None:
    ids = put_on_sale(shelf, 1, 2, 3)
    page = list_flights(shelf.stores, FlightFilter(), None, 2, NOW)
    assert [one.flight.id for one in page.found] == ids[:2]
    rest = list_flights(shelf.stores, FlightFilter(), page.found[-1].position, 2, NOW)
    assert ([one.flight.id for one in rest.found], rest.go_on_after) == (ids[2:], None)


def test_a_rare_flight_far_away_is_reached_in_steps(shelf: Shelf) -> None:
    far = put_on_sale(shelf, 1, 30)[1]
    wanted, after, pages = FlightFilter(status=FlightStatus.SCHEDULED, airline="UA", origin="JFK"), None, 0
    found: list[str] = []
    while far not in found:
        page = list_flights(shelf.stores, wanted, after, 10, NOW)
        found += [one.flight.id for one in page.found]
        after, pages = page.go_on_after, pages + 1
    assert (pages, len(found), after) == (5, 2, None)


def test_a_cursor_leads_to_no_other_day_than_the_wanted(shelf: Shelf) -> None:
    ids = put_on_sale(shelf, 1, 2)
    early = list_flights(shelf.stores, FlightFilter(), None, 1, NOW).found[0].position
    wanted = FlightFilter(date=day("2026-12-03"))
    assert [one.flight.id for one in list_flights(shelf.stores, wanted, early, 5, NOW).found] == ids[1:]
    late = ("2026-12-09", "", "")
    assert list_flights(shelf.stores, wanted, late, 5, NOW).found == ()


def test_an_empty_schedule_is_an_empty_list(shelf: Shelf) -> None:
    assert list_flights(shelf.stores, FlightFilter(), None, 5, NOW).found == ()


def test_a_position_without_a_day_is_refused(shelf: Shelf) -> None:
    with pytest.raises(InvalidInput) as refused:
        list_flights(shelf.stores, FlightFilter(), ("someday", "", ""), 5, NOW)
    assert refused.value.field == "after"
