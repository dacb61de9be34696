"""Staff look for reservations by whatever the traveller on the telephone can tell. On record, and not without end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reservation_service.domain.directory import Directory, Entry, find_first_key
from reservation_service.domain.ports import Reservations, Throttle
from reservation_service.domain.refusals import RateLimited
from reservation_service.domain.reservation import Reservation
from reservation_service.domain.searching import Wanted, parse_search
from reservation_service.domain.tickets import has_ticket
from reservation_service.usecases.find_reservations import check_first
from reservation_service.usecases.staff_desk import StaffActs, require_staff
from wire.identity import Caller

# Enough for a desk with a queue, too little to copy a database.
SEARCHES, SEARCHES_WINDOW_SECONDS = 120, 600
# Before the first entry of the directory.
BEGINNING = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """`place` is where a search goes on after it."""

    reservation: Reservation
    place: str


@dataclass(frozen=True, slots=True)
class SearchReservations:
    reservations: Reservations
    directory: Directory
    throttle: Throttle
    acts: StaffActs

    def __call__(self, caller: Caller, text: str, *, first: int, after: str | None) -> tuple[list[Hit], bool]:
        """One page, and whether there are more. What is named exactly comes before what has such a name."""
        user_id = require_staff(caller)
        check_first(first)
        wanted = parse_search(text)
        wait = self.throttle.hit(f"search:{user_id}", limit=SEARCHES, window_seconds=SEARCHES_WINDOW_SECONDS)
        if wait is not None:
            raise RateLimited("You have looked for very many reservations; try again later.", wait)
        # Pages that follow, too: whoever looks decides where they begin.
        page = "" if after is None else ", a further page"
        what = f"{' or '.join(wanted.meanings)}: {text.strip()}{page}"
        self.acts.record(caller, "search reservations", "reservations", what)
        exact = self._find_exact(wanted)
        hits = [Hit(one, BEGINNING) for one in exact if after is None]
        known = {one.id for one in exact}
        for hit in self._list_hits(wanted, after or BEGINNING, first + 1):
            if len(hits) > first:
                break
            if hit.reservation.id not in known:
                hits.append(hit)
        return hits[:first], len(hits) > first

    def _find_exact(self, wanted: Wanted) -> list[Reservation]:
        found: list[Reservation] = []
        if wanted.locator is not None and (one := self.reservations.find_by_locator(wanted.locator)) is not None:
            found.append(one)
        if wanted.ticket is not None:
            one = self.reservations.find_by_locator(wanted.ticket.locator)
            if one is not None and has_ticket(one, wanted.ticket):
                found.append(one)
        return found

    def _list_hits(self, wanted: Wanted, after: str, limit: int) -> Iterator[Hit]:
        while entries := self.directory.list(wanted.beginnings, limit=limit, after=after):
            yield from self._follow(entries, wanted)
            if len(entries) < limit:
                return
            after = entries[-1].id

    def _follow(self, entries: list[Entry], wanted: Wanted) -> Iterator[Hit]:
        """Those that lead to what is found under their key still, each reservation once."""
        found = self.reservations.find_many([entry.reservation_id for entry in entries])
        for entry in entries:
            reservation = found.get(entry.reservation_id)
            if reservation is not None and find_first_key(reservation, wanted.beginnings) == entry.key:
                yield Hit(reservation, entry.id)
