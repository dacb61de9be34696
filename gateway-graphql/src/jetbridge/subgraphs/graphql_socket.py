"""A subscription of a subgraph over a WebSocket: one reply an event. The protocol graphql-transport-ws, no other.

Each subscription has a socket of its own: the socket speaks for one caller, and one client that reads slowly must not
hold up the events of another. `websockets` does the framing. The caller's headers go with the handshake and, for
subgraphs that look there, as the payload of connection_init.
https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.subgraphs.settings import get_stream_context
from jetbridge.subgraphs.socket_connection import SocketConnection

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from jetbridge.subgraphs.settings import Destination
    from jetbridge.subgraphs.socket_connection import Message

# There is one subscription on each socket.
ID = "1"


async def subscribe(destination: Destination, body: bytes, headers: bytes) -> AsyncGenerator[SubgraphReply, None]:
    """Replies until the subgraph completes; raises `SubgraphError` if it refuses or breaks off."""
    connection = await _open(destination, headers)
    try:
        connection.send({"type": "subscribe", "id": ID, "payload": msgspec.Raw(body)})
        while (message := await connection.receive()).type != "complete":
            if message.type == "next":
                yield SubgraphReply(200, bytes(message.payload))
            elif message.type == "error":
                # It was not executed: its errors, and nothing else.
                yield SubgraphReply(200, b'{"errors":%b}' % bytes(message.payload))
                return
            else:
                raise _build_unexpected(destination, message)
    except GeneratorExit:
        connection.send({"type": "complete", "id": ID})
        raise
    finally:
        connection.close()


async def _open(destination: Destination, headers: bytes) -> SocketConnection:
    """A socket whose subgraph has acknowledged who asks."""
    name = destination.name
    connection = SocketConnection(destination, headers)
    try:
        async with asyncio.timeout(destination.connect_seconds):
            await _connect(destination, connection)
            connection.send({"type": "connection_init", "payload": to_payload(headers)})
            message = await connection.receive()
            if message.type != "connection_ack":
                raise _build_unexpected(destination, message)
    except (OSError, TimeoutError) as error:
        connection.close()
        reason = "does not accept the subscription in time" if isinstance(error, TimeoutError) else "cannot be reached"
        raise SubgraphError("SERVICE_UNAVAILABLE", name, f'Subgraph "{name}" {reason}.', 1) from error
    except BaseException:
        connection.close()
        raise
    return connection


async def _connect(destination: Destination, connection: SocketConnection) -> None:
    address = destination.stream_address
    tls = get_stream_context(address, destination.tls)
    await asyncio.get_running_loop().create_connection(
        lambda: connection, address.host, address.port, ssl=tls, server_hostname=address.host if tls else None
    )
    await connection.opened


def to_payload(headers: bytes) -> dict[str, str]:
    """Header lines as a JSON object."""
    pairs = [line.partition(b": ") for line in headers.split(b"\r\n") if line]
    return {name.decode("latin-1"): value.decode("latin-1") for name, _, value in pairs}


def _build_unexpected(destination: Destination, message: Message) -> SubgraphError:
    name = destination.name
    text = f'Subgraph "{name}" sent a message of type {message.type[:40]!r} where graphql-transport-ws has none.'
    return SubgraphError("SUBGRAPH_INVALID_RESPONSE", name, text)
