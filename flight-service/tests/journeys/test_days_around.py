"""The days around a date: each shows what a search of that day lists cheapest, whatever is on sale and wished for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flight_builders import NOW, build_flight, build_inventory, usd
from flight_shelves import build_memory_shelf
from hypothesis import given, settings
from hypothesis import strategies as st

from flight_service.domain.cabin import Cabin
from flight_service.domain.fare_class import Ladder
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.inventory import Inventory
from flight_service.usecases import search_journeys
from flight_service.usecases.search_flights import FlightSort
from flight_service.usecases.search_journeys import Party, Slice, Wishes, search_days_around, search_slice
from flight_service.usecases.stores import Stores

ZONES = {code: ZoneInfo(f"America/{city}") for code, city in {"JFK": "New_York", "ORD": "Chicago"}.items()}
ROUTES = (("JFK", "LAX"), ("JFK", "ORD"), ("ORD", "LAX"))
LADDERS = ("Y:1.00:0", "M:1.00:4 Y:1.35:0")

departures = st.tuples(
    st.sampled_from(ROUTES),
    st.integers(0, 9 * 24),  # hours from now on: a day of the grid, or one beside it
    st.integers(1, 999),
    st.integers(0, 9),
    st.sampled_from(LADDERS),
    st.sampled_from((FlightStatus.SCHEDULED, FlightStatus.SCHEDULED, FlightStatus.CANCELLED)),
    st.sampled_from((Cabin.ECONOMY, Cabin.BUSINESS)),
)
wishes = st.builds(
    Wishes,
    party=st.builds(Party, adults=st.integers(1, 4)),
    cabin=st.just(Cabin.ECONOMY),
    max_connections=st.integers(0, 1),
    sort=st.sampled_from(FlightSort),
    family=st.sampled_from(FareFamily),
)
hours = st.sampled_from(((time.min, time.max), (time(6), time(12)), (time(18), time.max)))


def put_on_sale(network: list[tuple[tuple[str, str], int, int, int, str, FlightStatus, Cabin]]) -> Stores:
    stores = build_memory_shelf().stores
    stores.routes.add(ROUTES)
    for number, ((origin, destination), leaves_in, fare, free, ladder, status, cabin) in enumerate(network, 1):
        departs_at = NOW + timedelta(hours=leaves_in)
        flight = build_flight(
            number=str(number),
            departs_at=departs_at,
            origin=origin,
            destination=destination,
            arrives_at=departs_at + timedelta(hours=3),
            departure_date=local_day(departs_at, origin),
            status=status,
            cabins=(cabin,),
        )
        stores.flights.add_missing([flight])
        stores.inventories.add_missing([sell(flight, cabin, str(fare), free, ladder)])
    return stores


def local_day(moment: datetime, origin: str) -> date:
    return moment.astimezone(ZONES[origin]).date()


def sell(flight: Flight, cabin: Cabin, fare: str, free: int, ladder: str) -> Inventory:
    opened = build_inventory(flight, cabin=cabin, capacity=9, fare=fare)
    return Inventory.opened(
        opened.key,
        free,
        usd(fare),
        flight_status=flight.status,
        departs_at=flight.departs_at,
        arrives_at=flight.arrives_at,
        ladder=Ladder.parse(ladder),
    )


def compare(stores: Stores, wished: Wishes, window: tuple[time, time]) -> None:
    wanted = Slice(
        origin="JFK",
        destination="LAX",
        date=local_day(NOW, "JFK") + timedelta(days=4),
        departs_from=window[0],
        departs_until=window[1],
    )
    grid = search_days_around(stores, wanted, wished, NOW)
    assert list(grid) == [wanted.date + timedelta(days=offset) for offset in range(-3, 4)]
    for day, cheapest in grid.items():
        of_day = Slice(
            origin="JFK", destination="LAX", date=day, departs_from=wanted.departs_from, departs_until=window[1]
        )
        listed = [one.price.total.amount for one in search_slice(stores, of_day, wished, NOW)]
        assert (cheapest.price.total.amount if cheapest else None) == min(listed, default=None)


@settings(max_examples=60, deadline=None)
@given(st.lists(departures, max_size=40), wishes, hours)
def test_each_day_shows_the_cheapest_that_its_search_lists(
    network: list[tuple[tuple[str, str], int, int, int, str, FlightStatus, Cabin]],
    wished: Wishes,
    window: tuple[time, time],
) -> None:
    compare(put_on_sale(network), wished, window)


def test_the_cheapest_is_listed_also_when_there_are_too_many_to_list() -> None:
    late = 4 * 24
    early = [
        (("JFK", "LAX"), late - hour, 500, 9, LADDERS[0], FlightStatus.SCHEDULED, Cabin.ECONOMY) for hour in (1, 2)
    ]
    many = [*early] * (search_journeys._MOST_ITINERARIES // 2 + 1)
    cheap = (("JFK", "LAX"), late + 1, 100, 9, LADDERS[0], FlightStatus.SCHEDULED, Cabin.ECONOMY)
    stores = put_on_sale([*many, cheap])
    wished = Wishes(party=Party(adults=1), cabin=Cabin.ECONOMY, max_connections=0, sort=FlightSort.DEPARTURE)
    day = local_day(NOW + timedelta(hours=late), "JFK")
    listed = search_slice(stores, Slice(origin="JFK", destination="LAX", date=day), wished, NOW)
    assert len(listed) == search_journeys._MOST_ITINERARIES
    assert str(listed[-1].price.total) == "100.00 USD"
    assert [one.position for one in listed] == sorted(one.position for one in listed)


def test_light_costs_less_and_flex_more_than_standard_on_every_day() -> None:
    stores = put_on_sale(
        [(("JFK", "LAX"), 4 * 24, 200, 9, LADDERS[0], FlightStatus.SCHEDULED, Cabin.ECONOMY)],
    )
    day = local_day(NOW, "JFK") + timedelta(days=4)
    totals = []
    for family in FareFamily:
        wished = Wishes(
            party=Party(adults=2), cabin=Cabin.ECONOMY, max_connections=0, sort=FlightSort.PRICE, family=family
        )
        found = search_days_around(stores, Slice(origin="JFK", destination="LAX", date=day), wished, NOW)[day]
        assert found
        totals.append(str(found.price.total))
    assert totals == ["340.00 USD", "400.00 USD", "520.00 USD"]
