"""Costs of fetching, and where values can be had from: what hops and estimates reckon with.

A cost is the set of requests it takes, as a bit mask: the bit `depth * number of subgraphs + subgraph` stands for one
request to that subgraph `depth` waves from here. Requests of one wave to one subgraph become one in the end, so the
cost of two things together is the union of their masks, and the number of requests is the number of bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from jetbridge.operation.model import Field
    from jetbridge.query_graph import Node, QueryGraph


class Cost(NamedTuple):
    """`missing` counts what cannot be reached from here by keys; `mask` the requests for the rest."""

    mask: int
    missing: int


class Source(NamedTuple):
    """A value is known `depth` waves from here, after the requests of `mask`, which go through subgraphs `via`."""

    depth: int
    mask: int
    via: frozenset[str]


FREE = Cost(0, 0)
HERE = Source(0, 0, frozenset())
# Where a value can be had from.
Sources: TypeAlias = "dict[Node, Source]"


class Masks:
    """Bit masks over the subgraphs of one graph."""

    def __init__(self, graph: QueryGraph) -> None:
        self.width = len(graph.subgraphs)
        self._bits = {name: 1 << index for index, name in enumerate(graph.subgraphs)}

    def bit(self, depth: int, subgraph: str) -> int:
        return self._bits[subgraph] << (depth * self.width)

    def depth_of(self, mask: int) -> int:
        """The wave of a mask's last request; 0 for no request."""
        return (mask.bit_length() - 1) // self.width if mask else 0

    def later(self, mask: int, depth: int) -> int:
        """The same requests `depth` waves later."""
        return mask << (depth * self.width)


def narrow_sources(graph: QueryGraph, sources: Sources, object_type: str) -> Sources:
    found: Sources = {}
    for node, way in sources.items():
        narrowed = graph.narrow(node, object_type)
        if narrowed:
            found[narrowed] = way
    return found


def common_types(sources: Sources) -> frozenset[str]:
    """The object types the sources that can tell may have; where several can, what the first of them may have."""
    for node in sources:
        if not node.is_interface_object:
            return node.possible
    return frozenset()


def type_of(field: Field) -> str:
    """The name of a field's type without lists and non-null."""
    inner = field.type
    while hasattr(inner, "of_type"):
        inner = inner.of_type
    return str(inner)
