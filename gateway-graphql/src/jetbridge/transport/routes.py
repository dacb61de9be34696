"""Path -> handler: the endpoint, health, metrics, and the directories served beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError
from jetbridge.transport.message import Handler, Request, Response, build_error_response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    from jetbridge.transport.static_files import StaticFiles


class Routes:
    """Exact paths first, then the static mount with the longest prefix."""

    def __init__(self, exact: Mapping[bytes, Handler], mounts: Sequence[StaticFiles] = ()) -> None:
        self._exact = dict(exact)
        self._mounts = sorted(mounts, key=lambda mount: len(mount.prefix), reverse=True)

    def __call__(self, request: Request) -> Awaitable[Response]:
        return self._find(request.path)(request)

    def _find(self, path: bytes) -> Handler:
        handler = self._exact.get(path)
        if handler is not None:
            return handler
        for mount in self._mounts:
            if mount.covers(path):
                return mount
        return _answer_not_found


async def _answer_not_found(_: Request) -> Response:
    return build_error_response(GatewayError("NOT_FOUND", "There is nothing at this path."))
