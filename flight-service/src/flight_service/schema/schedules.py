"""Schedules that are on sale, for staff: finding them, seeing how their flights differ, withdrawing one."""

from datetime import date

import strawberry

from flight_service.domain.errors import InvalidInput
from flight_service.domain.schedule_file import ScheduleFileFormat
from flight_service.events.announce import announce_because_of
from flight_service.schema.connections import build_page, check_first, parse_cursor
from flight_service.schema.context import Info
from flight_service.schema.inputs import check_text, get_code
from flight_service.schema.schedule_types import (
    FlightSchedule,
    FlightScheduleConnection,
    FlightScheduleEdge,
    ScheduleFilterInput,
    ScheduleWithdrawal,
    ScheduleWithdrawalFlight,
)
from flight_service.usecases.export_schedule import MOST_FLIGHTS, export_schedule
from flight_service.usecases.withdraw_schedule import (
    MOST_AT_A_TIME,
    get_schedule,
    preview_withdrawal,
    withdraw_schedule,
)

_SCHEDULES = "schedules"


@strawberry.type
class ScheduleQuery:
    @strawberry.field(description="Staff only. Schedules by designator, route and period.")
    def flight_schedules(
        self, info: Info, filter: ScheduleFilterInput | None = None, first: int | None = 20, after: str | None = None
    ) -> FlightScheduleConnection:
        info.context.get_staff_member()
        size, position = check_first(first), parse_cursor(_SCHEDULES, after, 1)
        wanted = (filter or ScheduleFilterInput()).parse()
        found = info.context.stores.schedules.list(wanted, size + 1, after=position[0] if position else None)
        page = build_page(_SCHEDULES, [((one.place,), one) for one in found], size, position)
        edges = [FlightScheduleEdge(cursor=cursor, node=FlightSchedule.of(one)) for one, cursor in page.nodes]
        return FlightScheduleConnection(edges=edges, page_info=page.info)

    @strawberry.field(description="Staff only.")
    def flight_schedule(self, info: Info, id: strawberry.ID) -> FlightSchedule | None:
        info.context.get_staff_member()
        return FlightSchedule.of(get_schedule(info.context.stores, id))

    @strawberry.field(
        description="Staff only. The flights that withdrawing a schedule from a day on would cancel. Nothing is saved."
    )
    def preview_schedule_withdrawal(
        self, info: Info, id: strawberry.ID, from_day: date
    ) -> list[ScheduleWithdrawalFlight]:
        context = info.context
        context.get_staff_member()
        found = preview_withdrawal(context.stores, id, from_day, context.now)
        return [ScheduleWithdrawalFlight.of(one) for one in found]


@strawberry.type
class ScheduleExport:
    """`leftOut` flights cannot be said in a file: moved over midnight, or in the hour that the clocks have twice."""

    text: str
    lines: int
    flights: int
    left_out: list[strawberry.ID]


@strawberry.type
class ScheduleExportQuery:
    @strawberry.field(
        description=f"Staff only. What an airline has on sale in a period, as a file; at most {MOST_FLIGHTS} flights. "
        "Imported again, it changes nothing."
    )
    def export_schedule(
        self, info: Info, airline: str, first_day: date, last_day: date, format: ScheduleFileFormat
    ) -> ScheduleExport:
        info.context.get_staff_member()
        code = get_code("airline", airline)
        exported = export_schedule(info.context.stores, code, first_day, last_day, format)
        left_out = [strawberry.ID(flight_id) for flight_id in exported.left_out]
        return ScheduleExport(text=exported.text, lines=exported.lines, flights=exported.flights, left_out=left_out)


@strawberry.type
class ScheduleMutation:
    @strawberry.mutation(
        description="Staff only. The schedule ends before a day, and those of its flights are cancelled that "
        f"`previewScheduleWithdrawal` has shown: at most {MOST_AT_A_TIME} at a time; send the others after them. "
        "Travellers are told."
    )
    def withdraw_schedule(
        self, info: Info, id: strawberry.ID, from_day: date, flight_ids: list[strawberry.ID], reason: str
    ) -> ScheduleWithdrawal:
        context, staff = info.context, info.context.get_staff_member()
        said = (check_text("reason", reason) or "").strip()
        if not said:
            raise InvalidInput("reason", "Say why; it is kept with the record.")
        announce, now = announce_because_of(), context.now
        withdrawn = withdraw_schedule(context.stores, id, from_day, flight_ids, said, staff, announce, now)
        return ScheduleWithdrawal.of(withdrawn)
