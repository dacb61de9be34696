"""The refresh cookie: out of reach of scripts, sent to the GraphQL endpoint of our own site only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auth_service.domain.session import REFRESH_TOKEN_LIFETIME
from auth_service.schema.context import CookieChange

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NAME = "refresh_token"
PATH = "/graphql"


def find_refresh_token(request: HttpRequest) -> str | None:
    return request.COOKIES.get(NAME) or None


def apply_cookie_change(response: HttpResponse, change: str | CookieChange | None, *, secure: bool) -> None:
    if change is None:
        return
    token, lifetime_seconds = (
        ("", 0) if isinstance(change, CookieChange) else (change, int(REFRESH_TOKEN_LIFETIME.total_seconds()))
    )
    response.set_cookie(
        NAME, token, max_age=lifetime_seconds, path=PATH, secure=secure, httponly=True, samesite="Strict"
    )
