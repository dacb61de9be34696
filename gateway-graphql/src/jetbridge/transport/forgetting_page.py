"""`/-/answers/forget`: whoever knows that something has changed has all workers forget the answers that told of it."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import msgspec

from jetbridge.errors import GatewayError
from jetbridge.telemetry.siblings import Command
from jetbridge.transport.message import Request, Response, build_error_response, build_json_response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class ForgettingPage:
    """`tell_all` gives the number of workers that have forgotten."""

    def __init__(self, secret: str, tell_all: Callable[[Command], Awaitable[int]]) -> None:
        self._authorization = b"Bearer " + secret.encode("utf-8")
        self._tell_all = tell_all

    async def __call__(self, request: Request) -> Response:
        try:
            workers = await self._tell_all(self._read(request))
        except GatewayError as error:
            return build_error_response(error)
        return build_json_response(200, {"workers": workers})

    def _read(self, request: Request) -> Command:
        if request.method != "POST":
            raise GatewayError("METHOD_NOT_ALLOWED", "Answers are forgotten by POST.")
        if not hmac.compare_digest(request.headers.get(b"authorization", b""), self._authorization):
            raise GatewayError("UNAUTHENTICATED", "Send answer_cache.forget_secret as a bearer token.")
        try:
            command = msgspec.json.decode(request.body, type=Command)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            message = f'Send {{"tags": [...]}} or {{"subgraphs": [...]}} as JSON: {error}.'
            raise GatewayError("BAD_REQUEST", message) from error
        if not command.tags and not command.subgraphs:
            raise GatewayError("BAD_REQUEST", "Name tags or subgraphs; as it is, nothing would be forgotten.")
        return command
