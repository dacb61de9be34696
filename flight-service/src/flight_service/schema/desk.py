"""What the desk reads beside single flights: a day in figures, everybody's acts, what the inventory knows of a hold."""

import datetime as dt
from datetime import date

import strawberry

from flight_service.domain.cabin import Cabin
from flight_service.domain.claim import NO_CLAIM, ClaimState
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import FlightStatus
from flight_service.schema.connections import PageInfo, build_page, check_first, parse_cursor
from flight_service.schema.context import Info
from flight_service.schema.seats import get_cabin_key, get_reservation_id
from flight_service.schema.staff_acts import StaffAct
from flight_service.usecases.day_in_figures import DayFigures, DayInFigures

strawberry.enum(ClaimState, name="SeatClaimState")
_EARLIEST, _LATEST = date(2000, 1, 1), date(2200, 1, 1)
# Six segments, and those a change has left behind.
_MOST_CLAIMS = 24
_LONGEST_USER_ID = 64
_day_in_figures = DayInFigures()


@strawberry.type
class FlightStatusCount:
    status: FlightStatus
    count: int


@strawberry.type(name="DayInFigures")
class DayInFiguresType:
    """Seats are those of the flights that are not cancelled. Counted at most every half a minute."""

    date: dt.date
    counted_at: dt.datetime
    flights: int
    by_status: list[FlightStatusCount]
    capacity: int
    held: int
    sold: int
    blocked: int
    load_factor: float = strawberry.field(description="The share of seats held or sold, from 0 to 1.")

    @classmethod
    def of(cls, value: DayFigures) -> "DayInFiguresType":
        return cls(
            date=value.day,
            counted_at=value.counted_at,
            flights=value.flights.total(),
            by_status=[FlightStatusCount(status=status, count=value.flights[status]) for status in FlightStatus],
            capacity=value.capacity,
            held=value.held,
            sold=value.sold,
            blocked=value.blocked,
            load_factor=value.load_factor,
        )


@strawberry.type
class StaffActEdge:
    cursor: str
    node: StaffAct


@strawberry.type
class StaffActConnection:
    edges: list[StaffActEdge]
    page_info: PageInfo


@strawberry.input
class SeatClaimInput:
    reservation_id: strawberry.ID
    flight_id: strawberry.ID
    cabin: Cabin


@strawberry.type
class SeatClaim:
    """NONE: never heard of. CLOSED: refused or given back, for good. `holdId` is that of the last attempt."""

    reservation_id: strawberry.ID
    hold_id: strawberry.ID
    flight_id: strawberry.ID
    cabin: Cabin
    state: ClaimState
    seats: int
    numbers: list[str]


@strawberry.type
class DeskQuery:
    @strawberry.field(description="Staff only. The flights of a day and their seats, added up.")
    def day_in_figures(self, info: Info, day: date) -> DayInFiguresType:
        info.context.get_staff_member()
        if not _EARLIEST <= day <= _LATEST:
            raise InvalidInput("day", "No flight was ever planned for that day.")
        return DayInFiguresType.of(_day_in_figures(info.context.stores, day, info.context.now))

    @strawberry.field(description="Staff only. Who did what to which flight, newest first; of one person, if asked.")
    def flight_audit(
        self, info: Info, first: int | None = 20, after: str | None = None, user_id: strawberry.ID | None = None
    ) -> StaffActConnection:
        info.context.get_staff_member()
        size, position = check_first(first), parse_cursor("audit", after, 1)
        before = position[0] if position else None
        person = user_id[:_LONGEST_USER_ID] if user_id else None
        found = info.context.stores.audit.newest(size + 1, before=before, user_id=person)
        page = build_page("audit", [((entry.place,), entry) for entry in found], size, None)
        page.info.has_previous_page = position is not None
        edges = [StaffActEdge(cursor=cursor, node=StaffAct.of(entry)) for entry, cursor in page.nodes]
        return StaffActConnection(edges=edges, page_info=page.info)

    @strawberry.field(description="Staff only. What the inventory knows of these reservations' seats, held or not.")
    def seat_claims(self, info: Info, claims: list[SeatClaimInput]) -> list[SeatClaim]:
        info.context.get_staff_member()
        if len(claims) > _MOST_CLAIMS:
            raise InvalidInput("claims", f"At most {_MOST_CLAIMS} at a time.")
        return [_find_claim(info, one) for one in claims]


def _find_claim(info: Info, wanted: SeatClaimInput) -> SeatClaim:
    key, inventories = get_cabin_key(wanted.flight_id, wanted.cabin), info.context.stores.inventories
    hold_id = inventories.find_hold_id(key, get_reservation_id(wanted.reservation_id))
    found = inventories.find(key, hold_id)
    claim = found[1] if found else NO_CLAIM
    return SeatClaim(
        reservation_id=wanted.reservation_id,
        hold_id=strawberry.ID(hold_id),
        flight_id=wanted.flight_id,
        cabin=wanted.cabin,
        state=claim.state,
        seats=claim.seats,
        numbers=list(claim.numbers),
    )
