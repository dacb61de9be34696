"""Text in one of the forms a schedule comes in -> its lines."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from flight_service.domain.schedule_file.comma_separated import read_comma_separated
from flight_service.domain.schedule_file.line import FileLine, ScheduleFileRefused
from flight_service.domain.schedule_file.ssim import read_ssim

# A request has a megabyte, and what JSON adds to a file is part of it. That is 3,000 legs of SSIM.
LONGEST_FILE = 600_000


class ScheduleFileFormat(StrEnum):
    SSIM = "SSIM"
    CSV = "CSV"


def read_schedule_file(text: str, form: ScheduleFileFormat) -> Sequence[FileLine]:
    """Raise ScheduleFileRefused unless it is such a file, with one flight in it at least."""
    if len(text) > LONGEST_FILE:
        raise ScheduleFileRefused(f"A file has at most {LONGEST_FILE} characters; send it in parts.")
    lines = [line.rstrip() for line in text.removeprefix("\ufeff").splitlines()]
    match form:
        case ScheduleFileFormat.SSIM:
            found = list(read_ssim([line.upper() for line in lines]))
        case ScheduleFileFormat.CSV:
            found = list(read_comma_separated(lines))
    if not found:
        raise ScheduleFileRefused("There is no flight in the file.")
    return found
