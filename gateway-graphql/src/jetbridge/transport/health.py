"""`/health/live`: this process answers. `/health/ready`: it can answer GraphQL, because a supergraph is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.transport.message import Request, Response, build_json_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.errors import Json

_NO_STORE = ((b"cache-control", b"no-store"),)


async def answer_live(request: Request) -> Response:
    return build_json_response(200, {"status": "ok"}, _NO_STORE)


class Readiness:
    """`find_state` gives what to tell, or None while not ready."""

    def __init__(self, find_state: Callable[[], dict[str, Json] | None]) -> None:
        self._find_state = find_state

    async def __call__(self, request: Request) -> Response:
        state = self._find_state()
        if state is None:
            return build_json_response(503, {"status": "not ready"}, (*_NO_STORE, (b"retry-after", b"1")))
        return build_json_response(200, {"status": "ok", **state}, _NO_STORE)
