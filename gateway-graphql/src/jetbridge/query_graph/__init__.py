"""The query graph: every place a value can be at, (type, subgraph), and the moves between them."""

from jetbridge.query_graph.graph import QueryGraph, build_query_graph
from jetbridge.query_graph.model import FieldMove, KeyMove, Label, Node

__all__ = ["FieldMove", "KeyMove", "Label", "Node", "QueryGraph", "build_query_graph"]
