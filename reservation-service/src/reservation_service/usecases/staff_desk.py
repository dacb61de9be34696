"""The back office: what happened in a saga, messages that could not be handled, who did what. Staff only."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.ports import Clock, Reservations
from reservation_service.domain.refusals import Forbidden, NotFound
from reservation_service.domain.reservation import WAITING, Reservation, ReservationStatus
from reservation_service.domain.saga import SagaStep
from reservation_service.domain.staff import Audit, AuditEntry, DeadLetter, DeadLetters
from reservation_service.usecases.caller_rights import is_staff, require_user
from reservation_service.usecases.find_reservations import Page, check_first
from wire.identity import Caller

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StaffActs:
    """Writes down what staff is about to do."""

    audit: Audit
    clock: Clock
    new_id: Callable[[], str]

    def record(self, caller: Caller, act: str, target: str, detail: str = "") -> None:
        user_id, at = require_user(caller), self.clock()
        self.audit.record(AuditEntry(id=self.new_id(), at=at, user_id=user_id, act=act, target=target, detail=detail))
        log.info("staff act", extra={"user_id": user_id, "act": act, "target": target})


@dataclass(frozen=True, slots=True)
class StaffDesk:
    reservations: Reservations
    dead_letters: DeadLetters
    acts: StaffActs

    def saga(self, caller: Caller, reservation_id: str) -> list[SagaStep]:
        require_staff(caller)
        steps = self.reservations.find_saga(reservation_id)
        if steps is None:
            raise NotFound("There is no such reservation.")
        return steps

    def list_dead_letters(self, caller: Caller, first: int) -> list[DeadLetter]:
        require_staff(caller)
        check_first(first)
        return self.dead_letters.list(limit=first)

    def replay(self, caller: Caller, dead_letter_id: str) -> bool:
        require_staff(caller)
        self.acts.record(caller, "replay dead letter", dead_letter_id)
        return self.dead_letters.replay(dead_letter_id)

    def list_acts(
        self, caller: Caller, *, first: int, after: str | None, user_id: str | None = None, target: str | None = None
    ) -> tuple[list[AuditEntry], bool]:
        """The newest, and whether there are more."""
        require_staff(caller)
        check_first(first)
        found = self.acts.audit.list(limit=first + 1, before=after, user_id=user_id, target=target)
        return found[:first], len(found) > first

    def by_locator(self, caller: Caller, locator: str) -> Reservation:
        """Without the name that travellers have to know."""
        require_staff(caller)
        wanted = RecordLocator.parse(locator)
        found = self.reservations.find_by_locator(wanted) if wanted else None
        if found is None:
            raise NotFound("There is no reservation with this record locator.")
        return found

    def on_flight(
        self, caller: Caller, flight_id: str, *, first: int, after: str | None, status: ReservationStatus | None
    ) -> Page:
        require_staff(caller)
        check_first(first)
        found = self.reservations.list_on_flight(flight_id, limit=first + 1, before=after, status=status)
        return Page(found[:first], has_next=len(found) > first)

    def count_on_flight(self, caller: Caller, flight_id: str, status: ReservationStatus | None) -> int:
        require_staff(caller)
        return self.reservations.count_on_flight(flight_id, status)

    def count_waiting(self, caller: Caller) -> list[tuple[ReservationStatus, int]]:
        """Of each state in which a reservation waits for somebody. They do not last, so there are never very many."""
        require_staff(caller)
        waiting = [status for status in ReservationStatus if status in WAITING]
        return [(status, self.reservations.count_with_status(status)) for status in waiting]


def require_staff(caller: Caller) -> str:
    """Who it is."""
    user_id = require_user(caller)
    if not is_staff(caller):
        raise Forbidden("This is for the airline's staff.")
    return user_id
