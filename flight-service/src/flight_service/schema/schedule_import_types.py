"""Schedule files as GraphQL shows them: what one would do, line by line, and how far it has been carried out."""

import datetime as dt
from typing import Annotated

import strawberry

from flight_service.domain.cabin import Cabin
from flight_service.domain.schedule_file import LineRefused, LineSkipped, ScheduleFileFormat, ScheduleLine
from flight_service.domain.schedule_import import ImportProblem, ImportState, Outcome
from flight_service.domain.schedule_import import ScheduleImport as Import
from flight_service.schema.connections import PageInfo
from flight_service.schema.inputs import CabinFareInput, parse_fares
from flight_service.schema.scalars import Money, Weekday
from flight_service.schema.staff_acts import User
from flight_service.usecases.decide_import import PlannedFlight
from flight_service.usecases.plan_import import ImportPlan, PlannedLine
from flight_service.usecases.request_import import ImportRefusalCode, ImportRefused, ScheduleFile

strawberry.enum(ScheduleFileFormat)
strawberry.enum(Outcome, name="ScheduleImportOutcome")
strawberry.enum(ImportState, name="ScheduleImportState")
strawberry.enum(ImportRefusalCode, name="ScheduleImportRefusalCode")

# Of one line; most say the same of every day.
_FLIGHTS_SHOWN = 10


@strawberry.input
class ScheduleFileInput:
    """`text` is the whole file. SSIM: chapter 7, times in UTC or local. CSV: the first line names the columns.

    `fares` are for new flights whose price neither the file says nor a flight of the same number on the same route.
    With `cancelAbsent`, flights on sale under the file's designators, in its periods, that it does not have are
    cancelled; otherwise they stay.
    """

    text: str
    format: ScheduleFileFormat
    file_name: str = ""
    fares: list[CabinFareInput] = strawberry.field(default_factory=list)
    cancel_absent: bool = False

    def parse(self) -> ScheduleFile:
        return ScheduleFile(
            name=self.file_name.strip(),
            form=self.format,
            text=self.text,
            fares=parse_fares("input.fares", self.fares),
            cancels_absent=self.cancel_absent,
        )


@strawberry.type
class ScheduleImportCount:
    outcome: Outcome
    count: int


@strawberry.type
class ScheduledCabin:
    """Of a new flight."""

    cabin: Cabin
    capacity: int
    fare: Money


@strawberry.type
class PlannedImportFlight:
    """`message` says what changes, or why it is refused. The flight is on sale already unless it is to be CREATED."""

    flight_id: strawberry.ID
    departs_at: dt.datetime
    arrives_at: dt.datetime
    outcome: Outcome
    message: str

    @classmethod
    def of(cls, planned: PlannedFlight) -> "PlannedImportFlight":
        return cls(
            flight_id=strawberry.ID(planned.id),
            departs_at=planned.new.departs_at,
            arrives_at=planned.new.arrives_at,
            outcome=planned.outcome,
            message=planned.message,
        )


@strawberry.type
class ScheduleLinePlan:
    """One line of the file that is about a flight. What could not be read has a message, and nothing else.

    `flights` are the first of those that change something or are refused. `cabins` are those of its new flights.
    """

    number: int
    is_skipped: bool
    message: str
    designator: str | None
    origin: str | None
    destination: str | None
    first_day: dt.date | None
    last_day: dt.date | None
    weekdays: list[Weekday]
    aircraft_type: str | None
    counts: list[ScheduleImportCount]
    past_flights: int
    cabins: list[ScheduledCabin]
    flights: list[PlannedImportFlight]

    @classmethod
    def of(cls, planned: PlannedLine) -> "ScheduleLinePlan":
        match planned.line:
            case ScheduleLine() as line:
                return cls(
                    number=line.number,
                    is_skipped=False,
                    message=planned.message,
                    designator=line.designator,
                    origin=line.origin,
                    destination=line.destination,
                    first_day=line.first_day,
                    last_day=line.last_day,
                    weekdays=[Weekday(day) for day in sorted(line.weekdays)],
                    aircraft_type=line.aircraft_type,
                    counts=_count(planned),
                    past_flights=planned.past_flights,
                    cabins=_show_cabins(planned),
                    flights=_show_flights(planned),
                )
            case LineRefused(number=number, message=message):
                return cls._without_flights(number, message, is_skipped=False)
            case LineSkipped(number=number, message=message):
                return cls._without_flights(number, message, is_skipped=True)

    @classmethod
    def _without_flights(cls, number: int, message: str, *, is_skipped: bool) -> "ScheduleLinePlan":
        return cls(
            number=number,
            is_skipped=is_skipped,
            message=message,
            designator=None,
            origin=None,
            destination=None,
            first_day=None,
            last_day=None,
            weekdays=[],
            aircraft_type=None,
            counts=[],
            past_flights=0,
            cabins=[],
            flights=[],
        )


