"""Open a connection to a subgraph: a factory of protocols in, a connected one out, or the reason why there is none."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.subgraphs.settings import Destination

P = TypeVar("P", bound=asyncio.Protocol)


class Unreachable(Exception):
    """No connection could be had; the sentence says why."""


class Overloaded(Unreachable):
    """Too many calls wait for a connection already."""


async def dial(
    loop: asyncio.AbstractEventLoop, destination: Destination, tls: ssl.SSLContext | None, build: Callable[[], P]
) -> P:
    address = destination.address
    try:
        async with asyncio.timeout(destination.connect_seconds):
            _, connection = await loop.create_connection(
                build, address.host, address.port, ssl=tls, server_hostname=address.host if tls else None
            )
    except TimeoutError as error:
        raise Unreachable("it does not accept connections in time") from error
    except ssl.SSLError as error:
        raise Unreachable("its TLS certificate or protocol is not accepted") from error
    except OSError as error:
        raise Unreachable("it does not accept connections") from error
    return connection
