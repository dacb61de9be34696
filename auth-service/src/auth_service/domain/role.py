"""Roles, and the scopes that an access token carries for them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Role(Enum):
    """What an account may be. Registering always gives CUSTOMER; the first of the staff are made by an operator's
    command, others by administrators.
    """

    CUSTOMER = "CUSTOMER"
    AGENT = "AGENT"
    ADMIN = "ADMIN"


STAFF = frozenset({Role.AGENT, Role.ADMIN})

_CUSTOMER_SCOPES = ("profile", "reservations")
_STAFF_SCOPES = (*_CUSTOMER_SCOPES, "accounts:read", "flights:write", "reservations:any")

_SCOPES = {
    Role.CUSTOMER: _CUSTOMER_SCOPES,
    Role.AGENT: _STAFF_SCOPES,
    Role.ADMIN: (*_STAFF_SCOPES, "admin"),
}


def name_roles(roles: Iterable[Role]) -> str:
    """For people to read, like "AGENT, CUSTOMER"."""
    return ", ".join(sorted(role.value for role in roles))


def build_scope(roles: Iterable[Role]) -> str:
    """The `scope` claim (RFC 8693): space separated, sorted, so that equal roles give equal tokens."""
    return " ".join(sorted({scope for role in roles for scope in _SCOPES[role]}))
