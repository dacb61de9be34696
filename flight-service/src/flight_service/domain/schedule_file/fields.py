"""What the fields of a schedule say: text -> value, and back.

Each `parse` raises ValueError with a message for whoever sent the file; each `say` writes what the other one reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from flight_service.domain.cabin import Cabin

_CLOCK = re.compile(r"([01][0-9]|2[0-4])([0-5][0-9])")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MIDNIGHT = 24 * 60
_CABIN_SEATS = re.compile(r"([A-Z])([0-9]{1,3})")
# The letters a seat configuration names its cabins by: those of the classes that are sold in them.
_CABINS = {
    **dict.fromkeys("FPAR", Cabin.FIRST),
    **dict.fromkeys("CJDIZ", Cabin.BUSINESS),
    "W": Cabin.PREMIUM_ECONOMY,
    **dict.fromkeys("YSMBHKLQTVX", Cabin.ECONOMY),
}
_LETTERS = {Cabin.FIRST: "F", Cabin.BUSINESS: "C", Cabin.PREMIUM_ECONOMY: "W", Cabin.ECONOMY: "Y"}


def parse_clock(text: str) -> int:
    """Minutes after midnight, from "0930", "09:30" or "9:30"; "2400" is the midnight that ends the day."""
    found = _CLOCK.fullmatch(text.replace(":", "").zfill(4) if ":" in text else text)
    minutes = int(found[1]) * 60 + int(found[2]) if found else _MIDNIGHT + 1
    if minutes > _MIDNIGHT:
        raise ValueError(f'"{text}" is no time of the day; write it like "0930".')
    return minutes


def say_clock(minutes: int, separator: str = ":") -> str:
    return f"{minutes // 60:02d}{separator}{minutes % 60:02d}"


def parse_airport(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError(f'"{text}" is no airport; write its IATA code, like "JFK".')
    return text


def parse_airline(text: str) -> str:
    if not re.fullmatch(r"[A-Z0-9]{2}", text):
        raise ValueError(f'"{text}" is no airline; write its IATA code of two characters, like "UA".')
    return text


def parse_flight_number(text: str) -> str:
    """Files write it with zeros or spaces in front; a designator has none."""
    number = text.strip().lstrip("0")
    if not re.fullmatch(r"[0-9]{1,4}", number):
        raise ValueError(f'"{text}" is no flight number; it has one to four digits.')
    return number


def parse_aircraft_type(text: str) -> str | None:
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z0-9-]{0,16}", code):
        raise ValueError(f'"{code[:20]}" is no aircraft type; write its code, like "738".')
    return code or None


def parse_weekdays(text: str) -> frozenset[int]:
    """From "1234567", Monday first; days without the flight are left out, or a space, a dot or a 0. From Monday, 0."""
    digits = [one for one in text if one not in " .0"]
    if not digits or any(one not in "1234567" for one in digits) or len(set(digits)) < len(digits):
        raise ValueError(f'"{text}" names no weekdays; write them like "12345", Monday first.')
    return frozenset(int(one) - 1 for one in digits)


def say_weekdays(weekdays: Iterable[int]) -> str:
    return "".join(str(day + 1) for day in sorted(weekdays))


def parse_day(text: str) -> date:
    """From "01APR27"."""
    found = re.fullmatch(r"([0-9]{2})([A-Z]{3})([0-9]{2})", text)
    try:
        if found and found[2] in _MONTHS:
            return date(2000 + int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        pass
    raise ValueError(f'"{text}" is no day; write it like "01APR27".')


def say_day(day: date) -> str:
    """Months as the manual writes them, whatever the machine's language."""
    return f"{day.day:02d}{_MONTHS[day.month - 1]}{day.year % 100:02d}"


def parse_configuration(text: str) -> dict[Cabin, int]:
    """Seats by cabin, from "C012Y150"; nothing from an empty one. Cabins of one kind are added up."""
    seats: dict[Cabin, int] = {}
    # "VV" says that it may vary, and holds and pallets are no seats.
    told = re.sub(r"VV|(LL|PP|BB)[0-9]*", "", text)
    if "".join(letter + count for letter, count in _CABIN_SEATS.findall(told)) != told:
        raise ValueError(f'"{text}" is no seat configuration; write it like "C012Y150".')
    for letter, count in _CABIN_SEATS.findall(told):
        if letter not in _CABINS:
            raise ValueError(f'"{letter}" in "{text}" names no cabin; those are F, C, W and Y.')
        cabin = _CABINS[letter]
        seats[cabin] = seats.get(cabin, 0) + int(count)
    return {cabin: count for cabin, count in seats.items() if count}


def say_configuration(seats: Mapping[Cabin, int]) -> str:
    return "".join(f"{letter}{seats[cabin]:03d}" for cabin, letter in _LETTERS.items() if cabin in seats)
