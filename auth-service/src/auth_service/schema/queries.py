"""`Query`: who am I, who is that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import QueryType

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.schema.context import Info

query = QueryType()


@query.field("me")
def resolve_me(_: None, info: Info) -> Account:
    context = info.context
    return context.application.view_accounts.own(context.caller)


@query.field("user")
def resolve_user(_: None, info: Info, id: str) -> Account:
    context = info.context
    return context.application.view_accounts.one(context.caller, id)
