"""Schedules as airlines send them, text -> a value for each line that is about a flight: `read_schedule_file`.

A line that cannot be understood is a value too, so that all of a file's mistakes are seen at once.
"""

from flight_service.domain.schedule_file.line import (
    FileLine,
    LineRefused,
    LineSkipped,
    Pattern,
    ScheduleFileRefused,
    ScheduleLine,
)
from flight_service.domain.schedule_file.read import ScheduleFileFormat, read_schedule_file

__all__ = [
    "FileLine",
    "LineRefused",
    "LineSkipped",
    "Pattern",
    "ScheduleFileFormat",
    "ScheduleFileRefused",
    "ScheduleLine",
    "read_schedule_file",
]
