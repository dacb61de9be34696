"""Bodies of requests to subgraphs: everything that is constant is JSON already when the plan is prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.planner.plan import Fetch

_encode = msgspec.json.Encoder().encode


class RequestTemplate:
    """Builds the bodies of one fetch."""

    __slots__ = ("_head", "_names")

    def __init__(self, fetch: Fetch) -> None:
        self._head = b'{"query":' + _encode(fetch.document)
        self._names = tuple((name, _encode(name) + b":") for name in fetch.variables)

    def build(self, variables: Mapping[str, Any], representations: Mapping[str, bytes] | None = None) -> bytes:
        """A variable the client left out stays left out: the default in the document is for that."""
        members = [prefix + _encode(variables[name]) for name, prefix in self._names if name in variables]
        if representations:
            members += [_encode(name) + b":" + json for name, json in representations.items()]
        if not members:
            return self._head + b"}"
        return self._head + b',"variables":{' + b",".join(members) + b"}}"


def read_representations(body: bytes, variable: str) -> list[bytes]:
    """The representations in the body of a request, each as JSON."""
    representations = msgspec.json.decode(body, type=_Body).variables[variable]
    return [bytes(item) for item in msgspec.json.decode(representations, type=list[msgspec.Raw])]


class _Body(msgspec.Struct):
    variables: dict[str, msgspec.Raw]
