"""The worker's part in the directory: whatever is reserved is found by name and address a moment later.

Its first event leaves the reservation's outbox only after it is in the directory: nothing is missed, and booking itself
costs nothing for it. Those of before there was a directory come into it once, page by page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reservation_service.domain.directory import Directory, KnownReservations, Newcomer, list_entries

# In one turn of the worker; a million reservations are a matter of minutes.
PAGES_A_TURN = 20


@dataclass(frozen=True, slots=True)
class EnterDirectory:
    directory: Directory
    reservations: KnownReservations

    def __call__(self, reservation_ids: Collection[str]) -> None:
        """Safe to repeat."""
        enter(self.directory, self.reservations.find_many(reservation_ids))


@dataclass(slots=True)
class FillDirectory:
    directory: Directory
    reservations: KnownReservations
    is_filled: bool = False
    _pages: Iterator[list[Newcomer]] | None = None

    def __call__(self) -> int:
        """How many reservations came into it. Whoever is interrupted begins anew."""
        if self.is_filled or self.directory.is_filled():
            self.is_filled = True
            return 0
        pages, self._pages = self._pages or self.reservations.list_all(), None
        count = 0
        for _ in range(PAGES_A_TURN):
            page = next(pages, None)
            if page is None:
                self.directory.set_filled()
                return count
            enter(self.directory, page)
            count += len(page)
        self._pages = pages
        return count


def enter(directory: Directory, newcomers: Collection[Newcomer]) -> None:
    directory.add([entry for one in newcomers for entry in list_entries(one)])
