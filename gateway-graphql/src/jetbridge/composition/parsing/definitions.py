"""Definitions of federation's own directives and types: added where they are left out, checked where they are written.

A subgraph may print a definition of `@key` and the like; it may be narrower than the specification's, never wider.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from graphql import DirectiveDefinitionNode, parse

from jetbridge.composition.model import DirectiveDefinition, EnumValue, InputValue, Kind, TypeDefinition
from jetbridge.composition.type_ref import TypeRef, build_type_ref
from jetbridge.composition.values import print_value, value_key
from jetbridge.federation.elements import FIELD_SET_DIRECTIVES, SUBGRAPH_ONLY_TYPES, elements_of, feature_elements
from jetbridge.federation.link import APOLLO_SPECS, CONNECT, CORE, FEDERATION, LINK
from jetbridge.federation.version import FEDERATION_VERSIONS, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.model import Schema
    from jetbridge.composition.subgraph import Subgraph
    from jetbridge.federation.link import Link

# What a federation 1 schema may define itself and have it taken for federation 2's element of that name.
_DEFINABLE_IN_FEDERATION_1 = elements_of(Version(2, 4)).directives.keys()

_BUILT_IN = """
directive @deprecated(reason: String = "No longer supported")
  on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
directive @specifiedBy(url: String!) on SCALAR
directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
directive @include(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
directive @oneOf on INPUT_OBJECT
"""
_LINK = """
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @core(feature: String!, as: String, for: core__Purpose) repeatable on SCHEMA
"""
_PURPOSES = {"SECURITY", "EXECUTION"}


def spec_finder(
    links: tuple[Link, ...], schema_directives: frozenset[str], taken_names: frozenset[str]
) -> Callable[[str], str | None]:
    """Make the function that tells which federation element a local directive name denotes.

    `schema_directives` are the directives the document defines itself, `taken_names` those of them that go by the name
    of `@link` but are something else.
    """
    federation = next((link for link in links if link.url.identity == FEDERATION), None)
    known = elements_of(federation.url.version if federation else Version(1, 0)).directives.keys()

    def find(local: str) -> str | None:
        if federation:
            spec = federation.find_directive(local)
            if spec in known:
                return spec
        elif local in known or (local in _DEFINABLE_IN_FEDERATION_1 and local in schema_directives):
            return local
        for link in links:
            if link.url.identity in (LINK, CORE) and local == link.namespace:
                return "link"
            if link.url.identity == CONNECT and link.find_directive(local):
                return "connect"
            feature = feature_elements(link)
            if feature is not None and (spec := link.find_directive(local)) in feature.directives:
                return spec
        return "link" if local in {"link", "core"} - taken_names else None

    return find


def own_types(links: tuple[Link, ...]) -> dict[str, str]:
    """List the local names of the specifications' own types -> their specification names; they are not merged."""
    names = dict.fromkeys(SUBGRAPH_ONLY_TYPES, "")
    names |= {"link__Import": "Import", "link__Purpose": "Purpose", "core__Purpose": "Purpose"}
    for link in links:
        if link.url.identity in (LINK, CORE):
            names |= {link.local_type("Import"): "Import", link.local_type("Purpose"): "Purpose"}
        elif link.url.identity == FEDERATION:
            scalars = elements_of(link.url.version).scalars
            names |= {link.local_type(name): name for name in scalars}
        elif (feature := feature_elements(link)) is not None:
            names |= {link.local_type(name): name for name in feature.scalars}
    return names


def is_own_type(name: str, links: tuple[Link, ...], names: Mapping[str, str]) -> bool:
    """Tell whether a type belongs to a specification of Apollo's rather than to the graph."""
    if name in names:
        return True
    return any(name.startswith(f"{link.namespace}__") for link in links if link.url.identity.startswith(APOLLO_SPECS))


def specification_type(name: str, spec: str) -> TypeDefinition:
    """Give the definition of a specification's own type."""
    if spec == "Purpose":
        return TypeDefinition(name, Kind.ENUM, values={value: EnumValue(value) for value in sorted(_PURPOSES)})
    return TypeDefinition(name, Kind.SCALAR)


@cache
def _standard_definitions() -> dict[str, DirectiveDefinition]:
    definitions = parse(_BUILT_IN + _LINK, no_location=True).definitions
    return {
        node.name.value: _definition(node.name.value, node, {})
        for node in cast("tuple[DirectiveDefinitionNode, ...]", definitions)  # the SDL above holds nothing else
    }


def standard_definitions() -> dict[str, DirectiveDefinition]:
    """Give the definitions every schema has: GraphQL's built-in directives and `@link`."""
    return dict(_standard_definitions())


def federation_definitions(links: tuple[Link, ...]) -> dict[str, DirectiveDefinition]:
    """Give the definitions of federation's directives under the names a subgraph's links give them."""
    federation = next((link for link in links if link.url.identity == FEDERATION), None)
    definitions: dict[str, DirectiveDefinition] = {}
    elements = elements_of(federation.url.version if federation else Version(1, 0))
    scalars = {name: federation.local_type(name) if federation else f"_{name}" for name in elements.scalars}
    for spec, node in elements.directives.items():
        local = federation.local_directive(spec) if federation else spec
        definitions[local] = _definition(local, node, scalars)
    newest = elements_of(FEDERATION_VERSIONS[-1]).directives
    for link in links:
        feature = feature_elements(link)
        if feature is None:
            continue
        scalars = {name: link.local_type(name) for name in feature.scalars}
        for spec in feature.directives:
            local = link.local_directive(spec)
            definitions.setdefault(local, _definition(local, newest[spec], scalars))
    return definitions


def _definition(local: str, node: DirectiveDefinitionNode, scalars: Mapping[str, str]) -> DirectiveDefinition:
    arguments = {}
    for argument in node.arguments or ():
        type_ref = build_type_ref(argument.type)
        type_ref = type_ref.renamed(scalars.get(type_ref.name, type_ref.name))
        arguments[argument.name.value] = InputValue(argument.name.value, type_ref, argument.default_value)
    locations = frozenset(location.value for location in node.locations)
    return DirectiveDefinition(local, arguments, locations, node.repeatable)


def check_own_definitions(
    subgraph: Subgraph, written: Schema, taken_names: frozenset[str]
) -> Iterator[CompositionError]:
    """Compare the definitions a subgraph wrote of specification elements with the specification's."""
    expected = federation_definitions(subgraph.links)
    if "link" not in taken_names:
        expected["link"] = _standard_definitions()["link"]
    for definition in written.directives.values():
        specified = expected.get(definition.name)
        if specified is None or (subgraph.is_federation_1 and _is_old_style(definition)):
            continue
        for reason in _differences(specified, definition):
            message = f'The definition of "@{definition.name}" differs from its specification: {reason}.'
            coordinate = f"@{definition.name}"
            yield subgraph.error("DIRECTIVE_DEFINITION_INVALID", message, coordinate, definition.node)
    for name, spec in own_types(subgraph.links).items():
        if spec and name in written.types:
            yield from _check_type(subgraph, written.types[name], spec)


def _is_old_style(definition: DirectiveDefinition) -> bool:
    """Federation 1 libraries print `fields` without `!`, or no arguments at all."""
    if definition.name not in FIELD_SET_DIRECTIVES or len(definition.arguments) > 1:
        return False
    return all(a.name == "fields" and a.type.text in ("String", "_FieldSet") for a in definition.arguments.values())


def _differences(specified: DirectiveDefinition, written: DirectiveDefinition) -> Iterator[str]:
    for argument in specified.arguments.values():
        mine = written.arguments.get(argument.name)
        if mine is None:
            if argument.is_required:
                yield f'the required argument "{argument.name}" is missing'
        elif not _is_redefinition(argument.type, mine.type):
            yield f'argument "{argument.name}" must have type {argument.type}, not {mine.type}'
        elif not argument.is_required and value_key(argument.default) != value_key(mine.default):
            default = "no default value" if argument.default is None else f"default {print_value(argument.default)}"
            yield f'argument "{argument.name}" must have {default}'
    for name in written.arguments.keys() - specified.arguments.keys():
        yield f'there is no argument "{name}"'
    if written.is_repeatable and not specified.is_repeatable:
        yield "it must not be repeatable"
    extra = sorted(written.locations - specified.locations)
    if extra:
        yield f"it cannot be used on {', '.join(extra)}"


def _is_redefinition(specified: TypeRef, written: TypeRef) -> bool:
    if specified.is_non_null:
        return written.is_non_null and _is_redefinition(specified.nullable, written.nullable)
    written = written.nullable
    if specified.is_list:
        return written.is_list and _is_redefinition(specified.item, written.item)
    # What a specification's own scalar takes is not written down anywhere, so any type may stand for it.
    return specified.name == written.name or specified.name not in ("String", "Int", "Boolean", "ID", "Float")


def _check_type(subgraph: Subgraph, written: TypeDefinition, spec: str) -> Iterator[CompositionError]:
    kind = Kind.ENUM if spec == "Purpose" else Kind.SCALAR
    if written.kind is not kind:
        message = f"{written.name} must be declared as {kind.value}, not as {written.kind.value}."
    elif spec == "Purpose" and written.values.keys() != _PURPOSES:
        message = f"{written.name} must have exactly the values SECURITY and EXECUTION."
    else:
        return
    yield subgraph.error("TYPE_DEFINITION_INVALID", message, written.name, written.node)
