"""Lines of a schedule -> text in one of the forms a schedule is exchanged in, as `read_schedule_file` reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from flight_service.domain.aircraft_codes import find_code
from flight_service.domain.schedule_file.comma_separated import CABIN_COLUMNS, COLUMNS
from flight_service.domain.schedule_file.compress import ExportedLine
from flight_service.domain.schedule_file.fields import say_clock, say_configuration, say_day, say_weekdays


def write_comma_separated(lines: Sequence[ExportedLine]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_to_row(one) for one in lines)
    return out.getvalue()


def write_ssim(airline: str, first_day: date, last_day: date, lines: Sequence[ExportedLine]) -> str:
    carrier = f"2L{airline:<3} 0008    {say_day(first_day)}{say_day(last_day)}"
    legs = [_to_leg(one, serial) for serial, one in enumerate(lines, start=3)]
    records = ["1AIRLINE STANDARD SCHEDULE DATA SET", carrier, *legs, f"5 {airline:<3}"]
    return "".join(f"{record:<200}\n" for record in records)


def _to_row(one: ExportedLine) -> dict[str, str]:
    line = one.line
    currency = next((fare.currency for fare in line.fares.values()), "")
    row = {
        "airline": line.airline,
        "flight_number": line.flight_number,
        "origin": line.origin,
        "destination": line.destination,
        "departs_local": say_clock(line.departs_at),
        "arrives_local": say_clock(line.arrives_at),
        "first_day": line.first_day.isoformat(),
        "last_day": line.last_day.isoformat(),
        "weekdays": say_weekdays(line.weekdays),
        "aircraft_type": line.aircraft_type or "",
        "currency": currency,
    }
    row |= {CABIN_COLUMNS[cabin][0]: str(seats) for cabin, seats in line.seats.items()}
    return row | {CABIN_COLUMNS[cabin][1]: fare.amount_text for cabin, fare in line.fares.items()}


def _to_leg(one: ExportedLine, serial: int) -> str:
    line = one.line
    departs, arrives = say_clock(line.departs_at, ""), say_clock(line.arrives_at, "")
    here, there = one.same.offsets or ("     ", "     ")
    days = "".join(str(day + 1) if day in line.weekdays else " " for day in range(7))
    aircraft = (find_code(line.aircraft_type) if line.aircraft_type else None) or ""
    after = "A" if one.same.arrives_after_days < 0 else str(one.same.arrives_after_days)
    leg = f"3 {line.airline:<3}{line.flight_number:>4}0101J{say_day(line.first_day)}{say_day(line.last_day)}{days} "
    leg += f"{line.origin}{departs}{departs}{here}  {line.destination}{arrives}{arrives}{there}  {aircraft:<3}"
    return f"{leg:<172}{say_configuration(line.seats):<20}0{after}{serial:06d}"