def _count(planned: PlannedLine) -> list[ScheduleImportCount]:
    outcomes = [flight.outcome for flight in planned.flights]
    return [ScheduleImportCount(outcome=one, count=outcomes.count(one)) for one in Outcome if one in outcomes]


def _show_cabins(planned: PlannedLine) -> list[ScheduledCabin]:
    new = next((flight.new for flight in planned.flights if flight.outcome is Outcome.CREATED), None)
    cabins = new.cabins if new else {}
    return [
        ScheduledCabin(cabin=cabin, capacity=cabins[cabin].capacity, fare=Money.of(cabins[cabin].fare))
        for cabin in Cabin
        if cabin in cabins
    ]


def _show_flights(planned: PlannedLine) -> list[PlannedImportFlight]:
    telling = (flight for flight in planned.flights if flight.message)
    return [PlannedImportFlight.of(flight) for flight, _ in zip(telling, range(_FLIGHTS_SHOWN), strict=False)]


@strawberry.type
class ScheduleLinePlanEdge:
    cursor: str
    node: ScheduleLinePlan


@strawberry.type
class ScheduleLinePlanConnection:
    edges: list[ScheduleLinePlanEdge]
    page_info: PageInfo
    total_count: int


@strawberry.type
class ScheduleImportPreview:
    """Of all lines; `absent` counts flights on sale that the file does not have, and shows the first of them."""

    counts: list[ScheduleImportCount]
    lines_refused: int
    lines_skipped: int
    past_flights: int
    absent: int
    absent_flights: list[strawberry.ID]
    lines: ScheduleLinePlanConnection

    @classmethod
    def of(cls, plan: ImportPlan, lines: ScheduleLinePlanConnection) -> "ScheduleImportPreview":
        return cls(
            counts=[ScheduleImportCount(outcome=one, count=plan.count(one)) for one in Outcome],
            lines_refused=sum(is_refused(one) for one in plan.lines),
            lines_skipped=sum(isinstance(one.line, LineSkipped) for one in plan.lines),
            past_flights=sum(one.past_flights for one in plan.lines),
            absent=len(plan.absent),
            absent_flights=[strawberry.ID(flight.id) for flight in plan.absent[:_FLIGHTS_SHOWN]],
            lines=lines,
        )


def is_refused(line: PlannedLine) -> bool:
    """As a whole."""
    return isinstance(line.line, LineRefused) or bool(line.message)


def has_problem(line: PlannedLine) -> bool:
    return is_refused(line) or any(flight.outcome is Outcome.REFUSED for flight in line.flights)


@strawberry.type
class ScheduleImportProblem:
    """`flightId` is null where the line as a whole could not be carried out, `line` where the file lacks the flight."""

    line: int | None
    flight_id: strawberry.ID | None
    message: str

    @classmethod
    def of(cls, problem: ImportProblem) -> "ScheduleImportProblem":
        flight_id = strawberry.ID(problem.flight_id) if problem.flight_id else None
        return cls(line=problem.line or None, flight_id=flight_id, message=problem.message)


@strawberry.type
class ScheduleImport:
    """A file that was sent in. It is carried out line by line; `problems` are the first hundred."""

    id: strawberry.ID
    file_name: str
    format: ScheduleFileFormat
    cancel_absent: bool
    requested_at: dt.datetime
    user_id: strawberry.ID
    user: User | None
    state: ImportState
    lines: int
    lines_done: int
    flights: int
    counts: list[ScheduleImportCount]
    problems: list[ScheduleImportProblem]
    finished_at: dt.datetime | None

    @classmethod
    def of(cls, value: Import) -> "ScheduleImport":
        order = value.order
        return cls(
            id=strawberry.ID(order.id),
            file_name=order.file_name,
            format=order.form,
            cancel_absent=order.cancels_absent,
            requested_at=order.requested_at,
            user_id=strawberry.ID(order.user_id),
            user=User(id=strawberry.ID(order.user_id)),
            state=value.state,
            lines=order.lines,
            lines_done=value.lines_done,
            flights=order.flights,
            counts=[ScheduleImportCount(outcome=one, count=value.count(one)) for one in Outcome],
            problems=[ScheduleImportProblem.of(problem) for problem in value.problems],
            finished_at=value.finished_at,
        )


@strawberry.type
class ScheduleImportEdge:
    cursor: str
    node: ScheduleImport


@strawberry.type
class ScheduleImportConnection:
    edges: list[ScheduleImportEdge]
    page_info: PageInfo


@strawberry.type
class ScheduleImportRefused:
    """Why the file was not taken in; it may be sent again."""

    code: ImportRefusalCode
    message: str

    @classmethod
    def of(cls, refused: ImportRefused) -> "ScheduleImportRefused":
        return cls(code=refused.code, message=refused.message)


ScheduleImportResult = Annotated[ScheduleImport | ScheduleImportRefused, strawberry.union("ScheduleImportResult")]
