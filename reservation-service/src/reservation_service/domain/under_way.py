"""Orders on their way to flight-service, so that nobody is sent after seats that those before her are about to get.

News of a cabin says how many seats are left, and whose orders have been answered. The others that this process has sent
ask for the same seats. A guess, like all that is known here: other processes count their own, and an order may fail for
another reason than seats; then the news says so, and the seat is there for the next who asks.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from reservation_service.domain.availability import CabinOfFlight, CabinSeats

# Longer than an answer takes in a crowd. One that never comes must not keep a seat from others for longer.
LONGEST = timedelta(seconds=10)
# So many seats may be asked for in a cabin of which nothing is known: the answers to those who ask are the news.
UNKNOWN_ROOM = 20
# In a crowd the first answer comes sooner. If it does not, flight-service is away, and it is no use to wait for it.
FIRST_ANSWER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Order:
    """`id` is the reservation's, by which news tells that it is answered."""

    id: str
    cabins: frozenset[CabinOfFlight]
    seats: int
    at: datetime


@dataclass(slots=True)
class _Cabin:
    """Unanswered orders, the oldest first, and the newest that is known of the seats."""

    orders: dict[str, Order] = field(default_factory=dict)
    news: CabinSeats | None = None

    def hear(self, news: CabinSeats | None) -> None:
        """Who asked for news earlier may come here later; whom older news answers, newer has counted."""
        if news is None:
            return
        if self.news is None or self.news.revision <= news.revision:
            self.news = news
        for answered in self.orders.keys() & news.answered:
            del self.orders[answered]
        for answered in [one for one in self.orders if one < news.all_before]:
            del self.orders[answered]

    def count_asked(self) -> int:
        return sum(order.seats for order in self.orders.values())


class OrdersUnderWay:
    """Orders are those of one process, of all threads."""

    def __init__(self) -> None:
        self._cabins: dict[CabinOfFlight, _Cabin] = {}
        self._by_age: deque[Order] = deque()
        self._lock = threading.Lock()

    def should_wait(
        self, cabins: Collection[CabinOfFlight], known: Mapping[CabinOfFlight, CabinSeats], at: datetime
    ) -> bool:
        """Whether so many ask for seats nobody knows of that who comes now had better wait for the first answer."""
        with self._lock:
            unknown = [one for one in cabins if not _is_believed(known.get(one), at)]
            return any(self._is_crowded(self._cabins[one], at) for one in unknown if one in self._cabins)

    def enter(self, order: Order, known: Mapping[CabinOfFlight, CabinSeats]) -> CabinSeats | None:
        """Count it; or not, and say of which cabin how little is left once all before it have got their seats."""
        with self._lock:
            self._forget_before(order.at - LONGEST)
            cabins = {key: self._cabins.get(key) or _Cabin() for key in order.cabins}
            for key, cabin in cabins.items():
                cabin.hear(known.get(key))
                if cabin.news is not None and cabin.news.is_believed(order.at):
                    left = cabin.news.free - cabin.count_asked()
                    if left < order.seats:
                        return replace(cabin.news, free=max(0, left))
            self._by_age.append(order)
            self._cabins |= cabins
            for cabin in cabins.values():
                cabin.orders[order.id] = order
        return None

    def leave(self, order: Order) -> None:
        """It has not been stored: nobody will answer it."""
        with self._lock:
            self._forget(order)

    def _is_crowded(self, cabin: _Cabin, at: datetime) -> bool:
        if cabin.count_asked() < UNKNOWN_ROOM:
            return False
        oldest = next(iter(cabin.orders.values()))
        return at - oldest.at < FIRST_ANSWER

    def _forget_before(self, at: datetime) -> None:
        while self._by_age and self._by_age[0].at <= at:
            self._forget(self._by_age.popleft())

    def _forget(self, order: Order) -> None:
        for key in order.cabins:
            if cabin := self._cabins.get(key):
                cabin.orders.pop(order.id, None)
                if not cabin.orders:
                    del self._cabins[key]


def _is_believed(news: CabinSeats | None, at: datetime) -> bool:
    return news is not None and news.is_believed(at)
