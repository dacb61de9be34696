"""What of a client's headers reaches a subgraph, and of a subgraph's the client: allow-lists, both ways.

The lines that tell who asks come first, those that tell of the request (trace, request id, client address) last: the
subgraph client takes two queries for the same when everything before the trace is equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jetbridge.config.requests import Headers, RequestHeaderRule
    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.security.caller import Caller
    from jetbridge.security.identity import IdentitySigner
    from jetbridge.telemetry.trace_context import TraceContext


# What the gateway says itself, or what is of one connection only: no rule for headers that begin alike passes it on.
_OF_THE_GATEWAY = frozenset(
    (
        *(b"host", b"content-length", b"content-type", b"content-encoding", b"transfer-encoding", b"connection"),
        *(b"keep-alive", b"te", b"trailer", b"upgrade", b"proxy-authorization", b"proxy-connection", b"accept"),
        *(b"accept-encoding", b"expect", b"traceparent", b"x-request-id", b"x-forwarded-for"),
    )
)


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
        wanted = {name: [rule for rule in rules.request if name in rule.to or "*" in rule.to] for name in names}
        # Name, how the line begins, and the value where the client sends none.
        self.passed_on: Mapping[str, tuple[tuple[bytes, bytes, bytes | None], ...]] = {
            subgraph: tuple(_read_rule(rule) for rule in found if not rule.name.endswith("*"))
            for subgraph, found in wanted.items()
        }
        # How names begin of which all are passed on; a subgraph without such rules is not there.
        self.beginnings: Mapping[str, tuple[bytes, ...]] = {
            subgraph: beginnings
            for subgraph, found in wanted.items()
            if (
                beginnings := tuple(rule.name[:-1].lower().encode("ascii") for rule in found if rule.name.endswith("*"))
            )
        }
        self.passed_back: Mapping[str, tuple[str, ...]] = {
            subgraph: tuple(
                rule.name.lower() for rule in rules.response if subgraph in rule.source or "*" in rule.source
            )
            for subgraph in names
        }
        self._own = {*_OF_THE_GATEWAY, signer.header}
        self.passes_back = collector is not None or any(self.passed_back.values())
        self.collector = collector or ReturnedHeaders
        # Subgraphs that are sent the very same lines, by the first of them: most graphs have one such group.
        self.same_as: dict[str, str] = {}
        first: dict[object, str] = {}
        for subgraph in names:
            alike = self.passed_on[subgraph], self.beginnings.get(subgraph)
            kind = subgraph if signer.signs_for(subgraph) else alike
            self.same_as[subgraph] = first.setdefault(kind, subgraph)

    def build_alike(self, subgraph: str, headers: Mapping[bytes, bytes]) -> bytes:
        """Lines of the headers that begin as some rule says; those that have a rule of their own have their line.

        None with an underscore, which many servers take for a hyphen: it would be another one for us than for them.
        """
        ruled = {line[:-2] for _, line, _ in self.passed_on[subgraph]}
        beginnings = self.beginnings[subgraph]
        found = sorted(pair for pair in headers.items() if pair[0].startswith(beginnings) and b"_" not in pair[0])
        return b"".join([b"%b: %b\r\n" % pair for pair in found if pair[0] not in ruled and pair[0] not in self._own])


def _read_rule(rule: RequestHeaderRule) -> tuple[bytes, bytes, bytes | None]:
    # Of a header without a name nobody sends a value.
    name = b"" if rule.value else rule.name.lower().encode("ascii")
    otherwise = rule.value or rule.default
    line = f"{(rule.rename or rule.name).lower()}: ".encode("ascii")
    return name, line, otherwise.encode("ascii") if otherwise else None


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
        for name, prefix, otherwise in forwarding.passed_on.get(subgraph, ()):
            value = headers.get(name, otherwise)
            if value is not None:
                lines += b"%b%b\r\n" % (prefix, value)
        if subgraph in forwarding.beginnings:
            lines += forwarding.build_alike(subgraph, headers)
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
        by_rule = self._build_lines(subgraph, self._headers).splitlines(keepends=True)
        lines = [b"%b: %b\r\n" % each for each in own.items()]
        lines += [line for line in by_rule if line.partition(b": ")[0] not in own]
        return b"".join(lines) + self._trace_lines


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
