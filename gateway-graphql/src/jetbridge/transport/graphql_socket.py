"""Operations over a WebSocket: the protocol graphql-transport-ws, and no other.

Nothing runs before `connection_init` was acknowledged, which carries the access token for clients that cannot set
headers. One socket runs a bounded number of operations; the limits of an operation are those of every transport.
https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from jetbridge.errors import GatewayError, mask
from jetbridge.telemetry.logs import Log
from jetbridge.transport.parameters import build_request, load_json
from jetbridge.transport.websocket import (
    CLOSE,
    PING,
    PONG,
    TEXT,
    FrameReader,
    SocketClosed,
    encode_close,
    encode_frame,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from contextlib import AbstractContextManager

    from jetbridge.pipeline import GraphQLRequest, GraphQLResponse
    from jetbridge.security.caller import Caller

log = Log("jetbridge.subscriptions")

SUBPROTOCOL = b"graphql-transport-ws"
INIT_SECONDS = 10.0
# A socket that is silent this long is asked whether it lives, and closed if it still is after another such time.
SILENCE_SECONDS = 25.0
MAX_OPERATIONS = 100
# Messages that wait to be looked at; a client that sends faster than this is not honest.
MAX_WAITING = 256


class Operations(Protocol):
    """What runs the operations of one socket."""

    async def authenticate(self, authorization: str | None) -> Caller:
        """`authorization` is what connection_init brought along, if it did."""
        ...

    def find_end(self, caller: Caller) -> GatewayError | None: ...

    def run(self, caller: Caller, parameters: GraphQLRequest) -> AsyncGenerator[GraphQLResponse, None]: ...

    def opened(self) -> AbstractContextManager[None]:
        """While the socket is open."""
        ...


class GraphQLSocket:
    """One socket after its handshake. `write` sends bytes, `drain` waits for a slow reader."""

    def __init__(
        self,
        operations: Operations,
        max_bytes: int,
        write: Callable[[bytes], None],
        drain: Callable[[], Awaitable[None]],
    ) -> None:
        self._operations = operations
        self._reader = FrameReader(max_bytes)
        self._write = write
        self._drain = drain
        self._waiting: asyncio.Queue[dict[str, Any] | SocketClosed] = asyncio.Queue()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._caller: Caller | None = None
        self._heard = False

    def feed(self, data: bytes) -> None:
        """Bytes of the client. What is wrong with them closes the socket when its turn comes."""
        self._heard = True
        try:
            for opcode, payload in self._reader.feed(data):
                self._take(opcode, payload)
        except SocketClosed as closed:
            self._waiting.put_nowait(closed)

    def leave(self) -> None:
        """The server stops: clients are to connect anew, to another one."""
        self._waiting.put_nowait(SocketClosed(1001, "The server is stopping."))

    async def run(self) -> None:
        """Until the socket is closed by either side."""
        with self._operations.opened():
            await self._run()

    async def _run(self) -> None:
        try:
            await self._begin()
            while True:
                await self._handle(await self._hear())
        except SocketClosed as closed:
            self._write(encode_close(closed.code, closed.reason))
        finally:
            for task in list(self._running.values()):
                task.cancel()
            if self._running:
                await asyncio.wait(list(self._running.values()))

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self._write(encode_frame(PONG, payload))
        elif opcode == CLOSE:
            raise SocketClosed(1000, "")
        elif opcode != PONG:
            if opcode != TEXT:
                raise SocketClosed(4400, "Messages are text.")
            if self._waiting.qsize() >= MAX_WAITING:
                raise SocketClosed(4429, "Too many messages at once.")
            self._waiting.put_nowait(_load_message(payload))

    async def _begin(self) -> None:
        try:
            async with asyncio.timeout(INIT_SECONDS):
                message = await self._next()
        except TimeoutError:
            raise SocketClosed(4408, "Connection initialisation timeout") from None
        if message["type"] != "connection_init":
            raise SocketClosed(4401, "Unauthorized")
        try:
            self._caller = await self._operations.authenticate(_find_authorization(message.get("payload")))
        except GatewayError as error:
            raise SocketClosed(4403, error.message) from error
        self._send({"type": "connection_ack"})

    async def _hear(self) -> dict[str, Any]:
        """The next message; meanwhile looks after silence and the token's end."""
        asked = False
        while True:
            self._check_token()
            self._heard = False
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    return await self._next()
            except TimeoutError:
                if self._heard:
                    asked = False
                    continue
                if asked:
                    raise SocketClosed(1001, "Nobody answers.") from None
                asked = True
                self._write(encode_frame(PING, b""))

    async def _next(self) -> dict[str, Any]:
        message = await self._waiting.get()
        if isinstance(message, SocketClosed):
            raise message
        return message

    def _check_token(self) -> None:
        if self._caller is not None and self._operations.find_end(self._caller) is not None:
            raise SocketClosed(4401, "The access token has expired.")

    async def _handle(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "subscribe":
                self._subscribe(message)
            case "complete":
                task = self._running.get(_get_id(message))
                if task is not None:
                    task.cancel()
            case "ping":
                self._send({"type": "pong"})
            case "pong":
                pass
            case "connection_init":
                raise SocketClosed(4429, "Too many initialisation requests")
            case _:
                raise SocketClosed(4400, "Unknown type of message")

    def _subscribe(self, message: dict[str, Any]) -> None:
        operation_id = _get_id(message)
        if operation_id in self._running:
            raise SocketClosed(4409, f"Subscriber for {operation_id} already exists")
        if len(self._running) >= MAX_OPERATIONS:
            error = GatewayError("RATE_LIMITED", f"One socket runs at most {MAX_OPERATIONS} operations.", retry_after=1)
            self._send({"type": "error", "id": operation_id, "payload": [error.to_graphql()]})
            return
        payload = message.get("payload")
        if not isinstance(payload, dict):
            raise SocketClosed(4400, "`payload` of a subscribe message must be an object")
        task = asyncio.get_running_loop().create_task(self._operate(operation_id, payload))
        self._running[operation_id] = task
        task.add_done_callback(lambda _: self._running.pop(operation_id, None))

    async def _operate(self, operation_id: str, payload: dict[str, Any]) -> None:
        caller = self._caller
        if caller is None:
            return
        try:
            responses = self._operations.run(caller, build_request(payload))
            async with contextlib.aclosing(responses):
                async for response in responses:
                    if (errors := _find_refusal(response)) is not None:
                        self._send({"type": "error", "id": operation_id, "payload": errors})
                        return
                    self._send({"type": "next", "id": operation_id, "payload": msgspec.Raw(response.body)})
                    await self._drain()
            self._send({"type": "complete", "id": operation_id})
        except Exception as error:
            shown = mask(error, operation_id)
            if shown is not error:
                log.error("an operation of a socket broke off", error=error, operation_id=operation_id)
            self._send({"type": "error", "id": operation_id, "payload": [shown.to_graphql()]})

    def _send(self, message: dict[str, Any]) -> None:
        self._write(encode_frame(TEXT, msgspec.json.encode(message)))


def _load_message(payload: bytes) -> dict[str, Any]:
    try:
        message = load_json(payload)
    except GatewayError as error:
        raise SocketClosed(4400, error.message) from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise SocketClosed(4400, "A message is a JSON object with a type")
    return message


def _find_refusal(response: GraphQLResponse) -> list[Any] | None:
    """The errors of an operation that was not executed."""
    if response.status == 200:
        return None
    value = msgspec.json.decode(response.body)
    return value["errors"] if "data" not in value else None


def _get_id(message: dict[str, Any]) -> str:
    operation_id = message.get("id")
    if not isinstance(operation_id, str) or not operation_id or len(operation_id) > 256:
        raise SocketClosed(4400, "`id` must be a string")
    return operation_id


def _find_authorization(payload: object) -> str | None:
    """`{"authorization": "Bearer ..."}`, whatever the case of its key."""
    if not isinstance(payload, dict):
        return None
    for key, value in payload.items():
        if key.lower() == "authorization" and isinstance(value, str):
            return value
    return None
