"""Searching journeys: one-way, return and multi-city, and the days around a date."""

from datetime import date, time

import strawberry

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput
from flight_service.domain.fare_family import FareFamily
from flight_service.schema.context import Info
from flight_service.schema.inputs import get_code
from flight_service.schema.journey_types import (
    DayPrice,
    Journey,
    JourneySlice,
    PartyInput,
    ReturnPrice,
    SliceInput,
    parse_hour,
)
from flight_service.schema.reference_types import Airport
from flight_service.schema.scalars import Money
from flight_service.usecases.checks import get_airport
from flight_service.usecases.search_flights import FlightSort
from flight_service.usecases.search_journeys import (
    PricedItinerary,
    Slice,
    SliceFields,
    Wishes,
    check_journey,
    search_days_around,
    search_slice,
)
from flight_service.usecases.search_returns import search_returns

_MOST_AIRLINES = 20


@strawberry.type
class JourneyQuery:
    @strawberry.field(
        description="1 to 6 slices: one-way is one, a return two. Direct flights and one-stop connections."
    )
    def search_journeys(
        self,
        info: Info,
        slices: list[SliceInput],
        passengers: PartyInput | None = None,
        cabin: Cabin = Cabin.ECONOMY,
        max_connections: int = 1,
        sort: FlightSort = FlightSort.PRICE,
        fare_family: FareFamily = FareFamily.STANDARD,
        airlines: list[str] | None = None,
        max_duration_minutes: int | None = None,
    ) -> Journey:
        context = info.context
        parts = [part.parse(f"slices.{number}") for number, part in enumerate(slices[:7])]
        wishes = _wishes(passengers, cabin, max_connections, sort, fare_family, airlines, max_duration_minutes)
        check_journey(context.stores, parts, wishes, context.now)
        found = [(part, search_slice(context.stores, part, wishes, context.now)) for part in parts]
        return Journey(slices=[_to_slice(info, part, of_slice, f"journey {sort}") for part, of_slice in found])

    @strawberry.field(
        description="The cheapest total of each day from three before the date to three after it, as `searchJourneys` "
        "of that day lists it for the same wishes."
    )
    def cheapest_days(
        self,
        info: Info,
        origin: str,
        destination: str,
        date: date,
        passengers: PartyInput | None = None,
        cabin: Cabin = Cabin.ECONOMY,
        max_connections: int = 0,
        fare_family: FareFamily = FareFamily.STANDARD,
        departs_from: str | None = None,
        departs_until: str | None = None,
        arrives_from: str | None = None,
        arrives_until: str | None = None,
        airlines: list[str] | None = None,
        max_duration_minutes: int | None = None,
    ) -> list[DayPrice]:
        context = info.context
        part = Slice(
            origin=get_code("origin", origin),
            destination=get_code("destination", destination),
            date=date,
            departs_from=parse_hour("departsFrom", departs_from) or time.min,
            departs_until=parse_hour("departsUntil", departs_until) or time.max,
            arrives_from=parse_hour("arrivesFrom", arrives_from) or time.min,
            arrives_until=parse_hour("arrivesUntil", arrives_until) or time.max,
        )
        sort, most = FlightSort.PRICE, max_duration_minutes
        wishes = _wishes(passengers, cabin, max_connections, sort, fare_family, airlines, most)
        check_journey(context.stores, [part], wishes, context.now, [SliceFields()])
        cheapest = search_days_around(context.stores, part, wishes, context.now)
        return [
            DayPrice(date=day, cheapest=Money.of(one.price.total) if one else None) for day, one in cheapest.items()
        ]

    @strawberry.field(
        description="There and back: the cheapest total of each pair of days up to three before and after the two, as "
        "`searchJourneys` of them lists it. The way back leaves after the way there has arrived."
    )
    def cheapest_returns(
        self,
        info: Info,
        origin: str,
        destination: str,
        date: date,
        return_date: date,
        passengers: PartyInput | None = None,
        cabin: Cabin = Cabin.ECONOMY,
        max_connections: int = 0,
        fare_family: FareFamily = FareFamily.STANDARD,
        airlines: list[str] | None = None,
    ) -> list[ReturnPrice]:
        context = info.context
        start, end = get_code("origin", origin), get_code("destination", destination)
        out = Slice(origin=start, destination=end, date=date)
        back = Slice(origin=end, destination=start, date=return_date)
        wishes = _wishes(passengers, cabin, max_connections, FlightSort.PRICE, fare_family, airlines, None)
        fields = [SliceFields(), SliceFields(origin="destination", destination="origin", date="returnDate")]
        check_journey(context.stores, [out, back], wishes, context.now, fields)
        found = search_returns(context.stores, out, back, wishes, context.now)
        return [
            ReturnPrice(
                date=one.leaves,
                return_date=one.comes_back,
                cheapest=Money.of(one.cheapest) if one.cheapest else None,
            )
            for one in found
        ]


def _wishes(
    passengers: PartyInput | None,
    cabin: Cabin,
    max_connections: int,
    sort: FlightSort,
    family: FareFamily,
    airlines: list[str] | None,
    most_minutes: int | None,
) -> Wishes:
    if airlines is not None and not 1 <= len(airlines) <= _MOST_AIRLINES:
        raise InvalidInput("airlines", f"Name 1 to {_MOST_AIRLINES} airlines, or leave it out for all.")
    return Wishes(
        party=(passengers or PartyInput()).parse(),
        cabin=cabin,
        max_connections=max_connections,
        sort=sort,
        family=family,
        airlines=frozenset(get_code("airlines", code) for code in airlines or ()),
        most_minutes=most_minutes,
    )


def _to_slice(info: Info, part: Slice, found: list[PricedItinerary], order: str) -> JourneySlice:
    reference = info.context.stores.reference
    return JourneySlice(
        origin=Airport.of(get_airport(reference, "origin", part.origin)),
        destination=Airport.of(get_airport(reference, "destination", part.destination)),
        date=part.date,
        found=found,
        order=order,
    )
