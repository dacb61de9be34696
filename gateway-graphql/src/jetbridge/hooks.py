"""Code of yours around every request: derive from `Hooks`, override what you need, name it in gateway.yaml.

What a hook sees and may do is here, and nothing else of the gateway is needed to write one. What is not overridden is
not called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from jetbridge.errors import GatewayError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["Answer", "GatewayError", "Hooks", "IncomingRequest", "SeenOperation"]

HeaderLines: TypeAlias = "list[tuple[str, str, frozenset[str]]]"

_NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
# These make one message of several, or say who speaks: the gateway writes them itself.
_RESERVED = frozenset(
    (
        *("host", "content-length", "content-type", "content-encoding", "connection", "transfer-encoding", "te"),
        *("trailer", "upgrade", "accept", "traceparent", "x-request-id", "x-forwarded-for"),
    )
)


class Hooks:
    """`settings` are what stands beside the hook in gateway.yaml. One object serves all requests of a worker.

    To refuse, raise `GatewayError(code, message)`: the code decides the status, see docs/errors.md. Any other exception
    is logged whole, and the client is told only that something failed.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings

    async def start(self) -> None:
        """Before the first request: open what lasts, such as a connection pool."""

    async def stop(self) -> None:
        """After the last one."""

    async def on_request(self, request: IncomingRequest) -> None:
        """Nothing has been read of it but the HTTP request: say who asks, what subgraphs are to be told, or refuse."""

    async def on_operation(self, request: IncomingRequest, operation: SeenOperation) -> None:
        """It is valid and planned, and nothing has been fetched for it yet: the last moment to refuse."""

    async def on_answer(self, request: IncomingRequest, answer: Answer) -> None:
        """Before it is sent, refusals as well. What fails here is logged, and the answer sent all the same."""


@dataclass(frozen=True, slots=True)
class SeenOperation:
    """`name` is None for an anonymous one; `variables` have their defaults and are coerced.

    `claims` are those of whoever asks, by token or by a hook; None for nobody.
    """

    name: str | None
    kind: Literal["query", "mutation", "subscription"]
    document: str
    variables: Mapping[str, Any]
    claims: Mapping[str, Any] | None


@dataclass(slots=True)
class Answer:
    """`body` is None for a stream. Headers are added to those it has; only set-cookie may stand there twice."""

    status: int
    body: bytes | None
    headers: list[tuple[str, str]] = field(default_factory=list)

    def add_header(self, name: str, value: str) -> None:
        check_header(name, value)
        self.headers.append((name, value))


@dataclass(slots=True)
class IncomingRequest:
    """One HTTP request, the same object at every hook: a batch has one, and all operations of a WebSocket.

    `client` is the address it comes from, trusted proxies considered. `state` is yours.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    client: str
    state: dict[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] | None = None
    expires_at: float = float("inf")
    sent_along: HeaderLines = field(default_factory=list)

    def authenticate(self, claims: Mapping[str, Any], expires_at: float = float("inf")) -> None:
        """Say who asks, instead of an access token: what `authorization`, `identity` and rate limits look at.

        `expires_at`, in seconds of the epoch, ends streams and sockets that last longer.
        """
        self.claims, self.expires_at = dict(claims), expires_at

    def send_along(self, name: str, value: str, to: Iterable[str] = ("*",)) -> None:
        """A header for these subgraphs, or all of them. It goes before a client's header of this name."""
        check_header(name, value)
        subgraphs = frozenset(to)
        self.sent_along = [each for each in self.sent_along if (each[0], each[2]) != (name.lower(), subgraphs)]
        self.sent_along.append((name.lower(), value, subgraphs))

    @property
    def changes_answers(self) -> bool:
        """Whether another request that looks alike may be answered otherwise."""
        return self.claims is not None or bool(self.sent_along)


def check_header(name: str, value: str) -> None:
    if not _NAME.fullmatch(name.lower()) or name.lower() in _RESERVED:
        raise ValueError(f"{name!r} is no header that a hook may set.")
    if not _VALUE.fullmatch(value):
        raise ValueError(f"The value for {name} has characters that no header may have.")


def overrides(hook: Hooks, point: Callable[..., Any]) -> bool:
    """Whether `hook` does anything there; `point` is the method of `Hooks`."""
    return getattr(type(hook), point.__name__) is not point
