"""Which directives live on in the supergraph: federation's own, and those a subgraph names with @composeDirective.

In: all subgraphs. Out: `ComposedDirectives`, with the names the directives go by in the supergraph; or errors where
subgraphs do not agree on a name or a version.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphql import StringValueNode

from jetbridge.composition.errors import CompositionError, CompositionHint, locate, one_of
from jetbridge.composition.merging.features import FEATURE_DIRECTIVES, FEATURE_SPECS, Feature, features_of
from jetbridge.federation.link import APOLLO_SPECS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphql import Node

    from jetbridge.composition.model import Directive, DirectiveDefinition, Place
    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import Subgraph
    from jetbridge.federation.link import Link

_CODE = "DIRECTIVE_COMPOSITION_ERROR"
_NEVER_COMPOSED = frozenset({"deprecated", "specifiedBy", "skip", "include", "oneOf", "defer", "stream"})


@dataclass(frozen=True, slots=True)
class _Request:
    """One valid @composeDirective: a subgraph, the link the directive comes from, and its name there and here."""

    subgraph: Subgraph
    link: Link
    original: str
    local: str
    place: Place


@dataclass(frozen=True, slots=True)
class ComposedDirectives:
    """What is composed. `feature_names`: federation element -> its name in the supergraph."""

    feature_names: dict[str, str]
    features: tuple[Feature, ...]
    definitions: dict[str, DirectiveDefinition] = field(default_factory=dict)
    # (subgraph name, local name) of every custom directive to keep.
    custom: frozenset[tuple[str, str]] = frozenset()

    def name_of(self, subgraph: Subgraph, directive: Directive) -> str | None:
        """Tell the supergraph's name of an applied directive; None where it is not composed."""
        if directive.spec is not None:
            return self.feature_names.get(directive.spec)
        if directive.name in ("deprecated", "specifiedBy"):
            return directive.name
        if directive.name == "oneOf" and subgraph.schema.directives["oneOf"].node is None:
            # GraphQL's own since 2025. A subgraph that defines one itself has one of its own, as it has any other.
            return directive.name
        return directive.name if (subgraph.name, directive.name) in self.custom else None


def choose_composed_directives(subgraphs: Sequence[Subgraph], report: Report) -> ComposedDirectives:
    """Decide what is composed and under which names."""
    names = _feature_names(subgraphs, report)
    requests = [request for subgraph in subgraphs for request in _requests(subgraph, report)]
    requests = _consistent(requests, names, report)
    latest: dict[str, _Request] = {}
    for request in requests:
        known = latest.get(request.local)
        if known is None or request.link.url.version >= known.link.url.version:
            latest[request.local] = request
    definitions = {local: request.subgraph.schema.directives[local] for local, request in latest.items()}
    features = (*features_of(names), *_custom_features(latest))
    custom = frozenset((request.subgraph.name, request.local) for request in requests)
    return ComposedDirectives(names, features, definitions, custom)


def _feature_names(subgraphs: Sequence[Subgraph], report: Report) -> dict[str, str]:
    result: dict[str, str] = {}
    for feature in FEATURE_DIRECTIVES:
        users: defaultdict[str, list[Subgraph]] = defaultdict(list)
        for subgraph in subgraphs:
            for name in {place.directive.name for place in subgraph.places(feature.spec)}:
                users[name].append(subgraph)
        if len(users) > 1:
            report.errors.append(_name_mismatch(feature.spec, users))
        if users:
            result[feature.spec] = next(iter(users))
    return result


def _name_mismatch(spec: str, users: dict[str, list[Subgraph]]) -> CompositionError:
    uses = ", ".join(f"@{name} in {one_of(s.name for s in subgraphs)}" for name, subgraphs in users.items())
    message = f'"@{spec}" goes by different names: {uses}; import it under one name everywhere.'
    places = tuple(
        location
        for name, subgraphs in users.items()
        for subgraph in subgraphs
        for location in locate(subgraph.name, _first_use(subgraph, spec, name))
    )
    return CompositionError("LINK_IMPORT_NAME_MISMATCH", message, f"@{spec}", places)


def _first_use(subgraph: Subgraph, spec: str, name: str) -> Node | None:
    return next(place.directive.node for place in subgraph.places(spec) if place.directive.name == name)


