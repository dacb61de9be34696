"""Who may ask flight-service for seats now, and who had better wait a moment for what it says to those before her.

News of a cabin says how many seats are left, and how far orders have been answered. What was let in since is on its way
to the same seats; once there are as many as seats, the next would be stored only to be refused. She waits for the news
instead, which refuses her before anything is stored, or lets her in. It is a guess that costs a moment at most: whoever
has waited for long, or finds too many waiting, is let in, and flight-service decides.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reservation_service.domain.availability import CabinOfFlight, CabinSeats, SeatNews

# Seats that may be asked for at once in a cabin of which nothing is known: what flight-service decides at once, too.
UNKNOWN_ROOM = 100
# Longer than an answer takes in a crowd on a busy machine. Nobody is kept waiting, nor is an unanswered order waited
# for, beyond it.
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Order:
    cabins: tuple[CabinOfFlight, ...]
    seats: int
    came_at: float


class Admission:
    """Counts the orders of this process; others count their own, and let in as many."""

    def __init__(self, news: SeatNews, monotonic: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._news = news
        self._monotonic = monotonic
        self._new_id = new_id
        # The one that an order was let into last stands last.
        self._cabins: dict[CabinOfFlight, _Cabin] = {}
        self._lock = threading.Lock()

    def arrive(self, cabins: tuple[CabinOfFlight, ...], seats: int) -> Order:
        return Order(cabins, seats, self._monotonic())

    def let_in(self, order: Order, known: Mapping[CabinOfFlight, CabinSeats]) -> str | None:
        """The id of its reservation; or None when it has waited for news instead, and should ask again with them."""
        with self._lock:
            now = self._monotonic()
            self._forget_cabins(now - PATIENCE_SECONDS)
            crowded = self._find_crowded(order, known, now - PATIENCE_SECONDS)
            if crowded is None:
                return self._note(order, now)
        revision = known[crowded].revision if crowded in known else 0
        patience = order.came_at + PATIENCE_SECONDS - now
        if patience > 0 and self._news.wait(crowded, revision, patience):
            return None
        with self._lock:
            return self._note(order, self._monotonic())

    def withdraw(self, order: Order, reservation_id: str) -> None:
        """It was let in, and came to nothing before it was stored: nobody has to wait for its answer."""
        with self._lock:
            for key in order.cabins:
                if (cabin := self._cabins.get(key)) is not None:
                    cabin.under_way.pop(reservation_id, None)

    def _find_crowded(
        self, order: Order, known: Mapping[CabinOfFlight, CabinSeats], too_old: float
    ) -> CabinOfFlight | None:
        for key in order.cabins:
            if (cabin := self._cabins.get(key)) is not None:
                cabin.hear(known.get(key), too_old)
                if cabin.is_crowded_for(order.seats):
                    return key
        return None

    def _note(self, order: Order, now: float) -> str:
        """Ids are ordered by time, which tells what has been answered: it gets its own when it is let in."""
        reservation_id = self._new_id()
        for key in order.cabins:
            cabin = self._cabins.pop(key, None) or _Cabin()
            cabin.let_in(reservation_id, order.seats, now)
            self._cabins[key] = cabin
        return reservation_id

    def _forget_cabins(self, too_old: float) -> None:
        while self._cabins:
            key, cabin = next(iter(self._cabins.items()))
            if cabin.last_at > too_old:
                return
            del self._cabins[key]


@dataclass(frozen=True, slots=True)
class _UnderWay:
    seats: int
    since: float


@dataclass(slots=True)
class _Cabin:
    """The newest news that anybody has brought, and the orders on their way, by their reservations' ids."""

    news: CabinSeats | None = None
    under_way: dict[str, _UnderWay] = field(default_factory=dict)
    last_at: float = 0.0

    def let_in(self, reservation_id: str, seats: int, at: float) -> None:
        self.under_way[reservation_id] = _UnderWay(seats, at)
        self.last_at = at

    def hear(self, news: CabinSeats | None, too_old: float) -> None:
        if news is not None and (self.news is None or self.news.revision < news.revision):
            self.news = news
        answered = self.news.answered if self.news is not None else ""
        self.under_way = {one: way for one, way in self.under_way.items() if one > answered and way.since > too_old}

    def is_crowded_for(self, seats: int) -> bool:
        """Never for the only one, who brings the news."""
        room = self.news.free if self.news is not None else UNKNOWN_ROOM
        return bool(self.under_way) and sum(one.seats for one in self.under_way.values()) + seats > room
