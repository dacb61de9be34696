"""What the `cache-control` of all subgraphs that took part amounts to: the strictest of each. RFC 9111, 5.2.2.

A subgraph that says nothing forbids: it has not thought of caches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.security.forwarding import ReturnedHeaders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.security.forwarding import Forwarding
    from jetbridge.transport.message import HeaderList

_FORBIDDING = frozenset(("no-store", "no-cache", "must-understand"))
# The second is for caches that many share, to which our one time speaks as well.
_AGES = frozenset(("max-age", "s-maxage"))


class ReturnedPolicies(ReturnedHeaders):
    """Collects policies beside the headers that are passed back, and gives what they amount to as one of them."""

    __slots__ = ("_policies",)

    def __init__(self, forwarding: Forwarding) -> None:
        super().__init__(forwarding)
        self._policies: list[str] = []

    def __call__(self, subgraph: str, reply: SubgraphReply) -> None:
        super().__call__(subgraph, reply)
        self._policies.append(reply.headers.get("cache-control", ""))

    def to_headers(self) -> HeaderList:
        merged = merge_policies(self._policies)
        # That of one subgraph says nothing of the whole answer, whatever rule passes it back.
        headers = tuple(pair for pair in super().to_headers() if pair[0] != b"cache-control")
        # A cookie is for who asked: a cache would give it to all who ask the same.
        if merged is None or any(name == b"set-cookie" for name, _ in headers):
            return headers
        return *headers, (b"cache-control", merged)


def merge_policies(policies: Iterable[str]) -> bytes | None:
    """None if the answer must not be kept, or nobody took part in it."""
    ages: list[int] = []
    private = False
    for policy in policies:
        directives = list(_split(policy))
        names = {name for name, _ in directives}
        given = [value for name, value in directives if name in _AGES]
        if "max-age" not in names or _FORBIDDING & names or not all(each.isdecimal() and int(each) for each in given):
            return None
        ages += map(int, given)
        private = private or "private" in names
    if not ages:
        return None
    return b"max-age=%d, %b" % (min(ages), b"private" if private else b"public")


def _split(policy: str) -> Iterable[tuple[str, str]]:
    for directive in policy.lower().split(","):
        name, _, value = directive.partition("=")
        yield name.strip(), value.strip(' "')
