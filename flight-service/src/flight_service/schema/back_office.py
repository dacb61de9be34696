"""The back office: schedules, occupancy, and the record of every staff act. Staff only."""

import datetime as dt
import logging
import uuid
from datetime import date, time

import strawberry

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import is_flight_id
from flight_service.domain.ports import DeadLetter
from flight_service.domain.schedule import build_schedule_id
from flight_service.events.announce import announce_because_of
from flight_service.schema.connections import check_first
from flight_service.schema.context import Info
from flight_service.schema.flight_types import Flight, Together
from flight_service.schema.inputs import CabinInput, get_code, parse_cabins, parse_code
from flight_service.schema.scalars import Weekday
from flight_service.schema.schedule_types import FlightSchedule
from flight_service.schema.staff_acts import StaffAct
from flight_service.usecases.create_schedule import NewSchedule, create_schedule
from flight_service.usecases.replay_dead_letter import replay_dead_letter
from flight_service.usecases.show_occupancy import Occupancy, show_occupancy

log = logging.getLogger(__name__)


@strawberry.input
class CreateScheduleInput:
    """Times are those of the airports' clocks, like "09:30"; an arrival before the departure is one of the next day."""

    airline: str
    flight_number: str
    origin: str
    destination: str
    departs_at_local: str
    arrives_at_local: str
    first_day: dt.date
    last_day: dt.date
    weekdays: list[Weekday]
    cabins: list[CabinInput]
    aircraft_type: str | None = None

    def parse(self) -> NewSchedule:
        return NewSchedule(
            airline=get_code("input.airline", self.airline),
            number=self.flight_number.strip(),
            origin=get_code("input.origin", self.origin),
            destination=get_code("input.destination", self.destination),
            departs_at=_parse_clock("input.departsAtLocal", self.departs_at_local),
            arrives_at=_parse_clock("input.arrivesAtLocal", self.arrives_at_local),
            first_day=self.first_day,
            last_day=self.last_day,
            weekdays=frozenset(weekday.value for weekday in self.weekdays),
            aircraft_type=parse_code("input.aircraftType", self.aircraft_type),
            cabins=parse_cabins("input.cabins", self.cabins),
        )


@strawberry.type
class Schedule:
    schedule: FlightSchedule
    created: list[Flight]
    existing_days: list[dt.date] = strawberry.field(
        description="Their flights were there already, and stay as they are."
    )


@strawberry.type
class DayOccupancy:
    """Over the flights of a day that are not cancelled."""

    date: dt.date
    flights: int
    capacity: int
    free: int
    held: int
    sold: int
    blocked: int
    load_factor: float = strawberry.field(description="The share of seats held or sold, from 0 to 1.")

    @classmethod
    def of(cls, value: Occupancy) -> "DayOccupancy":
        return cls(
            date=value.day,
            flights=value.flights,
            capacity=value.capacity,
            free=value.free,
            held=value.held,
            sold=value.sold,
            blocked=value.blocked,
            load_factor=value.load_factor,
        )


@strawberry.type
class FlightDeadLetter:
    """A message from a reservation that could not be handled however often it was tried."""

    id: strawberry.ID
    event_id: strawberry.ID
    event_type: str
    aggregate_id: strawberry.ID
    tries: int
    error: str
    failed_at: dt.datetime
    event: str = strawberry.field(description="The message, as JSON.")

    @classmethod
    def of(cls, letter: DeadLetter) -> "FlightDeadLetter":
        return cls(
            id=strawberry.ID(letter.id),
            event_id=strawberry.ID(letter.event_id),
            event_type=letter.event_type,
            aggregate_id=strawberry.ID(letter.aggregate_id),
            tries=letter.tries,
            error=letter.error,
            failed_at=letter.failed_at,
            event=letter.event,
        )


@strawberry.type
class BackOfficeQuery:
    @strawberry.field(description="Staff only. How full the flights of a route are, day by day.")
    def occupancy(
        self,
        info: Info,
        origin: str,
        destination: str,
        from_day: date,
        days: int = 14,
        cabin: Cabin | None = None,
    ) -> list[DayOccupancy]:
        info.context.get_staff_member()
        route = get_code("origin", origin), get_code("destination", destination)
        return [DayOccupancy.of(one) for one in show_occupancy(info.context.stores, *route, from_day, days, cabin)]

    @strawberry.field(description="Staff only. Who did what to a flight, the first act first.")
    def staff_acts(self, info: Info, flight_id: strawberry.ID) -> list[StaffAct]:
        info.context.get_staff_member()
        known = is_flight_id(flight_id)
        return [StaffAct.of(entry) for entry in info.context.stores.audit.of_flight(flight_id)] if known else []

    @strawberry.field(description="Staff only. Messages that failed for good.")
    def flight_dead_letters(self, info: Info, first: int | None = 20) -> list[FlightDeadLetter]:
        info.context.get_staff_member()
        return [FlightDeadLetter.of(one) for one in info.context.stores.dead_letters.list(check_first(first))]


@strawberry.type
class BackOfficeMutation:
    @strawberry.mutation(description="Staff only. One flight on each of these weekdays of a period; at most 100.")
    def create_schedule(self, info: Info, input: CreateScheduleInput) -> Schedule:
        context, staff = info.context, info.context.get_staff_member()
        new_id = build_schedule_id(uuid.uuid4().hex)
        planned = create_schedule(context.stores, new_id, input.parse(), staff, announce_because_of(), context.now)
        together = Together(context.stores, planned.created)
        return Schedule(
            schedule=FlightSchedule.of(planned.schedule),
            created=[Flight.of(flight, together) for flight in planned.created],
            existing_days=list(planned.existing_days),
        )

    @strawberry.mutation(description="Staff only. Handle a dead letter once more; false if there is no such one.")
    def replay_flight_dead_letter(self, info: Info, id: strawberry.ID) -> bool:
        context, staff = info.context, info.context.get_staff_member()
        replayed = replay_dead_letter(context.stores, id, staff, context.now)
        log.info("dead letter replayed", extra={"id": id, "user_id": staff.user_id, "found": replayed})
        return replayed


def _parse_clock(field: str, text: str) -> time:
    try:
        return time.fromisoformat(text[:5]).replace(tzinfo=None)
    except ValueError as error:
        raise InvalidInput(field, f'"{text[:10]}" is no time of the day; write it like "09:30".') from error
