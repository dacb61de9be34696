"""Schedules as GraphQL shows them, and what came of planning or withdrawing one."""

import datetime as dt

import strawberry

from flight_service.domain.cabin import Cabin
from flight_service.domain.ports import ScheduleFilter
from flight_service.domain.schedule import ComparedFlight, Difference, ScheduleState
from flight_service.domain.schedule import Schedule as Domain
from flight_service.domain.schedule_file.fields import say_clock
from flight_service.schema.connections import PageInfo
from flight_service.schema.context import Info
from flight_service.schema.flight_types import Flight, Together
from flight_service.schema.inputs import parse_code
from flight_service.schema.scalars import Money, Weekday
from flight_service.schema.staff_acts import StaffAct
from flight_service.usecases.withdraw_schedule import ConcernedFlight, Withdrawn, open_schedule

strawberry.enum(ScheduleState)
strawberry.enum(Difference, name="ScheduleDifference")


@strawberry.input(name="FlightScheduleFilter")
class ScheduleFilterInput:
    """`firstDay` and `lastDay` bound a period; schedules with at least one day in it are found."""

    airline: str | None = None
    designator: str | None = None
    origin: str | None = None
    destination: str | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None

    def parse(self) -> ScheduleFilter:
        return ScheduleFilter(
            airline=parse_code("filter.airline", self.airline),
            designator=parse_code("filter.designator", self.designator),
            origin=parse_code("filter.origin", self.origin),
            destination=parse_code("filter.destination", self.destination),
            first_day=self.first_day,
            last_day=self.last_day,
        )


@strawberry.type
class FlightScheduleCabin:
    """As its flights were put on sale; what they cost since is their own."""

    cabin: Cabin
    capacity: int
    fare: Money


@strawberry.type
class ComparedScheduleFlight:
    """`differences` are empty where the flight is as the schedule says."""

    flight: Flight
    differences: list[Difference]

    @classmethod
    def of(cls, compared: ComparedFlight, together: Together) -> "ComparedScheduleFlight":
        return cls(flight=Flight.of(compared.flight, together), differences=list(compared.differences))


@strawberry.type
class FlightScheduleFlights:
    """By departure. `missingDays` are those to come on which no flight is planned by it."""

    flights: list[ComparedScheduleFlight]
    missing_days: list[dt.date]


@strawberry.type
class FlightSchedule:
    """One flight that repeats in a period. Clocks are those of the airports, like "09:30", or of UTC if `isUtc`."""

    id: strawberry.ID
    designator: str
    airline: str
    flight_number: str
    origin: str
    destination: str
    departs_at: str
    arrives_at: str
    is_utc: bool
    first_day: dt.date
    last_day: dt.date
    weekdays: list[Weekday]
    every_weeks: int
    aircraft_type: str | None
    cabins: list[FlightScheduleCabin]
    state: ScheduleState
    version: int
    schedule: strawberry.Private[Domain]

    @strawberry.field(description="Its flights, and how they differ from it.")
    def planned(self, info: Info) -> FlightScheduleFlights:
        context = info.context
        opened = open_schedule(context.stores, self.schedule, context.now)
        together = Together(context.stores, [one.flight for one in opened.flights])
        return FlightScheduleFlights(
            flights=[ComparedScheduleFlight.of(one, together) for one in opened.flights],
            missing_days=list(opened.missing_days),
        )

    @strawberry.field(description="Who did what to it, the first act first.")
    def acts(self, info: Info) -> list[StaffAct]:
        return [StaffAct.of(entry) for entry in info.context.stores.schedules.acts(self.schedule.id)]

    @classmethod
    def of(cls, value: Domain) -> "FlightSchedule":
        pattern = value.pattern
        return cls(
            id=strawberry.ID(value.id),
            designator=pattern.designator,
            airline=pattern.airline,
            flight_number=pattern.flight_number,
            origin=pattern.origin,
            destination=pattern.destination,
            departs_at=say_clock(pattern.departs_at),
            arrives_at=say_clock(pattern.arrives_at),
            is_utc=pattern.is_utc,
            first_day=pattern.first_day,
            last_day=pattern.last_day,
            weekdays=[Weekday(day) for day in sorted(pattern.weekdays)],
            every_weeks=pattern.every_weeks,
            aircraft_type=pattern.aircraft_type,
            cabins=[
                FlightScheduleCabin(cabin=cabin, capacity=one.capacity, fare=Money.of(one.fare))
                for cabin, one in value.cabins.items()
            ],
            state=value.state,
            version=value.version,
            schedule=value,
        )


@strawberry.type
class FlightScheduleEdge:
    cursor: str
    node: FlightSchedule


@strawberry.type
class FlightScheduleConnection:
    edges: list[FlightScheduleEdge]
    page_info: PageInfo


@strawberry.type
class ScheduleWithdrawalFlight:
    """`seats` are held or sold."""

    flight_id: strawberry.ID
    departs_at: dt.datetime
    seats: int

    @classmethod
    def of(cls, one: ConcernedFlight) -> "ScheduleWithdrawalFlight":
        return cls(flight_id=strawberry.ID(one.flight.id), departs_at=one.flight.departs_at, seats=one.seats)


@strawberry.type
class ScheduleWithdrawalRefusal:
    flight_id: strawberry.ID
    message: str


@strawberry.type
class ScheduleWithdrawal:
    schedule: FlightSchedule
    cancelled: list[strawberry.ID]
    refused: list[ScheduleWithdrawalRefusal]

    @classmethod
    def of(cls, value: Withdrawn) -> "ScheduleWithdrawal":
        return cls(
            schedule=FlightSchedule.of(value.schedule),
            cancelled=[strawberry.ID(flight.id) for flight in value.cancelled],
            refused=[
                ScheduleWithdrawalRefusal(flight_id=strawberry.ID(flight_id), message=message)
                for flight_id, message in value.refused.items()
            ],
        )
