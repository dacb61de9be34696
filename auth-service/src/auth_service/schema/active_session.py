"""`ActiveSession`: a session as its owner's list of devices shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import ObjectType

if TYPE_CHECKING:
    from datetime import datetime

    from auth_service.domain.session import Session
    from auth_service.schema.context import Info

active_session = ObjectType("ActiveSession")


@active_session.field("createdAt")
def resolve_created_at(session: Session, info: Info) -> datetime:
    return session.opened_at


@active_session.field("lastUsedAt")
def resolve_last_used_at(session: Session, info: Info) -> datetime:
    return session.rotated_at


@active_session.field("userAgent")
def resolve_user_agent(session: Session, info: Info) -> str | None:
    return session.user_agent


@active_session.field("current")
def resolve_current(session: Session, info: Info) -> bool:
    return session.id == info.context.caller.session_id
