"""The directory: under which names and addresses staff find a reservation.

An entry is a key and the reservation it leads to. Entries are in order: keys by their letters, and under each key the
newest reservation first. An entry is a lead and no fact: it may lead to what is found under its key no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from reservation_service.domain.passengers import PassengerName
from reservation_service.domain.reservation import Reservation
from reservation_service.domain.spellings import list_spellings

_NAME, _EMAIL = "name:", "mail:"
_END = "\x1f"
# Ids are time-ordered, in hexadecimal digits: turned round, the newest is the first.
_TURNED_ROUND = str.maketrans("0123456789abcdef", "fedcba9876543210")


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    reservation_id: str

    @property
    def id(self) -> str:
        """Entries are in the order of their ids."""
        return f"{self.key}{_END}{self.reservation_id.translate(_TURNED_ROUND)}"

    @classmethod
    def parse(cls, id: str) -> Entry:
        key, _, turned = id.rpartition(_END)
        return cls(key, turned.translate(_TURNED_ROUND))


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A reservation that is to be found."""

    id: str
    names: Sequence[PassengerName]
    contact_email: str | None


class Directory(Protocol):
    def add(self, entries: Collection[Entry]) -> None:
        """Safe to repeat."""

    def remove(self, entries: Collection[Entry]) -> None: ...

    def list(self, beginnings: Sequence[str], *, limit: int, after: str = "") -> list[Entry]:
        """Those whose id has one of these beginnings, in order, from the first `after` that id on."""

    def is_filled(self) -> bool:
        """Whether those of before there was a directory are in it."""

    def set_filled(self) -> None: ...


class KnownReservations(Protocol):
    """Reservations as far as the directory wants to know them."""

    def find_many(self, reservation_ids: Collection[str]) -> list[Newcomer]: ...

    def list_all(self) -> Iterator[list[Newcomer]]:
        """Page by page."""


def list_entries(newcomer: Newcomer) -> list[Entry]:
    keys = {*_list_name_keys(newcomer.names), *(list_email_keys(newcomer.contact_email))}
    return [Entry(key, newcomer.id) for key in sorted(keys)]


def list_email_keys(address: str | None) -> Iterator[str]:
    if address is not None:
        yield f"{_EMAIL}{address.casefold()}"


def list_entries_of(reservation: Reservation) -> list[Entry]:
    return [Entry(key, reservation.id) for key in list_keys(reservation)]


def list_address_entries(reservation: Reservation) -> list[Entry]:
    """What is forgotten with the address."""
    return [Entry(key, reservation.id) for key in list_email_keys(reservation.contact_email)]


def list_keys(reservation: Reservation) -> list[str]:
    """What it is found under, in order: its passengers as they are called and were before a correction, its address."""
    names = [*(one.name for one in reservation.passengers), *(one.before for one in reservation.corrections)]
    return sorted({*_list_name_keys(names), *list_email_keys(reservation.contact_email)})


def find_first_key(reservation: Reservation, beginnings: Sequence[str]) -> str | None:
    """Of those that it would be listed under: one reservation is one hit, however many of a family are called alike."""
    matching = (key for key in list_keys(reservation) if f"{key}{_END}".startswith(tuple(beginnings)))
    return next(matching, None)


def begin_with_email(address: str) -> str:
    return f"{_EMAIL}{address.casefold()}{_END}"


def begin_with_name(last: str, first: str | None = None) -> Iterator[str]:
    """For a beginning of a last name; with `first`, even an empty one, for the whole of it and a beginning of that."""
    for spelled in list_spellings(last):
        if first is None:
            yield f"{_NAME}{spelled}"
            continue
        for other in list_spellings(first):
            yield f"{_NAME}{spelled} {other}"


def _list_name_keys(names: Iterable[PassengerName]) -> Iterator[str]:
    for name in names:
        for last in list_spellings(name.last):
            yield from (f"{_NAME}{last} {first}" for first in list_spellings(name.first))
