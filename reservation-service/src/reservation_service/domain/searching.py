"""What staff type when they look for a reservation -> what it may mean.

A record locator, a ticket number, an e-mail address, or a name: LAST, LAST FIRST, FIRST LAST, "LAST, FIRST" or
LAST/FIRST, of which the last word may be a beginning. Six letters may be a record locator and a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reservation_service.domain.directory import begin_with_email, begin_with_name
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.passengers import to_search_name
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.tickets import TicketNumber

FIELD = "text"
# An address is the longest of them.
MAX_LENGTH = 254
# Words of a name that are tried as last and first name in all their orders; with more of them, only as one last name.
MAX_WORDS = 4
# One letter is half the alphabet of travellers.
MIN_LETTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """At least one of them is set. `beginnings` are those of directory entries, in order, none within another."""

    locator: RecordLocator | None = None
    ticket: TicketNumber | None = None
    beginnings: tuple[str, ...] = ()

    @property
    def meanings(self) -> tuple[str, ...]:
        """In words, for the record."""
        named = {"record locator": self.locator, "ticket number": self.ticket, "name or address": self.beginnings}
        return tuple(name for name, value in named.items() if value)


def parse_search(text: str) -> Wanted:
    """Raises InvalidInput."""
    if len(text) > MAX_LENGTH:
        raise InvalidInput(FIELD, f"Look for at most {MAX_LENGTH} characters.")
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if "@" in cleaned:
        return Wanted(beginnings=(begin_with_email(cleaned),))
    wanted = Wanted(
        locator=RecordLocator.parse(cleaned),
        ticket=TicketNumber.parse(cleaned),
        beginnings=tuple(_leave_out_narrower(_list_names(cleaned))),
    )
    if not wanted.meanings:
        message = "Look for a record locator, a ticket number, an e-mail address, or two letters of a last name."
        raise InvalidInput(FIELD, message)
    return wanted


def _list_names(text: str) -> Iterator[str]:
    if any(character.isdigit() for character in text):
        return
    last, separator, first = _split(text)
    if separator:
        if to_search_name(last):
            yield from begin_with_name(last, first)
        return
    if len(to_search_name(text)) < MIN_LETTERS and text.isascii():
        return
    if to_search_name(text):
        yield from begin_with_name(text)
    words = text.split()
    for cut in range(1, len(words)) if len(words) <= MAX_WORDS else ():
        one, other = " ".join(words[:cut]), " ".join(words[cut:])
        yield from begin_with_name(one, other)
        yield from begin_with_name(other, one)


def _split(text: str) -> tuple[str, str, str]:
    found = re.search("[,/]", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _leave_out_narrower(beginnings: Iterable[str]) -> Iterator[str]:
    """In order a wider one comes just before those it includes."""
    wider: str | None = None
    for one in sorted(set(beginnings)):
        if wider is None or not one.startswith(wider):
            wider = one
            yield one
