"""Who travels: names as they stand in a passport, what border and crew want to know, how many seats a party takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.special_services import SpecialService
from reservation_service.domain.travel_documents import TravelDocument

MAX_PASSENGERS = 9
MAX_NAME_LENGTH = 60
# Letters of any script, and what stands between them: Anne-Marie, O'Neil, de la Cruz, Jr.
_BETWEEN = frozenset(" '’-.")  # noqa: RUF001 - the typographic apostrophe is what phones type


class PassengerType(StrEnum):
    ADULT = "ADULT"
    CHILD = "CHILD"
    INFANT = "INFANT"


@dataclass(frozen=True, slots=True)
class PassengerName:
    first: str
    last: str

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TravellerDetails:
    """What can be told at booking or later, for the owner and staff only."""

    date_of_birth: date | None = None
    document: TravelDocument | None = None
    services: tuple[SpecialService, ...] = ()


NO_DETAILS = TravellerDetails()


@dataclass(frozen=True, slots=True)
class Passenger:
    first_name: str
    last_name: str
    type: PassengerType
    details: TravellerDetails = NO_DETAILS

    @property
    def name(self) -> PassengerName:
        return PassengerName(self.first_name, self.last_name)

    @property
    def takes_seat(self) -> bool:
        """An infant travels on an adult's lap."""
        return self.type is not PassengerType.INFANT


def count_seats(passengers: Sequence[Passenger]) -> int:
    return sum(passenger.takes_seat for passenger in passengers)


def check_party(passengers: Sequence[Passenger]) -> tuple[Passenger, ...]:
    """The party itself, if it may travel together. Raises InvalidInput."""
    field = "input.passengers"
    if not 1 <= len(passengers) <= MAX_PASSENGERS:
        raise InvalidInput(field, f"A reservation is for 1 to {MAX_PASSENGERS} passengers.")
    adults = sum(passenger.type is PassengerType.ADULT for passenger in passengers)
    infants = sum(passenger.type is PassengerType.INFANT for passenger in passengers)
    if adults == 0:
        raise InvalidInput(field, "At least one passenger must be an adult.")
    if infants > adults:
        raise InvalidInput(field, "Each infant needs an adult to sit with.")
    return tuple(passengers)


def parse_name(text: str, field: str) -> str:
    """One space between words, composed characters. Raises InvalidInput."""
    if len(text) > 4 * MAX_NAME_LENGTH:
        raise InvalidInput(field, f"A name has at most {MAX_NAME_LENGTH} characters.")
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise InvalidInput(field, "A name must not be empty.")
    if len(name) > MAX_NAME_LENGTH:
        raise InvalidInput(field, f"A name has at most {MAX_NAME_LENGTH} characters.")
    if not name[0].isalpha() or not all(_is_name_character(character) for character in name):
        raise InvalidInput(field, "A name has letters, spaces, hyphens, apostrophes and dots only.")
    return name


def _is_name_character(character: str) -> bool:
    return character in _BETWEEN or unicodedata.category(character)[0] in "LM"


def to_search_name(name: str) -> str:
    """Equal for names that people would call the same: no accents, case, spaces or hyphens."""
    plain = unicodedata.normalize("NFKD", name[: 4 * MAX_NAME_LENGTH]).casefold()
    return re.sub(r"[\W_]", "", "".join(character for character in plain if not unicodedata.combining(character)))
