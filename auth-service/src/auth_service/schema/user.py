"""`User`: an account as the graph shows it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from ariadne import EnumType, ScalarType
from ariadne.contrib.federation import FederatedObjectType

from auth_service.domain.role import Role

if TYPE_CHECKING:
    from datetime import datetime

    from auth_service.domain.account import Account
    from auth_service.schema.context import Info

user = FederatedObjectType("User")
role = EnumType("Role", Role)
date_time = ScalarType("DateTime")

# The order in which an account's roles are listed: as in the schema.
_ORDER = list(Role)


@date_time.serializer
def serialize_date_time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@user.field("email")
def resolve_email(account: Account, info: Info) -> str:
    return account.email.text


@user.field("firstName")
def resolve_first_name(account: Account, info: Info) -> str:
    return account.profile.first_name


@user.field("lastName")
def resolve_last_name(account: Account, info: Info) -> str:
    return account.profile.last_name


@user.field("phone")
def resolve_phone(account: Account, info: Info) -> str | None:
    return account.profile.phone


@user.field("roles")
def resolve_roles(account: Account, info: Info) -> list[Role]:
    return sorted(account.roles, key=_ORDER.index)


@user.field("emailVerified")
def resolve_email_verified(account: Account, info: Info) -> bool:
    return account.email_verified


@user.field("lockedAt")
def resolve_locked_at(account: Account, info: Info) -> datetime | None:
    return account.locked_at


@user.field("createdAt")
def resolve_created_at(account: Account, info: Info) -> datetime:
    return account.created_at
