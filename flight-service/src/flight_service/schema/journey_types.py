"""Journeys as GraphQL shows them: slices, their itineraries, and prices taken apart."""

import datetime as dt
from collections.abc import Sequence
from datetime import time

import strawberry

from flight_service.domain import itinerary as domain
from flight_service.domain import price
from flight_service.domain.errors import InvalidInput
from flight_service.schema.connections import PageInfo, build_page, check_first, parse_cursor
from flight_service.schema.context import Info
from flight_service.schema.flight_types import Flight, Together
from flight_service.schema.inputs import get_code
from flight_service.schema.reference_types import Airport
from flight_service.schema.scalars import Money
from flight_service.usecases.search_journeys import Party, PricedItinerary, Slice


@strawberry.input
class PartyInput:
    """Infants travel on a lap and take no seat."""

    adults: int = 1
    children: int = 0
    infants: int = 0

    def parse(self) -> Party:
        return Party(adults=self.adults, children=self.children, infants=self.infants)


@strawberry.input
class SliceInput:
    """One part of a journey. Hours are written like "06:30": of departure by the clocks of the origin, of arrival by
    those of the destination, on whatever day that is.
    """

    origin: str
    destination: str
    date: dt.date
    departs_from: str | None = None
    departs_until: str | None = None
    arrives_from: str | None = None
    arrives_until: str | None = None

    def parse(self, field: str) -> Slice:
        return Slice(
            origin=get_code(f"{field}.origin", self.origin),
            destination=get_code(f"{field}.destination", self.destination),
            date=self.date,
            departs_from=parse_hour(f"{field}.departsFrom", self.departs_from) or time.min,
            departs_until=parse_hour(f"{field}.departsUntil", self.departs_until) or time.max,
            arrives_from=parse_hour(f"{field}.arrivesFrom", self.arrives_from) or time.min,
            arrives_until=parse_hour(f"{field}.arrivesUntil", self.arrives_until) or time.max,
        )


@strawberry.type
class Tax:
    """`code` is the one IATA prints on tickets."""

    code: str
    name: str
    amount: Money


@strawberry.type
class Price:
    """For the whole party. Base fare and taxes add up to the total."""

    base: Money
    taxes: list[Tax]
    total: Money

    @classmethod
    def of(cls, value: price.Price) -> "Price":
        taxes = [Tax(code=tax.code, name=tax.name, amount=Money.of(tax.amount)) for tax in value.taxes]
        return cls(base=Money.of(value.base), taxes=taxes, total=Money.of(value.total))


@strawberry.type
class ItinerarySegment:
    flight: Flight
    connection_minutes: int | None = strawberry.field(description="Time to change before it; null for the first.")


@strawberry.type
class Itinerary:
    """One or two flights from the origin to the destination of a slice."""

    segments: list[ItinerarySegment]
    duration_minutes: int
    price: Price
    seats_left: int = strawberry.field(description="In the cabin, on the fullest of its flights.")

    @classmethod
    def of(cls, priced: PricedItinerary, together: Together) -> "Itinerary":
        itinerary: domain.Itinerary = priced.itinerary
        waits = (None, *itinerary.connection_minutes)
        segments = [
            ItinerarySegment(flight=Flight.of(flight, together), connection_minutes=wait)
            for flight, wait in zip(itinerary.flights, waits, strict=True)
        ]
        return cls(
            segments=segments,
            duration_minutes=itinerary.duration_minutes,
            price=Price.of(priced.price),
            seats_left=priced.seats_left,
        )


@strawberry.type
class ItineraryEdge:
    cursor: str
    node: Itinerary


@strawberry.type
class ItineraryConnection:
    edges: list[ItineraryEdge]
    page_info: PageInfo
    total_count: int


@strawberry.type
class JourneySlice:
    origin: Airport
    destination: Airport
    date: dt.date
    found: strawberry.Private[Sequence[PricedItinerary]]
    order: strawberry.Private[str]

    @strawberry.field
    def itineraries(self, info: Info, first: int | None = 20, after: str | None = None) -> ItineraryConnection:
        size, position = check_first(first), parse_cursor(self.order, after, 4)
        page = build_page(self.order, [(one.position, one) for one in self.found], size, position)
        flights = {flight.id: flight for one, _ in page.nodes for flight in one.itinerary.flights}
        cabins_read = [cabin for one, _ in page.nodes for cabin in one.cabins]
        together = Together(info.context.stores, list(flights.values()), cabins_read)
        edges = [ItineraryEdge(cursor=cursor, node=Itinerary.of(one, together)) for one, cursor in page.nodes]
        return ItineraryConnection(edges=edges, page_info=page.info, total_count=len(self.found))

    @strawberry.field
    def cheapest(self) -> Money | None:
        best = min((one.price.total for one in self.found), key=lambda total: total.amount, default=None)
        return Money.of(best) if best else None


@strawberry.type
class Journey:
    slices: list[JourneySlice]


@strawberry.type
class DayPrice:
    """The cheapest itinerary of a day for the whole party; null when none can be booked."""

    date: dt.date
    cheapest: Money | None


@strawberry.type
class ReturnPrice:
    """The cheapest there and back on these days for the whole party; null when none can be booked."""

    date: dt.date
    return_date: dt.date
    cheapest: Money | None


def parse_hour(field: str, text: str | None) -> time | None:
    if text is None:
        return None
    try:
        return time.fromisoformat(text[:8]).replace(tzinfo=None)
    except ValueError as error:
        raise InvalidInput(field, f'"{text[:10]}" is no time of the day; write it like "06:30".') from error
