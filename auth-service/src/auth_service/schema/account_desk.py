"""The administrators' desk in the graph: accounts found, locked, unlocked, given other roles, and the record of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import ObjectType

from auth_service.domain.role import Role
from auth_service.schema.mutations import mutation
from auth_service.schema.queries import query

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.staff_act import StaffAct
    from auth_service.schema.context import Info

account_act = ObjectType("AccountAct")


@query.field("searchAccounts")
def resolve_search_accounts(_: None, info: Info, email: str) -> list[Account]:
    context = info.context
    return context.application.account_desk.search(context.caller, email)


@query.field("accountActs")
def resolve_account_acts(_: None, info: Info, id: str) -> list[dict[str, object]]:
    context = info.context
    acts = context.application.account_desk.list_acts(context.caller, id)
    people = context.application.view_accounts.many(context.caller, [act.user_id for act in acts])
    return [_show(act, person) for act, person in zip(acts, people, strict=True)]


def _show(act: StaffAct, person: object) -> dict[str, object]:
    return {
        "id": act.id,
        "at": act.at,
        "userId": act.user_id,
        "user": person,
        "act": act.act.value,
        "detail": act.detail,
        "reason": act.reason,
    }


@mutation.field("lockAccount")
def resolve_lock_account(_: None, info: Info, id: str, reason: str) -> Account:
    context = info.context
    return context.application.account_desk.lock(context.caller, id, reason)


@mutation.field("unlockAccount")
def resolve_unlock_account(_: None, info: Info, id: str, reason: str) -> Account:
    context = info.context
    return context.application.account_desk.unlock(context.caller, id, reason)


@mutation.field("endSessionsOf")
def resolve_end_sessions_of(_: None, info: Info, id: str, reason: str) -> Account:
    context = info.context
    return context.application.account_desk.end_sessions(context.caller, id, reason)


@mutation.field("changeRoles")
def resolve_change_roles(
    _: None,
    info: Info,
    id: str,
    roles: list[str],
    reason: str,
    currentPassword: str,  # noqa: N803 - the schema's name
) -> Account:
    context = info.context
    wanted = frozenset(map(Role, roles))
    return context.application.account_desk.change_roles(context.caller, id, wanted, reason, currentPassword)
