"""A subgraph's SDL -> `Subgraph`, through every step of reading; all errors found in a step are reported together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphql import DirectiveDefinitionNode

from jetbridge.composition.errors import CompositionError
from jetbridge.composition.model import Schema
from jetbridge.composition.parsing.definitions import (
    check_own_definitions,
    federation_definitions,
    is_own_type,
    own_types,
    spec_finder,
    specification_type,
    standard_definitions,
)
from jetbridge.composition.parsing.document import parse_document
from jetbridge.composition.parsing.links import read_links
from jetbridge.composition.parsing.roots import check_root_names, with_default_root_names
from jetbridge.composition.parsing.types import SchemaReader
from jetbridge.composition.subgraph import Subgraph
from jetbridge.composition.validation.graphql.references import check_references
from jetbridge.composition.validation.validate import find_graphql_errors
from jetbridge.federation.elements import elements_of, elements_of_federation_1
from jetbridge.federation.link import FEDERATION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import SubgraphDefinition
    from jetbridge.federation.link import Link

_EMPTY = Schema({}, {}, {})


def load_subgraph(definition: SubgraphDefinition) -> tuple[Subgraph | None, list[CompositionError]]:
    """Read a subgraph; without one, the errors say why. Root types still have the names the subgraph gave them."""
    document = parse_document(definition)
    if isinstance(document, CompositionError):
        return None, [document]
    reading = read_links(document)
    links = tuple(reading.links)
    subgraph = Subgraph(definition.name, definition.url, _EMPTY, links)
    if reading.problems:
        return None, [subgraph.error(p.code, p.message, "schema", p.node) for p in reading.problems]
    own_directives = frozenset(
        node.name.value for node in document.definitions if isinstance(node, DirectiveDefinitionNode)
    )
    reader = SchemaReader(spec_finder(links, own_directives, reading.taken_names))
    written = reader.read(document)
    subgraph = replace(subgraph, schema=_complete(written, links), directive_names=_directive_names(links))
    errors = [subgraph.error("INVALID_GRAPHQL", message, None, node) for message, node in reader.problems]
    errors += check_own_definitions(subgraph, written, reading.taken_names)
    problems = [] if errors else list(check_references(subgraph.schema))
    errors += [subgraph.error("INVALID_GRAPHQL", p.message, p.coordinate, p.node) for p in problems]
    return (None, errors) if errors else (subgraph, [])


def _complete(written: Schema, links: tuple[Link, ...]) -> Schema:
    if any(link.url.identity == FEDERATION for link in links):
        directives = {**standard_definitions(), **federation_definitions(links), **written.directives}
    else:
        # Federation 1 libraries print narrower definitions of these than federation 2 has.
        federation = {
            name: replace(definition, is_repeatable=definition.is_repeatable and written.directives[name].is_repeatable)
            if name in written.directives
            else definition
            for name, definition in federation_definitions(links).items()
        }
        directives = {**standard_definitions(), **written.directives, **federation}
    names = own_types(links)
    own = {name: type_ for name, type_ in written.types.items() if is_own_type(name, links, names)}
    types = {name: type_ for name, type_ in written.types.items() if name not in own}
    specified = {name: specification_type(name, spec) for name, spec in names.items()}
    return replace(
        written,
        directives=directives,
        types=types,
        specification_types={**specified, **own, **written.specification_types},
    )


def _directive_names(links: tuple[Link, ...]) -> Mapping[str, str]:
    federation = next((link for link in links if link.url.identity == FEDERATION), None)
    if federation is None:
        return {name: name for name in elements_of_federation_1().directives}
    return {name: federation.local_directive(name) for name in elements_of(federation.url.version).directives}


def load_subgraphs(definitions: Sequence[SubgraphDefinition], report: Report) -> list[Subgraph]:
    """Read every subgraph, in order, and bring its root types under their default names.

    A subgraph that is not valid GraphQL is reported and left out.
    """
    subgraphs = []
    for definition in definitions:
        subgraph, errors = load_subgraph(definition)
        if subgraph is not None:
            errors = find_graphql_errors(subgraph) or list(check_root_names(subgraph))
            if not errors:
                subgraphs.append(replace(subgraph, schema=with_default_root_names(subgraph.schema)))
        report.errors += errors
    return subgraphs
