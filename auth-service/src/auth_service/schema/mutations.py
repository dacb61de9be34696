"""`Mutation`: each field calls one use case; those that open or end a session also say so to the cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import MutationType, ObjectType

from auth_service.domain.refusals import Unauthenticated
from auth_service.usecases.account_creation import NewAccount

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.schema.context import Info, RequestContext
    from auth_service.usecases.session_opening import OpenedSession

mutation = MutationType()
session = ObjectType("Session")


@mutation.field("register")
def resolve_register(_: None, info: Info, input: dict[str, str | None]) -> OpenedSession:
    context = info.context
    new = NewAccount(
        email=input["email"] or "",
        password=input["password"] or "",
        first_name=input["firstName"] or "",
        last_name=input["lastName"] or "",
        phone=input.get("phone"),
    )
    return _opened(context, context.application.register(new, context.client_address, context.user_agent))


@mutation.field("login")
def resolve_login(_: None, info: Info, email: str, password: str) -> OpenedSession:
    context = info.context
    log_in = context.application.log_in
    return _opened(context, log_in(email, password, context.client_address, context.user_agent))


@mutation.field("refreshToken")
def resolve_refresh_token(
    _: None,
    info: Info,
    refreshToken: str | None = None,  # noqa: N803 - the schema's name
) -> OpenedSession:
    context = info.context
    token = refreshToken or context.refresh_cookie
    if token is None:
        raise Unauthenticated("There is no refresh token, neither as an argument nor as a cookie; log in.")
    try:
        return _opened(context, context.application.refresh_session(token))
    except Unauthenticated:
        if refreshToken is None:
            context.forget_refresh_token()
        raise


@mutation.field("logout")
def resolve_logout(
    _: None,
    info: Info,
    refreshToken: str | None = None,  # noqa: N803 - the schema's name
    everywhere: bool | None = False,
) -> bool:
    context = info.context
    log_out, token = context.application.log_out, refreshToken or context.refresh_cookie
    context.forget_refresh_token()
    return log_out.everywhere(context.caller, token) if everywhere else log_out(context.caller, token)


@mutation.field("changePassword")
def resolve_change_password(
    _: None,
    info: Info,
    currentPassword: str,  # noqa: N803 - the schema's name
    newPassword: str,  # noqa: N803 - the schema's name
) -> OpenedSession:
    context = info.context
    change_password = context.application.change_password
    return _opened(context, change_password(context.caller, currentPassword, newPassword, context.user_agent))


@mutation.field("requestPasswordReset")
def resolve_request_password_reset(_: None, info: Info, email: str) -> bool:
    context = info.context
    context.application.request_password_reset(email, context.client_address)
    return True


@mutation.field("resetPassword")
def resolve_reset_password(
    _: None,
    info: Info,
    token: str,
    newPassword: str,  # noqa: N803 - the schema's name
) -> OpenedSession:
    context = info.context
    reset_password = context.application.reset_password
    return _opened(context, reset_password(token, newPassword, context.client_address, context.user_agent))


@mutation.field("endSession")
def resolve_end_session(_: None, info: Info, id: str) -> bool:
    context = info.context
    if id == context.caller.session_id:
        context.forget_refresh_token()
    return context.application.own_sessions.end(context.caller, id)


@mutation.field("deleteAccount")
def resolve_delete_account(
    _: None,
    info: Info,
    currentPassword: str,  # noqa: N803 - the schema's name
) -> bool:
    context = info.context
    context.application.close_account(context.caller, currentPassword)
    context.forget_refresh_token()
    return True


@mutation.field("updateProfile")
def resolve_update_profile(_: None, info: Info, input: dict[str, str | None]) -> Account:
    context = info.context
    return context.application.update_profile(context.caller, input)


@mutation.field("requestEmailVerification")
def resolve_request_email_verification(_: None, info: Info) -> bool:
    context = info.context
    context.application.request_email_verification(context.caller, context.client_address)
    return True


@mutation.field("verifyEmail")
def resolve_verify_email(_: None, info: Info, token: str) -> dict[str, str]:
    context = info.context
    account = context.application.verify_email(token, context.client_address)
    return {"email": account.email.text}


@mutation.field("changeEmail")
def resolve_change_email(
    _: None,
    info: Info,
    newEmail: str,  # noqa: N803 - the schema's name
    currentPassword: str,  # noqa: N803 - the schema's name
) -> bool:
    context = info.context
    context.application.change_email(context.caller, newEmail, currentPassword, context.client_address)
    return True


@session.field("accessToken")
def resolve_access_token(opened: OpenedSession, info: Info) -> str:
    return opened.access_token.text


@session.field("expiresIn")
def resolve_expires_in(opened: OpenedSession, info: Info) -> int:
    return opened.access_token.expires_in_seconds


@session.field("refreshToken")
def resolve_session_refresh_token(opened: OpenedSession, info: Info) -> str:
    return str(opened.refresh_token)


@session.field("user")
def resolve_session_user(opened: OpenedSession, info: Info) -> Account:
    return opened.account


def _opened(context: RequestContext, opened: OpenedSession) -> OpenedSession:
    context.keep_refresh_token(str(opened.refresh_token))
    return opened
