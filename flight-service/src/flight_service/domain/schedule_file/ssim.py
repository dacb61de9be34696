"""A schedule in the form airlines exchange it: IATA Standard Schedules Information Manual, chapter 7.

Records of 200 characters, their kind in the first: 1 header, 2 carrier (whose times are UTC or local), 3 flight leg,
4 segment data, 5 trailer. Of a leg is read what this service sells by: the rest, meals and crews, is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flight_service.domain.schedule_file.fields import (
    parse_aircraft_type,
    parse_airline,
    parse_airport,
    parse_clock,
    parse_configuration,
    parse_day,
    parse_flight_number,
    parse_weekdays,
)
from flight_service.domain.schedule_file.line import (
    LONGEST_PERIOD,
    FileLine,
    LineRefused,
    LineSkipped,
    ScheduleFileRefused,
    ScheduleLine,
)

_LONGEST_RECORD = 200
# Up to the aircraft type; what stands behind it may be absent where trailing spaces were cut off.
_SHORTEST_LEG = 75
_UNLIMITED = "00XXX00"
# Scheduled, additional and shuttle services for passengers; the others carry mail, freight, or nobody.
_PASSENGER_SERVICES = frozenset("JSUQGB")
# The flight is another airline's, and only sold under this number: its seats are not ours to count.
_SOLD_FOR_OTHERS = frozenset("LZ")
_DAYS_BEFORE = {"A": -1, "J": -1}


@dataclass(frozen=True, slots=True)
class _Carrier:
    is_utc: bool
    last_day: date | None


def read_ssim(lines: Sequence[str]) -> Iterator[FileLine]:
    """`lines` in capitals. Raise ScheduleFileRefused where a leg comes before the record of its carrier."""
    carrier: _Carrier | None = None
    for number, record in enumerate(lines, start=1):
        match record[:1]:
            case "1" | "4" | "5" | "0" | "":
                continue  # no leg; records are often filled up with zeros
            case "2":
                carrier = _parse_carrier(record, number)
            case "3":
                if carrier is None:
                    raise ScheduleFileRefused(f"Line {number} is a flight leg before any carrier record (type 2).")
                yield _read_leg(number, record, carrier)
            case kind:
                yield LineRefused(number, f'A record begins with its type, 1 to 5, not with "{kind}".')
    if carrier is None:
        raise ScheduleFileRefused("The file has no carrier record (type 2), so it is no SSIM chapter 7 schedule.")


def _parse_carrier(record: str, number: int) -> _Carrier:
    mode, last = record[1:2], record[21:28]
    if mode not in ("U", "L"):
        raise ScheduleFileRefused(f'Line {number} says "{mode}" of its times; U is UTC and L local.')
    try:
        return _Carrier(mode == "U", None if last in (_UNLIMITED, "") else parse_day(last))
    except ValueError as error:
        raise ScheduleFileRefused(f"Line {number}, period of the schedule: {error}") from error


def _read_leg(number: int, record: str, carrier: _Carrier) -> FileLine:
    if not _SHORTEST_LEG <= len(record) <= _LONGEST_RECORD:
        return LineRefused(number, f"A flight leg has {_LONGEST_RECORD} characters, this one {len(record)}.")
    record = record.ljust(_LONGEST_RECORD)
    service, disclosure = record[13], record[148]
    if service not in _PASSENGER_SERVICES:
        return LineSkipped(number, f'Service type "{service}" is not for passengers of scheduled flights.')
    if disclosure in _SOLD_FOR_OTHERS:
        return LineSkipped(number, "Another airline flies it (code share); its seats are not sold from here.")
    try:
        return _parse_leg(number, record, carrier)
    except ValueError as error:
        return LineRefused(number, str(error))


def _parse_leg(number: int, record: str, carrier: _Carrier) -> ScheduleLine:
    if record[1] != " ":
        raise ValueError(f'Operational suffix "{record[1]}": flights with a suffix cannot be planned here.')
    first_day, last_day = parse_day(record[14:21]), _parse_last_day(record[21:28], carrier)
    if not first_day <= last_day <= first_day + LONGEST_PERIOD:
        raise ValueError(f"{record[14:28]} is no period, or a longer one than {LONGEST_PERIOD.days} days.")
    return ScheduleLine(
        number=number,
        airline=parse_airline(record[2:5].strip()),
        flight_number=parse_flight_number(record[5:9]),
        first_day=first_day,
        last_day=last_day,
        weekdays=parse_weekdays(record[28:35]),
        every_weeks=_parse_frequency(record[35]),
        origin=parse_airport(record[36:39]),
        departs_at=parse_clock(record[39:43]),
        departs_after_days=_parse_date_variation(record[192]) or 0,
        destination=parse_airport(record[54:57]),
        arrives_at=parse_clock(record[61:65]),
        arrives_after_days=_parse_date_variation(record[193]),
        is_utc=carrier.is_utc,
        aircraft_type=parse_aircraft_type(record[72:75]),
        seats=parse_configuration(record[172:192].replace(" ", "")),
    )


def _parse_last_day(text: str, carrier: _Carrier) -> date:
    if text != _UNLIMITED:
        return parse_day(text)
    if carrier.last_day is None:
        raise ValueError("The period has no end, and neither has the schedule; write its last day.")
    return carrier.last_day


def _parse_frequency(text: str) -> int:
    if text not in " 12":
        raise ValueError(f'"{text}" is no frequency: 2 is every two weeks, nothing every week.')
    return 2 if text == "2" else 1


def _parse_date_variation(text: str) -> int | None:
    """Days after the day of the first departure; a letter is the day before it."""
    if text == " ":
        return None
    if text in _DAYS_BEFORE:
        return _DAYS_BEFORE[text]
    if text not in "01234567":
        raise ValueError(f'"{text}" is no date variation; it is a digit, or A for the day before.')
    return int(text)
