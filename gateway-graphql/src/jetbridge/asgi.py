"""`create_app`: the gateway as an ASGI application.

uvicorn --factory mymodule:build    # def build(): return create_app("supergraph.graphql", "gateway.yaml")
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from jetbridge.app import Gateway
from jetbridge.recording import keep_recording
from jetbridge.serve import keep_fetching, reload_on_change
from jetbridge.source import SourceFiles
from jetbridge.transport.asgi import answer_http

if TYPE_CHECKING:
    from pathlib import Path

    from jetbridge.app import Embedding
    from jetbridge.transport.asgi import Receive, Scope, Send

_NO_SOCKETS = "WebSockets are spoken by `jetbridge serve` only; ask with accept: text/event-stream."


class GatewayApplication:
    """Loads its files at once, so that what is wrong with them shows at the start, and lives in the server's loop."""

    def __init__(self, files: SourceFiles, embedding: Embedding) -> None:
        self._files = files
        self._embedding = embedding
        self._source = files.load_first()
        self._gateway: Gateway | None = None
        self._starting = asyncio.Lock()
        self._watching: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            limit = self._source.config.limits.body_bytes
            gateway = self._gateway or await self._start()
            await answer_http(gateway.handle, scope, receive, send, limit)
        else:
            # A server answers 403, and some say why.
            await send({"type": f"{scope['type']}.close", "reason": _NO_SOCKETS})

    async def _start(self) -> Gateway:
        """Once, by whoever comes first: not every server tells of its lifespan."""
        async with self._starting:
            if self._gateway is None:
                gateway = Gateway(self._source, self._files.folder, embedding=self._embedding)
                await gateway.start()
                self._watching = [
                    asyncio.create_task(reload_on_change(gateway, self._files, self._source)),
                    asyncio.create_task(keep_fetching(gateway, self._files)),
                    asyncio.create_task(keep_recording(gateway, self._files.folder)),
                ]
                self._gateway = gateway
        return self._gateway

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self._start()
                except (ValueError, OSError) as error:
                    # An exception would be taken for a program that knows of no lifespans, and it served all the same.
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    return
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in self._watching:
                    task.cancel()
                if self._gateway is not None:
                    await self._gateway.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def build_application(
    supergraph: Path | None, config: Path | None, sdl: str | None, embedding: Embedding
) -> GatewayApplication:
    return GatewayApplication(SourceFiles(config, supergraph, sdl), embedding)
