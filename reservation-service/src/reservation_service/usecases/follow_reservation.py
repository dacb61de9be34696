"""Follow a reservation: each newer version as it comes, until nothing more can happen to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from reservation_service.domain.payment import UNSETTLED
from reservation_service.domain.refusals import RateLimited
from reservation_service.domain.reservation import Reservation
from reservation_service.usecases.caller_rights import require_user, require_visible
from wire.identity import Caller

# Whoever is turned away has the long poll, and may come back.
RETRY_AFTER_SECONDS = 10


class ReservationFeed(Protocol):
    async def find(self, reservation_id: str) -> Reservation | None: ...

    def follow(self, reservation_id: str, known_version: int) -> AsyncIterator[Reservation]:
        """Versions after the known one; the newest when there were several meanwhile. It never ends by itself."""


@dataclass(slots=True)
class Places:
    """How many may follow at once: all together, and one user."""

    capacity: int
    per_user: int
    _taken: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def take(self, user_id: str) -> Iterator[None]:
        """Raises RateLimited."""
        if self._taken[user_id] >= self.per_user:
            raise RateLimited(f"You follow {self.per_user} reservations already.", RETRY_AFTER_SECONDS)
        if self._taken.total() >= self.capacity:
            raise RateLimited("Too many follow reservations at the moment.", RETRY_AFTER_SECONDS)
        self._taken[user_id] += 1
        try:
            yield
        finally:
            self._taken -= Counter((user_id,))


@dataclass(frozen=True, slots=True)
class FollowReservation:
    feed: ReservationFeed
    places: Places

    async def __call__(
        self, caller: Caller, reservation_id: str, known_version: int | None
    ) -> AsyncIterator[Reservation]:
        with self.places.take(require_user(caller)):
            found = require_visible(caller, await self.feed.find(reservation_id))
            if found.version != known_version:
                yield found
            if is_over(found):
                return
            # Whatever happened since it was read has a newer version, so nothing is missed in between.
            async for newer in self.feed.follow(reservation_id, found.version):
                yield newer
                if is_over(newer):
                    return


def is_over(reservation: Reservation) -> bool:
    """Given up, and no money on its way."""
    return not reservation.is_active and not any(one.status in UNSETTLED for one in reservation.payments)
