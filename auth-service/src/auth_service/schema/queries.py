"""`Query`: who am I, who is that, and where am I logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import QueryType

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.session import Session
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


@query.field("mySessions")
def resolve_my_sessions(_: None, info: Info) -> list[Session]:
    context = info.context
    return context.application.own_sessions.list(context.caller)
