"""What resolvers know of their request."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import strawberry

from reservation_service.bootstrap import Application
from reservation_service.domain.reservation import Reservation
from wire.identity import Caller

T = TypeVar("T")


@dataclass(slots=True)
class RequestContext:
    application: Application
    caller: Caller
    client_address: str
    # As it came; see `schema.idempotency`.
    idempotency_header: str | None = None
    # Set when parsing and validation are over: an error after that is about values, not about the document.
    is_executing: bool = False
    _user_ids: set[str] = field(default_factory=set)
    _reservations_of_users: dict[int, dict[str, list[Reservation]]] = field(default_factory=dict)
    # By flight and cabin, those who wait; None where only one has been asked for.
    _waitlists: dict[tuple[str, str], list[str] | None] = field(default_factory=dict)

    def read(self, question: Callable[[], T]) -> T:
        """What asks the database goes through here: where a thread serves many requests it must not wait."""
        return question()

    def announce_users(self, user_ids: Iterable[str]) -> None:
        """These users of an `_entities` batch may be asked for their reservations."""
        self._user_ids.update(user_ids)

    def reservations_of(self, user_id: str, first: int) -> list[Reservation]:
        """One query for all announced users, at the first of them."""
        if first not in self._reservations_of_users:
            wanted = self._user_ids | {user_id}
            found = self.application.find_reservations.of_users(self.caller, wanted, first=first)
            self._reservations_of_users[first] = dict(found)
        return self._reservations_of_users[first].get(user_id, [])

    def find_waitlist_position(self, flight_id: str, cabin: str, reservation_id: str) -> int:
        """One is counted; the second of the same list is looked up in the whole of it, and so are all that follow."""
        waitlist, wanted = self.application.waitlist, (flight_id, cabin)
        if wanted not in self._waitlists:
            self._waitlists[wanted] = None
            return waitlist.find_position(flight_id, cabin, reservation_id)
        line = self._waitlists[wanted]
        if line is None:
            line = self._waitlists[wanted] = waitlist.list_line(flight_id, cabin)
        return bisect_left(line, reservation_id) + 1


Info = strawberry.Info[RequestContext, None]
