"""Staff look at what a schedule file would do, and have it carried out: a worker does that, in the minutes after."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput
from flight_service.domain.money import Money
from flight_service.domain.ports import AuditEntry
from flight_service.domain.schedule_file import LineRefused, ScheduleFileFormat, ScheduleFileRefused, read_schedule_file
from flight_service.domain.schedule_import import ImportOrder, Outcome, ScheduleImport
from flight_service.usecases.plan_import import ImportPlan, plan_import
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores

# Each keeps its file until it is done, and for the record afterwards.
MOST_OPEN = 5
_LONGEST_NAME = 200


class ImportRefusalCode(StrEnum):
    TOO_MANY_OPEN = "TOO_MANY_OPEN"
    UNREADABLE_LINES = "UNREADABLE_LINES"


@dataclass(frozen=True, slots=True)
class ImportRefused:
    code: ImportRefusalCode
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFile:
    name: str
    form: ScheduleFileFormat
    text: str
    fares: Mapping[Cabin, Money]
    cancels_absent: bool


def preview_import(stores: Stores, file: ScheduleFile, now: datetime) -> ImportPlan:
    """Nothing is written. Raise InvalidInput when it is no such file."""
    if len(file.name) > _LONGEST_NAME:
        raise InvalidInput("input.fileName", f"At most {_LONGEST_NAME} characters.")
    try:
        lines = read_schedule_file(file.text, file.form)
    except ScheduleFileRefused as error:
        raise InvalidInput("input.text", str(error)) from error
    return plan_import(stores, lines, file.fares, now)


def request_import(
    stores: Stores, import_id: str, file: ScheduleFile, staff: StaffMember, now: datetime
) -> ScheduleImport | ImportRefused:
    """The same file again is no harm: it finds its flights as they should be."""
    plan = preview_import(stores, file, now)
    if file.cancels_absent and any(isinstance(line.line, LineRefused) for line in plan.lines):
        message = "Some lines cannot be read, so the file does not say which flights are no longer planned."
        return ImportRefused(ImportRefusalCode.UNREADABLE_LINES, message)
    if stores.schedule_imports.count_open() >= MOST_OPEN:
        message = f"{MOST_OPEN} files are waiting to be carried out; send this one when one of them is done."
        return ImportRefused(ImportRefusalCode.TOO_MANY_OPEN, message)
    order = ImportOrder(
        id=import_id,
        file_name=file.name,
        form=file.form,
        text=file.text,
        fares=file.fares,
        cancels_absent=file.cancels_absent,
        absent=frozenset(flight.id for flight in plan.absent) if file.cancels_absent else frozenset(),
        user_id=staff.user_id,
        requested_at=now,
        lines=len(plan.lines),
        flights=sum(1 for _ in plan.flights),
    )
    wanted = ScheduleImport(order=order)
    stores.schedule_imports.add(wanted)
    stores.audit.record(_build_act(order, plan))
    return wanted


def _build_act(order: ImportOrder, plan: ImportPlan) -> AuditEntry:
    details = {
        "file": order.file_name,
        "format": order.form,
        "sha256": hashlib.sha256(order.text.encode()).hexdigest(),
        "lines": str(order.lines),
        "to_create": str(plan.count(Outcome.CREATED)),
        "to_change": str(plan.count(Outcome.CHANGED)),
        "to_cancel": str(len(order.absent)),
    }
    return AuditEntry(order.id, 1, order.user_id, "schedule_import_requested", order.requested_at, details)
