"""`SubgraphClient` without a network: subgraphs that are ASGI or WSGI applications in this very process.

For tests of a whole graph, and for a monolith that is about to be divided. A WSGI application runs in a thread.
"""

from __future__ import annotations

import asyncio
import inspect
import io
import sys
from typing import TYPE_CHECKING, Any, TypeAlias

from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.subgraphs.client import refuse
from jetbridge.subgraphs.exchange import add_header
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping, MutableMapping

    from jetbridge.executor.subgraph_client import SubgraphClient

log = Log("jetbridge.subgraphs")

# ASGI or WSGI: told apart by how it is called.
Application: TypeAlias = Any


class InProcessSubgraphClient:
    """`applications` by subgraph name, each asked at its target of `targets`: a path, maybe with a query string.

    Other subgraphs are `otherwise`'s, if there is one.
    """

    def __init__(
        self,
        applications: Mapping[str, Application],
        targets: Mapping[str, str],
        *,
        otherwise: SubgraphClient | None = None,
    ) -> None:
        self._applications = applications
        self._targets = targets
        self._otherwise = otherwise

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        if self._otherwise is not None and subgraph not in self._applications:
            return self._otherwise.send(subgraph, body, headers, idempotent=idempotent, deadline=deadline)
        return asyncio.get_running_loop().create_task(self._send(subgraph, body, headers, deadline))

    async def _send(self, subgraph: str, body: bytes, headers: bytes, deadline: float | None) -> SubgraphReply:
        application = self._applications.get(subgraph)
        if application is None:
            raise SubgraphError("SERVICE_UNAVAILABLE", subgraph, f'Subgraph "{subgraph}" is not in this process.')
        lines = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), *_parse(headers)]
        ask = _ask_asgi if _is_asgi(application) else _ask_wsgi
        try:
            async with asyncio.timeout_at(deadline):
                return await ask(application, self._targets[subgraph], lines, body)
        except TimeoutError:
            raise SubgraphError(
                "SUBGRAPH_TIMEOUT", subgraph, f'Subgraph "{subgraph}" did not answer in time.'
            ) from None
        except Exception as error:  # a program of its own, which may fail in any way
            log.error("an application in this process failed", subgraph=subgraph, error=error)
            message = f'Subgraph "{subgraph}" failed.'
            raise SubgraphError("SERVICE_UNAVAILABLE", subgraph, message) from error

    def subscribe(
        self, subgraph: str, body: bytes, headers_for: Callable[[str], bytes], *, deadline: float | None = None
    ) -> AsyncIterator[SubgraphReply]:
        if self._otherwise is not None and subgraph not in self._applications:
            return self._otherwise.subscribe(subgraph, body, headers_for, deadline=deadline)
        message = f'Subgraph "{subgraph}" is reached by call, which carries no subscriptions.'
        return refuse(SubgraphError("SERVICE_UNAVAILABLE", subgraph, message))


def _parse(headers: bytes) -> list[tuple[bytes, bytes]]:
    pairs = [line.partition(b":") for line in headers.split(b"\r\n") if line]
    return [(name.strip().lower(), value.strip()) for name, _, value in pairs]


def _is_asgi(application: Application) -> bool:
    return inspect.iscoroutinefunction(application) or inspect.iscoroutinefunction(type(application).__call__)


async def _ask_asgi(
    application: Application, target: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> SubgraphReply:
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "headers": headers,
        "server": ("in-process", None),
        "client": ("in-process", 0),
    }
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    answer: dict[str, Any] = {"status": 500, "headers": []}
    parts: list[bytes] = []

    async def receive() -> MutableMapping[str, Any]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.update(message)
        else:
            parts.append(message.get("body", b""))

    await application(scope, receive, send)
    found: dict[str, str] = {}
    for name, value in answer["headers"]:
        add_header(found, name.decode("latin-1").lower(), value.decode("latin-1"))
    return SubgraphReply(answer["status"], b"".join(parts), found)


async def _ask_wsgi(
    application: Application, target: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> SubgraphReply:
    return await asyncio.to_thread(_run_wsgi, application, target, headers, body)


def _run_wsgi(
    application: Callable[..., Iterable[bytes]], target: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> SubgraphReply:
    status, found = 500, dict[str, str]()
    parts: list[bytes] = []

    def start_response(line: str, lines: list[tuple[str, str]], _: object = None) -> Callable[[bytes], None]:
        nonlocal status
        status = int(line.split(" ", 1)[0])
        found.clear()
        for name, value in lines:
            add_header(found, name.lower(), value)
        return parts.append

    result = application(_build_environ(target, headers, body), start_response)
    try:
        parts.extend(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return SubgraphReply(status, b"".join(parts), found)


def _build_environ(target: str, headers: list[tuple[bytes, bytes]], body: bytes) -> dict[str, Any]:
    """PEP 3333."""
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "in-process",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers:
        key = name.decode("latin-1").upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value.decode("latin-1")
    return environ
