"""What can be asked of the flights subgraph."""

from datetime import date

import strawberry
import strawberry_django

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput, NotFound
from flight_service.domain.flight import is_flight_id
from flight_service.schema.back_office import BackOfficeQuery
from flight_service.schema.connections import (
    AirportConnection,
    AirportEdge,
    FlightConnection,
    FlightEdge,
    Page,
    build_page,
    check_first,
    parse_cursor,
    to_cursor,
)
from flight_service.schema.context import Info
from flight_service.schema.desk import DeskQuery
from flight_service.schema.fare_copies import FareCopyQuery
from flight_service.schema.flight_types import Flight, Together
from flight_service.schema.inputs import FlightFilterInput, get_code
from flight_service.schema.journeys import JourneyQuery
from flight_service.schema.offers import OfferQuery
from flight_service.schema.price_rules import PriceRuleQuery
from flight_service.schema.reference_types import AircraftType, Airline, Airport
from flight_service.schema.schedule_imports import ScheduleImportQuery
from flight_service.schema.schedules import ScheduleExportQuery, ScheduleQuery
from flight_service.schema.seat_blocks import SeatBlockQuery
from flight_service.schema.seat_prices import SeatPriceQuery
from flight_service.schema.seats import SeatQuery
from flight_service.usecases.list_flights import list_flights
from flight_service.usecases.search_flights import (
    FlightSort,
    FoundFlight,
    Search,
    search_flights,
)

_LONGEST_SEARCH_TEXT = 100


@strawberry.type
class Query(
    JourneyQuery,
    OfferQuery,
    SeatQuery,
    SeatBlockQuery,
    BackOfficeQuery,
    ScheduleQuery,
    ScheduleExportQuery,
    ScheduleImportQuery,
    PriceRuleQuery,
    SeatPriceQuery,
    FareCopyQuery,
    DeskQuery,
):
    @strawberry.field(description="Airports by code, city or name; those with flights first.")
    def airports(
        self, info: Info, search: str | None = None, first: int | None = 20, after: str | None = None
    ) -> AirportConnection:
        if search is not None and len(search) > _LONGEST_SEARCH_TEXT:
            raise InvalidInput("search", f"At most {_LONGEST_SEARCH_TEXT} characters.")
        size, position = check_first(first), parse_cursor("airports", after, 1)
        found = info.context.stores.reference.search_airports(search or "")
        # The order is the ranking's, so a position in it is a number; four digits count every airport there is.
        page = build_page("airports", [((f"{n:05d}",), one) for n, one in enumerate(found)], size, position)
        edges = [AirportEdge(cursor=cursor, node=Airport.of(airport)) for airport, cursor in page.nodes]
        return AirportConnection(edges=edges, page_info=page.info, total_count=len(found))

    @strawberry.field
    def airport(self, info: Info, code: str) -> Airport | None:
        airport = info.context.stores.reference.find_airport(get_code("code", code))
        if airport is None:
            raise NotFound(f'There is no airport "{code[:20]}".')
        return Airport.of(airport)

    @strawberry.field
    def airlines(self, info: Info) -> list[Airline]:
        return [Airline.of(airline) for airline in info.context.stores.reference.airlines()]

    aircraft_types: list[AircraftType] = strawberry_django.field()

    @strawberry.field(description="Flights that can be booked now, with enough free seats in the cabin.")
    def search_flights(
        self,
        info: Info,
        origin: str,
        destination: str,
        date: date,
        passengers: int = 1,
        cabin: Cabin = Cabin.ECONOMY,
        sort: FlightSort = FlightSort.DEPARTURE,
        first: int | None = 20,
        after: str | None = None,
    ) -> FlightConnection:
        size, order = check_first(first), f"search {sort}"
        position = parse_cursor(order, after, 3)
        search = Search(
            origin=get_code("origin", origin),
            destination=get_code("destination", destination),
            date=date,
            passengers=passengers,
            cabin=cabin,
            sort=sort,
        )
        found = search_flights(info.context.stores, search, info.context.now)
        page = build_page(order, [(one.position, one) for one in found], size, position)
        return _to_connection(info, page, len(found))

    @strawberry.field(
        description="Every flight by departure, from the date wanted, or from today on. A page may be empty and go on."
    )
    def flights(
        self, info: Info, filter: FlightFilterInput | None = None, first: int | None = 20, after: str | None = None
    ) -> FlightConnection:
        size, position = check_first(first), parse_cursor("flights", after, 3)
        wanted = (filter or FlightFilterInput()).parse()
        listed = list_flights(info.context.stores, wanted, position, size + 1, info.context.now)
        page = build_page("flights", [(one.position, one) for one in listed.found], size, position)
        if listed.go_on_after and not page.info.has_next_page:
            page.info.has_next_page = True
            page.info.end_cursor = to_cursor("flights", listed.go_on_after)
        return _to_connection(info, page, None)

    @strawberry.field
    def flight(self, info: Info, id: strawberry.ID) -> Flight | None:
        flight = info.context.stores.flights.find(id) if is_flight_id(id) else None
        if flight is None:
            raise NotFound(f'There is no flight "{id[:40]}".')
        return Flight.of_one(flight, info.context.stores)


def _to_connection(info: Info, page: Page[FoundFlight], total: int | None) -> FlightConnection:
    found_flights = [found for found, _ in page.nodes]
    cabins_read = [found.cabin for found in found_flights if found.cabin]
    together = Together(info.context.stores, [found.flight for found in found_flights], cabins_read)
    edges = [FlightEdge(cursor=cursor, node=Flight.of(found.flight, together)) for found, cursor in page.nodes]
    return FlightConnection(edges=edges, page_info=page.info, total_count=total)
