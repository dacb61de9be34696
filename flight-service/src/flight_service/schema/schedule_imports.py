"""Schedule files, for staff: looking at what one would do, having it carried out, and seeing how far it is."""

import uuid

import strawberry

from flight_service.domain.errors import NotFound
from flight_service.schema.connections import build_page, check_first, parse_cursor
from flight_service.schema.context import Info
from flight_service.schema.schedule_import_types import (
    ScheduleFileInput,
    ScheduleImport,
    ScheduleImportConnection,
    ScheduleImportEdge,
    ScheduleImportPreview,
    ScheduleImportRefused,
    ScheduleImportResult,
    ScheduleLinePlan,
    ScheduleLinePlanConnection,
    ScheduleLinePlanEdge,
    has_problem,
)
from flight_service.usecases.plan_import import MOST_FLIGHTS, ImportPlan
from flight_service.usecases.request_import import ImportRefused, preview_import, request_import

_LINES, _IMPORTS = "schedule lines", "schedule imports"


@strawberry.type
class ScheduleImportQuery:
    @strawberry.field(
        description="Staff only. What a schedule file would create, change and refuse, line by line. Nothing is saved."
    )
    def preview_schedule_import(
        self,
        info: Info,
        input: ScheduleFileInput,
        only_problems: bool = False,
        first: int | None = 20,
        after: str | None = None,
    ) -> ScheduleImportPreview:
        context = info.context
        context.get_staff_member()
        size, position = check_first(first), parse_cursor(_LINES, after, 1)
        plan = preview_import(context.stores, input.parse(), context.now)
        return ScheduleImportPreview.of(plan, _to_lines(plan, only_problems, size, position))

    @strawberry.field(description="Staff only. Schedule files that were sent in, the newest first.")
    def schedule_imports(
        self, info: Info, first: int | None = 20, after: str | None = None
    ) -> ScheduleImportConnection:
        info.context.get_staff_member()
        size, position = check_first(first), parse_cursor(_IMPORTS, after, 1)
        found = info.context.stores.schedule_imports.newest(size + 1, before=position[0] if position else None)
        page = build_page(_IMPORTS, [((place,), one) for place, one in found], size, None)
        page.info.has_previous_page = position is not None
        edges = [ScheduleImportEdge(cursor=cursor, node=ScheduleImport.of(one)) for one, cursor in page.nodes]
        return ScheduleImportConnection(edges=edges, page_info=page.info)

    @strawberry.field(description="Staff only.")
    def schedule_import(self, info: Info, id: strawberry.ID) -> ScheduleImport | None:
        info.context.get_staff_member()
        found = info.context.stores.schedule_imports.find(id)
        if found is None:
            raise NotFound(f'There is no schedule import "{id[:40]}".')
        return ScheduleImport.of(found)


@strawberry.type
class ScheduleImportMutation:
    @strawberry.mutation(
        description=f"Staff only. Takes in a schedule file of {MOST_FLIGHTS} flights at most. It is carried out in the "
        "minutes after; `scheduleImport` tells how far it is. Flights that are as the file has them stay as they are, "
        "so a file may be sent again."
    )
    def import_schedule(self, info: Info, input: ScheduleFileInput) -> ScheduleImportResult:
        context, staff = info.context, info.context.get_staff_member()
        taken_in = request_import(context.stores, _new_id(), input.parse(), staff, context.now)
        if isinstance(taken_in, ImportRefused):
            return ScheduleImportRefused.of(taken_in)
        return ScheduleImport.of(taken_in)


def _to_lines(
    plan: ImportPlan, only_problems: bool, size: int, position: tuple[str, ...] | None
) -> ScheduleLinePlanConnection:
    shown = [line for line in plan.lines if not only_problems or has_problem(line)]
    # Six digits number the lines of every file that is taken in.
    page = build_page(_LINES, [((f"{one.line.number:06d}",), one) for one in shown], size, position)
    edges = [ScheduleLinePlanEdge(cursor=cursor, node=ScheduleLinePlan.of(line)) for line, cursor in page.nodes]
    return ScheduleLinePlanConnection(edges=edges, page_info=page.info, total_count=len(shown))


def _new_id() -> str:
    """The trail of staff acts tells by it what an act was about."""
    return f"schedule-{uuid.uuid4().hex}"
