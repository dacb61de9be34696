"""A supergraph: what the gateway serves (the API schema) and which subgraph answers which part of it."""

from jetbridge.supergraph.load import SupergraphError, load_supergraph
from jetbridge.supergraph.model import FieldInSubgraph, JoinedType, Key, Subgraph, Supergraph, TypeInSubgraph

__all__ = [
    "FieldInSubgraph",
    "JoinedType",
    "Key",
    "Subgraph",
    "Supergraph",
    "SupergraphError",
    "TypeInSubgraph",
    "load_supergraph",
]
