"""Read, decide, write what was decided if nobody else wrote meanwhile, else again: every change goes this way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from reservation_service.domain.ports import Announce, OutboxEntry, Reservations
from reservation_service.domain.refused import Refused
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.usecases.caller_rights import require_visible
from wire.identity import Caller

# The refusals that this change may meet.
R = TypeVar("R", bound=Refused)


def change_reservation(
    reservations: Reservations,
    reservation_id: str,
    decide: Callable[[Reservation], Change | R | None],
    announce: Announce,
) -> Reservation | R | None:
    """The reservation afterwards, changed or not, or why it was refused; None if there is none.

    What `decide` raises ends it.
    """
    while (found := reservations.find(reservation_id)) is not None:
        change = decide(found)
        if change is None:
            return found
        if not isinstance(change, Change):
            return change
        if (saved := reservations.save(change, write_outbox(change, announce), announce.heard)) is not None:
            return saved
    return None


def write_outbox(change: Change, announce: Announce) -> list[OutboxEntry]:
    told = [announce(change.after)] if change.announces else []
    return told + [announce.tell(change.after, telling) for telling in change.tells]


@dataclass(frozen=True)  # without slots: Python 3.11 cannot build a frozen generic class that has them
class VisibleChange(Generic[R]):
    """The same for a person, who changes what she may see. Raises NotFound.

    A class because callers have to name the refusals, `VisibleChange[NotPayable | HoldExpired](...)`: of several, type
    inference would find only what they have in common.
    """

    reservations: Reservations
    caller: Caller
    announce: Announce

    def __call__(self, reservation_id: str, decide: Callable[[Reservation], Change | R | None]) -> Reservation | R:
        def decide_visible(found: Reservation) -> Change | R | None:
            return decide(require_visible(self.caller, found))

        answer = change_reservation(self.reservations, reservation_id, decide_visible, self.announce)
        return require_visible(self.caller, None) if answer is None else answer
