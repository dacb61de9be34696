"""What resolvers know of the request, and the one thing they may say to the HTTP response: the refresh cookie."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from graphql import GraphQLResolveInfo

if TYPE_CHECKING:
    from auth_service.usecases.application import Application
    from wire.identity import Caller


class CookieChange(Enum):
    CLEAR = "clear"


@dataclass(slots=True)
class RequestContext:
    application: Application
    caller: Caller
    client_address: str
    refresh_cookie: str | None
    user_agent: str | None = None
    # None: leave the browser's cookie as it is; a text: the new refresh token.
    cookie_change: str | CookieChange | None = None

    def keep_refresh_token(self, token: str) -> None:
        self.cookie_change = token

    def forget_refresh_token(self) -> None:
        self.cookie_change = CookieChange.CLEAR


Info: TypeAlias = GraphQLResolveInfo[RequestContext]
