"""Who may change flights."""

from __future__ import annotations

from dataclasses import dataclass

from flight_service.domain.errors import Forbidden, Unauthenticated

STAFF_ROLES = frozenset({"AGENT", "ADMIN"})


@dataclass(frozen=True, slots=True)
class StaffMember:
    user_id: str


def get_staff_member(user_id: str | None, roles: frozenset[str]) -> StaffMember:
    if user_id is None:
        raise Unauthenticated("Log in to do this.")
    if roles.isdisjoint(STAFF_ROLES):
        raise Forbidden("Only staff may do this.")
    return StaffMember(user_id)
