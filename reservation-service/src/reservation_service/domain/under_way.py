"""Orders on their way to flight-service, so that nobody is sent after seats that those before her are about to get.

News of a cabin says how many seats are left, and whose orders have been answered. The others that this process has sent
ask for the same seats. A guess, like all that is known here: other processes count their own, and an order may fail for
another reason than seats; then the news says so, and the seat is there for the next who asks.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from reservation_service.domain.availability import CabinOfFlight, CabinSeats

# Longer than an answer takes in a crowd. One that never comes must not keep a seat from others for longer.
LONGEST = timedelta(seconds=10)
# So many seats may be asked for in a cabin of which nothing is known: the answers to those who ask are the news.
UNKNOWN_ROOM = 20
# In a crowd the first answer comes sooner. If it does not, flight-service is away, and it is no use to wait for it.
FIRST_ANSWER = timedelta(seconds=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Order:
    """`id` is the reservation's, by which news tells that it is answered."""

    id: str
    cabins: frozenset[CabinOfFlight]
    seats: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """So many ask for seats nobody knows of that who comes now had better wait for what the first of them are told."""


@dataclass(slots=True)
class _Cabin:
    """Unanswered orders, the oldest first; the newest that is known of the seats; and where counting began: so many
    seats were free then, and these have been asked for since.
    """

    orders: dict[str, Order] = field(default_factory=dict)
    news: CabinSeats | None = None
    free_at_first: int = 0
    first_at: datetime = LONG_AGO
    since: dict[str, int] = field(default_factory=dict)

    def hear(self, news: CabinSeats | None, at: datetime) -> None:
        """Who asked for news earlier may come here later; whom older news answers, newer has counted."""
        if news is not None:
            if self.news is None or self.news.revision <= news.revision:
                self.news = news
            answered = [one for one in self.orders if one in news.answered or one < news.all_before]
            for one in answered:
                del self.orders[one]
        if self.news is not None and (not self.orders or at - self.first_at >= LONGEST):
            self.free_at_first, self.first_at, self.since = self.news.free, at, {}

    def count_asked(self) -> int:
        return sum(order.seats for order in self.orders.values())

    def count_left(self, news: CabinSeats) -> int:
        """Two guesses, of which the larger counts. The first is too low while some of those who were answered are not
        known yet: several workers hear the answers, in no order. The second knows nothing of seats given back.
        """
        by_answers = news.free - self.count_asked()
        by_counting = self.free_at_first - sum(self.since.values())
        return min(news.free, max(by_answers, by_counting))

    def is_crowded(self, at: datetime) -> bool:
        """Until the first answer is overdue."""
        if self.count_asked() < UNKNOWN_ROOM:
            return False
        oldest = next(iter(self.orders.values()))
        return at - oldest.at < FIRST_ANSWER

    def add(self, order: Order) -> None:
        self.orders[order.id] = order
        self.since[order.id] = order.seats

    def remove(self, order: Order) -> None:
        self.orders.pop(order.id, None)
        self.since.pop(order.id, None)


class OrdersUnderWay:
    """Orders are those of one process, of all threads."""

    def __init__(self) -> None:
        self._cabins: dict[CabinOfFlight, _Cabin] = {}
        self._by_age: deque[Order] = deque()
        self._lock = threading.Lock()

    def enter(
        self, order: Order, known: Mapping[CabinOfFlight, CabinSeats], *, may_wait: bool = False
    ) -> CabinSeats | Wait | None:
        """Count it; or not, and say of which cabin how little is left once all before it have got their seats, or to
        wait and ask again.
        """
        with self._lock:
            self._forget_before(order.at - LONGEST)
            cabins = {key: self._cabins.get(key) or _Cabin() for key in order.cabins}
            for key, cabin in cabins.items():
                cabin.hear(known.get(key), order.at)
                if cabin.news is None or not cabin.news.is_believed(order.at):
                    if may_wait and cabin.is_crowded(order.at):
                        return Wait()
                elif (left := cabin.count_left(cabin.news)) < order.seats:
                    return replace(cabin.news, free=max(0, left))
            self._by_age.append(order)
            self._cabins |= cabins
            for cabin in cabins.values():
                cabin.add(order)
        return None

    def leave(self, order: Order) -> None:
        """It has not been stored: nobody will answer it."""
        with self._lock:
            self._forget(order)

    def _forget_before(self, at: datetime) -> None:
        while self._by_age and self._by_age[0].at <= at:
            self._forget(self._by_age.popleft())

    def _forget(self, order: Order) -> None:
        for key in order.cabins:
            if cabin := self._cabins.get(key):
                cabin.remove(order)
                if not cabin.orders:
                    del self._cabins[key]
