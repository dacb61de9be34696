"""The `@link`s of a document: -> the features it uses and the local names of their elements, or errors.

A document links federation to say it is written for federation 2; without such a link it is a federation 1 schema.
https://specs.apollo.dev/link/v1.0
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphql import (
    DirectiveDefinitionNode,
    EnumValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    print_ast,
)

from jetbridge.federation.elements import elements_of, since_version
from jetbridge.federation.link import APOLLO_SPECS, CORE, FEDERATION, LINK, Link, LinkUrlError, parse_feature_url
from jetbridge.federation.version import CORE_VERSIONS, FEDERATION_VERSIONS, LINK_VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphql import DirectiveNode, DocumentNode, Node, ValueNode

    from jetbridge.federation.link import FeatureUrl

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_SUPERSEDED = (f"{APOLLO_SPECS}/tag", f"{APOLLO_SPECS}/inaccessible")


@dataclass(frozen=True, slots=True)
class LinkProblem:
    """A reason why a `@link` cannot be followed."""

    code: str
    message: str
    node: Node


@dataclass(slots=True)
class LinkReading:
    """What reading the links of a document gave."""

    links: list[Link] = field(default_factory=list)
    problems: list[LinkProblem] = field(default_factory=list)
    # "link" and "core" where the document defines directives of its own by these names.
    taken_names: frozenset[str] = frozenset()


def read_links(document: DocumentNode) -> LinkReading:
    """Read every `@link` (or `@core`) applied to the schema."""
    reading = LinkReading(taken_names=frozenset(_taken_names(document)))
    for node in _link_applications(document, {"link", "core"} - reading.taken_names):
        link = _read_link(node, reading.problems)
        if link is not None:
            reading.links.append(link)
    if any(link.url.identity == FEDERATION for link in reading.links):
        # Federation brings the link specification along in the version it needs.
        reading.problems = [_beside_federation(problem) for problem in reading.problems]
    if not reading.problems:
        reading.problems += _clashes(reading.links)
    if not reading.problems:
        reading.problems += _superseded(reading.links)
    return reading


def _beside_federation(problem: LinkProblem) -> LinkProblem:
    if problem.code != "UNKNOWN_LINK_VERSION":
        return problem
    message = f"{problem.message} Beside federation it need not be linked at all."
    return LinkProblem("INVALID_LINK_DIRECTIVE_USAGE", message, problem.node)


def _taken_names(document: DocumentNode) -> Iterator[str]:
    for node in document.definitions:
        if isinstance(node, DirectiveDefinitionNode) and node.name.value in ("link", "core"):
            url = "url" if node.name.value == "link" else "feature"
            takes_url = any(argument.name.value == url for argument in node.arguments or ())
            if not takes_url or all(location.value != "SCHEMA" for location in node.locations):
                yield node.name.value


def _link_applications(document: DocumentNode, names: set[str]) -> Iterator[DirectiveNode]:
    directives = [
        directive
        for node in document.definitions
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        for directive in node.directives or ()
    ]
    for directive in directives:
        arguments = _arguments(directive)
        identity = _text(arguments.get("url") or arguments.get("feature")) or ""
        alias = _text(arguments.get("as"))
        # A document may rename the link directive by linking its own specification under another name.
        if alias == directive.name.value and identity.rpartition("/")[0] in (LINK, CORE):
            names = {*names, alias}
    return (directive for directive in directives if directive.name.value in names)


def _read_link(node: DirectiveNode, problems: list[LinkProblem]) -> Link | None:
    arguments = _arguments(node)
    url_text = _text(arguments.get("url") or arguments.get("feature"))
    if url_text is None:
        problems.append(LinkProblem("INVALID_LINK_DIRECTIVE_USAGE", f"@{node.name.value} needs a url.", node))
        return None
    try:
        url = parse_feature_url(url_text)
    except LinkUrlError as error:
        problems.append(LinkProblem("INVALID_LINK_IDENTIFIER", f"{error}.", node))
        return None
    found = [*_unknown_versions(url, node), *_invalid_alias(arguments.get("as"), node)]
    imports: dict[str, str] = {}
    for problem in _read_imports(arguments.get("import"), node, imports):
        found.append(problem)
    if not found and url.identity == FEDERATION:
        found += _unknown_elements(url, imports, node)
    problems += found
    purpose = arguments.get("for")
    return Link(
        url,
        _text(arguments.get("as")),
        imports,
        purpose.value if isinstance(purpose, EnumValueNode) else None,
        node,
    )


def _unknown_versions(url: FeatureUrl, node: Node) -> Iterator[LinkProblem]:
    if url.identity == FEDERATION and url.version not in FEDERATION_VERSIONS:
        latest = FEDERATION_VERSIONS[-1]
        message = f"There is no version {url.version} of the federation specification; the latest known is {latest}."
        yield LinkProblem("UNKNOWN_FEDERATION_LINK_VERSION", message, node)
    for identity, versions in ((LINK, LINK_VERSIONS), (CORE, CORE_VERSIONS)):
        if url.identity == identity and url.version not in versions:
            known = ", ".join(map(str, versions))
            message = f"There is no version {url.version} of the {url.name} specification; known: {known}."
            yield LinkProblem("UNKNOWN_LINK_VERSION", message, node)


def _invalid_alias(value: ValueNode | None, node: Node) -> Iterator[LinkProblem]:
    if value is None:
        return
    alias = _text(value)
    if alias is None or not _NAME.fullmatch(alias) or "__" in alias:
        message = f'"as: {print_ast(value)}" is no namespace; use a GraphQL name without "__".'
        yield LinkProblem("INVALID_LINK_DIRECTIVE_USAGE", message, node)


def _read_imports(value: ValueNode | None, node: Node, imports: dict[str, str]) -> Iterator[LinkProblem]:
    if value is None:
        return
    for item in value.values if isinstance(value, ListValueNode) else (value,):
        name, local = _import(item)
        if name is None or local is None:
            message = f'{print_ast(item)} is no import; write "@name", "Name" or {{name: "@name", as: "@other"}}.'
        elif name.startswith("@") != local.startswith("@"):
            message = f'"{name}" cannot be imported as "{local}": both or neither must begin with "@".'
        elif not _NAME.fullmatch(local.removeprefix("@")):
            message = f'"{local}" is not a GraphQL name.'
        elif imports.get(name, local) != local:
            message = f'"{name}" is imported twice, as "{imports[name]}" and as "{local}"; choose one.'
        else:
            imports[name] = local
            continue
        yield LinkProblem("INVALID_LINK_DIRECTIVE_USAGE", message, node)


def _import(item: ValueNode) -> tuple[str | None, str | None]:
    if isinstance(item, StringValueNode):
        return item.value, item.value
    if not isinstance(item, ObjectValueNode):
        return None, None
    values = {entry.name.value: _text(entry.value) for entry in item.fields}
    if not values.keys() <= {"name", "as"} or None in values.values():
        return None, None
    name = values.get("name")
    return name, values.get("as", name)


def _unknown_elements(url: FeatureUrl, imports: Mapping[str, str], node: Node) -> Iterator[LinkProblem]:
    elements = elements_of(url.version)
    for name in imports:
        if elements.has(name):
            continue
        since = since_version(name)
        other = "FieldSet" if name == "@FieldSet" else f"@{name}"
        if since is not None:
            way_out = f"it exists since {since}: link a newer version"
        elif elements.has(other):
            way_out = f'did you mean "{other}"?'
        else:
            way_out = "see the specification for what there is"
        message = f'"{name}" cannot be imported from federation {url.version}; {way_out}.'
        yield LinkProblem("INVALID_LINK_DIRECTIVE_USAGE", message, node)


def _clashes(links: list[Link]) -> Iterator[LinkProblem]:
    identities: set[str] = set()
    namespaces: dict[str, str] = {}
    locals_: dict[str, str] = {}
    for link in links:
        assert link.node is not None
        if link.url.identity in identities:
            message = f"{link.url.identity} is linked twice; one link must name everything that is imported."
            yield LinkProblem("INVALID_LINK_DIRECTIVE_USAGE", message, link.node)
            continue
        identities.add(link.url.identity)
        if namespaces.setdefault(link.namespace, link.url.identity) != link.url.identity:
            message = f'Two specifications are linked under the name "{link.namespace}"; rename one with "as".'
            yield LinkProblem("INVALID_LINK_DIRECTIVE_USAGE", message, link.node)
        for name, local in link.imports.items():
            origin = f"{link.url.identity} {name}"
            if locals_.setdefault(local, origin) != origin:
                message = f'"{local}" is imported twice, for different elements; rename one with "as".'
                yield LinkProblem("INVALID_LINK_DIRECTIVE_USAGE", message, link.node)


def _superseded(links: list[Link]) -> Iterator[LinkProblem]:
    federation = next((link for link in links if link.url.identity == FEDERATION), None)
    if federation is None and all(link.url.identity != LINK for link in links):
        return
    for link in links:
        is_doubled = federation is None or f"@{link.url.name}" in federation.imports
        if link.url.identity in _SUPERSEDED and is_doubled and link.node is not None:
            message = f'Import "@{link.url.name}" from {FEDERATION} instead of linking {link.url.identity} itself.'
            yield LinkProblem("INVALID_LINK_DIRECTIVE_USAGE", message, link.node)


def _arguments(node: DirectiveNode) -> dict[str, ValueNode]:
    """Give the arguments that have a value; all of them may be null, which is the same as leaving them out."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    return {name: value for name, value in given.items() if not isinstance(value, NullValueNode)}


def _text(value: ValueNode | None) -> str | None:
    return value.value if isinstance(value, StringValueNode) else None
