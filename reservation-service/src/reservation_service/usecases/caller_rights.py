"""Who may see or change a reservation: its owner, and staff."""

from __future__ import annotations

from reservation_service.domain.refusals import NotFound, Unauthenticated
from reservation_service.domain.reservation import Reservation
from wire.identity import Caller

STAFF = ("AGENT", "ADMIN")


def require_user(caller: Caller) -> str:
    if caller.user_id is None:
        raise Unauthenticated("Log in first.")
    return caller.user_id


def may_see(caller: Caller, reservation: Reservation) -> bool:
    return caller.user_id == reservation.user_id or is_staff(caller)


def may_list(caller: Caller, user_id: str) -> bool:
    return caller.user_id == user_id or is_staff(caller)


def is_staff(caller: Caller) -> bool:
    return caller.is_authenticated and caller.has_any_role(*STAFF)


def require_visible(caller: Caller, reservation: Reservation | None) -> Reservation:
    """Somebody else's is as unknown as one that does not exist: an id must not tell whether it is used."""
    require_user(caller)
    if reservation is None or not may_see(caller, reservation):
        raise NotFound("There is no such reservation.")
    return reservation
