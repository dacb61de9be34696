"""Directives that are not merged but travel along as `@join__directive`: @cacheTag, and everything of connectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.features import Feature
from jetbridge.composition.merging.graph import JoinDirective
from jetbridge.composition.values import print_value
from jetbridge.federation.link import APOLLO_SPECS, CONNECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.merging.context import Merge
    from jetbridge.composition.model import Directive
    from jetbridge.composition.subgraph import Subgraph

_CACHE_TAG = Feature(f"{APOLLO_SPECS}/cacheTag/v0.1", "cacheTag", "EXECUTION")
# The version routers understand; each subgraph's own is kept in the `@link` that travels along.
_CONNECT = Feature(f"{CONNECT}/v0.3", "connect", "EXECUTION")


def join_directives(merge: Merge) -> tuple[Feature, ...]:
    """Record the directives that travel along; returns the features they belong to."""
    graphs: dict[tuple[str, str, str], list[int]] = {}
    features: dict[str, Feature] = {}
    for index, subgraph in enumerate(merge.subgraphs):
        for coordinate, name, directive, feature in _travelling(subgraph):
            arguments = ", ".join(f"{key}: {print_value(value)}" for key, value in directive.arguments.items())
            indexes = graphs.setdefault((coordinate, name, f"{{{arguments}}}"), [])
            if index not in indexes:
                indexes.append(index)
            features[feature.name] = feature
    for (coordinate, name, arguments), indexes in graphs.items():
        merge.joins.directives[coordinate].append(JoinDirective(tuple(indexes), name, arguments))
    return tuple(features.values())


def _travelling(subgraph: Subgraph) -> Iterator[tuple[str, str, Directive, Feature]]:
    for place in subgraph.places("cacheTag"):
        yield place.coordinate, "federation__cacheTag", place.directive, _CACHE_TAG
    connect = next((link for link in subgraph.links if link.url.identity == CONNECT), None)
    if connect is None:
        return
    for directive in subgraph.schema.schema_directives:
        if directive.node is connect.node:
            yield "", "link", directive, _CONNECT
    for place in subgraph.all_places:
        name = connect.find_directive(place.directive.name)
        if name is not None:
            coordinate = "" if place.coordinate == "schema" else place.coordinate
            yield coordinate, name, place.directive, _CONNECT