def _requests(subgraph: Subgraph, report: Report) -> Iterator[_Request]:
    for place in subgraph.places("composeDirective"):
        value = place.directive.arguments.get("name")
        text = value.value if isinstance(value, StringValueNode) else ""
        reason = _refusal(subgraph, text)
        local = text.removeprefix("@")
        if reason is not None:
            report.errors.append(subgraph.error(_CODE, reason, "schema", place.directive.node))
            continue
        if _is_feature(subgraph, local):
            message = f'"{text}" is composed anyway; @composeDirective is not needed for it.'
            report.hints.append(
                CompositionHint(
                    "DIRECTIVE_COMPOSITION_INFO", message, "schema", locate(subgraph.name, place.directive.node)
                )
            )
            continue
        found = _find_link(subgraph, local)
        if found is not None:
            yield _Request(subgraph, found[0], found[1], local, place)


def _refusal(subgraph: Subgraph, text: str) -> str | None:
    if not text:
        return '@composeDirective needs the name of a directive, such as "@internal".'
    if not text.startswith("@"):
        return f'"{text}" must begin with "@".'
    local = text[1:]
    if local in _NEVER_COMPOSED:
        return f'"{text}" is built into GraphQL and cannot be composed this way.'
    if local not in subgraph.schema.directives:
        return f'There is no directive "{text}" here; define it, or correct the name.'
    if _is_feature(subgraph, local):
        return None
    found = _find_link(subgraph, local)
    if found is None:
        return f'"{text}" belongs to no linked specification; add @link(url: "https://...", import: ["{text}"]).'
    if found[0].url.identity.startswith(APOLLO_SPECS):
        return f'"{text}" is a directive of {found[0].url} and cannot be composed.'
    return None


def _is_feature(subgraph: Subgraph, local: str) -> bool:
    return any(subgraph.directive(spec) == f"@{local}" for spec in FEATURE_SPECS if spec in subgraph.directive_names)


def _find_link(subgraph: Subgraph, local: str) -> tuple[Link, str] | None:
    for link in subgraph.links:
        original = link.find_directive(local)
        if original is not None:
            return link, original
    return None


def _consistent(requests: list[_Request], names: dict[str, str], report: Report) -> list[_Request]:
    refused: set[str] = set()
    majors: dict[str, _Request] = {}
    by_local: dict[str, _Request] = {}
    by_original: dict[tuple[str, str], _Request] = {}
    for request in requests:
        identity = request.link.url.identity
        first = majors.setdefault(identity, request)
        if first.link.url.version.major != request.link.url.version.major:
            reason = f"{identity} is linked in incompatible versions: {first.link.url} and {request.link.url}"
            _conflict(reason, (first, request), report)
            refused.add(identity)
        same = by_local.setdefault(request.local, request)
        if (same.link.url.identity, same.original) != (identity, request.original):
            reason = f'"@{request.local}" means different directives in different subgraphs'
            _conflict(reason, (same, request), report)
        alike = by_original.setdefault((identity, request.original), request)
        if alike.local != request.local:
            reason = f'"@{request.original}" of {identity} goes by different names in different subgraphs'
            _conflict(reason, (alike, request), report)
        if request.local in names.values():
            reason = f'"@{request.local}" is also the name of a federation directive in the supergraph'
            _conflict(reason, (request,), report)
    return [request for request in requests if request.link.url.identity not in refused]


def _conflict(reason: str, requests: tuple[_Request, ...], report: Report) -> None:
    places = tuple(
        place for request in requests for place in locate(request.subgraph.name, request.place.directive.node)
    )
    message = f"{reason}; agree on one."
    if not any(error.message == message for error in report.errors):
        report.errors.append(CompositionError(_CODE, message, "schema", places))


def _custom_features(latest: dict[str, _Request]) -> Iterator[Feature]:
    by_url: dict[str, dict[str, str]] = {}
    newest: dict[str, _Request] = {}
    for request in latest.values():
        identity = request.link.url.identity
        by_url.setdefault(identity, {})[request.original] = request.local
        known = newest.get(identity)
        if known is None or request.link.url.version > known.link.url.version:
            newest[identity] = request
    for identity, imports in by_url.items():
        url = newest[identity].link.url
        yield Feature(str(url), url.name, None, imports)
