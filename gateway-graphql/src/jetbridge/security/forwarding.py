"""What of a client's headers reaches a subgraph, and of a subgraph's the client: allow-lists, both ways.

The lines that tell who asks come first, those that tell of the request (trace, request id, client address) last: the
subgraph client takes two queries for the same when everything before the trace is equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jetbridge.config.model import Headers
    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.security.caller import Caller
    from jetbridge.security.identity import IdentitySigner
    from jetbridge.telemetry.trace_context import TraceContext


class Forwarding:
    """The header rules, sorted by subgraph."""

    def __init__(
        self,
        rules: Headers,
        subgraphs: Iterable[str],
        signer: IdentitySigner,
        collector: type[ReturnedHeaders] | None = None,
    ) -> None:
        """`collector` looks at every answer, whether any of its headers are passed back or not."""
        names = list(subgraphs)
        self.signer = signer
        self.passed_on: Mapping[str, tuple[tuple[bytes, bytes], ...]] = {
            subgraph: tuple(
                (rule.name.lower().encode("ascii"), f"{rule.name.lower()}: ".encode("ascii"))
                for rule in rules.request
                if subgraph in rule.to or "*" in rule.to
            )
            for subgraph in names
        }
        self.passed_back: Mapping[str, tuple[str, ...]] = {
            subgraph: tuple(
                rule.name.lower() for rule in rules.response if subgraph in rule.source or "*" in rule.source
            )
            for subgraph in names
        }
        self.passes_back = collector is not None or any(self.passed_back.values())
        self.collector = collector or ReturnedHeaders
        # Subgraphs that are sent the very same lines, by the first of them: most graphs have one such group.
        self.same_as: dict[str, str] = {}
        first: dict[object, str] = {}
        for subgraph in names:
            kind = subgraph if signer.signs_for(subgraph) else self.passed_on[subgraph]
            self.same_as[subgraph] = first.setdefault(kind, subgraph)


class OutgoingHeaders:
    """The header lines of one client request for each subgraph, built when first asked for."""

    __slots__ = ("_caller", "_forwarding", "_headers", "_lines", "_trace_lines", "client", "trace")

    def __init__(
        self, forwarding: Forwarding, headers: Mapping[bytes, bytes], caller: Caller, trace: TraceContext, client: str
    ) -> None:
        self._forwarding = forwarding
        self._headers = headers
        self._caller = caller
        self.trace = trace
        self.client = client
        self._trace_lines = b"traceparent: %b\r\nx-request-id: %b\r\nx-forwarded-for: %b\r\n" % (
            trace.traceparent,
            trace.request_id,
            client.encode("ascii", "replace"),
        )
        self._lines: dict[str, bytes] = {}

    def __call__(self, subgraph: str) -> bytes:
        subgraph = self._forwarding.same_as.get(subgraph, subgraph)
        lines = self._lines.get(subgraph)
        if lines is None:
            lines = self._lines[subgraph] = self.build(subgraph)
        return lines

    def build(self, subgraph: str) -> bytes:
        """Anew, for a request that lasts: an identity is good for a minute."""
        return self._build_lines(subgraph, self._headers) + self._trace_lines

    def _build_lines(self, subgraph: str, headers: Mapping[bytes, bytes]) -> bytes:
        """Those that tell who asks."""
        forwarding = self._forwarding
        lines = b""
        for name, prefix in forwarding.passed_on.get(subgraph, ()):
            value = headers.get(name)
            if value is not None:
                lines += b"%b%b\r\n" % (prefix, value)
        if forwarding.signer.signs_for(subgraph):
            lines += forwarding.signer.build_line(self._caller, subgraph)
        return lines


class OutgoingHeadersOfHooks(OutgoingHeaders):
    """With what hooks send along: name, value and subgraphs of each."""

    __slots__ = ("sent_along",)

    sent_along: Sequence[tuple[str, str, frozenset[str]]]

    def __call__(self, subgraph: str) -> bytes:
        lines = self._lines.get(subgraph)
        if lines is None:
            lines = self._lines[subgraph] = self.build(subgraph)
        return lines

    def build(self, subgraph: str) -> bytes:
        own = {
            name.encode("ascii"): value.encode("latin-1")
            for name, value, subgraphs in self.sent_along
            if subgraph in subgraphs or "*" in subgraphs
        }
        others = {name: value for name, value in self._headers.items() if name not in own}
        lines = b"".join([b"%b: %b\r\n" % each for each in own.items()])
        return lines + self._build_lines(subgraph, others) + self._trace_lines


class ReturnedHeaders:
    """Collects what subgraphs' answers may pass back. Of a header that came twice the last one stays, of
    set-cookie all."""

    __slots__ = ("_found", "_rules")

    def __init__(self, forwarding: Forwarding) -> None:
        self._rules = forwarding.passed_back
        self._found: list[tuple[bytes, bytes]] = []

    def __call__(self, subgraph: str, reply: SubgraphReply) -> None:
        for name in self._rules.get(subgraph, ()):
            text = reply.headers.get(name)
            if text is None:
                continue
            key = name.encode("ascii")
            if name != "set-cookie":
                self._found = [pair for pair in self._found if pair[0] != key]
            self._found += [(key, value.encode("latin-1")) for value in text.split("\n")]

    def to_headers(self) -> tuple[tuple[bytes, bytes], ...]:
        return tuple(self._found)
