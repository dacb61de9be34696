"""What @authenticated, @requiresScopes and @policy ask of a caller: read from the supergraph, looked up by field.

A field costs what its own type and the field itself ask, and what the type it gives asks. Seen through an interface or
union it costs what it could cost for any of the object types behind: a fragment on one of them costs only that one's.
The directives go by the names the supergraph imports them under.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import (
    EnumTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    get_named_type,
    is_abstract_type,
    parse,
)

from jetbridge.supergraph.spec_names import find_specifications, read_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import ConstDirectiveNode, GraphQLSchema

    from jetbridge.operation.model import Field
    from jetbridge.pipeline import Claims
    from jetbridge.supergraph import Supergraph

# All names of one of the sets: `[["a", "b"], ["c"]]` is "a and b, or c".
Alternatives: TypeAlias = frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a caller must have; every part of it. The empty one asks nothing."""

    authenticated: bool = False
    scopes: frozenset[Alternatives] = field(default=frozenset())
    policies: frozenset[Alternatives] = field(default=frozenset())

    def __bool__(self) -> bool:
        return self.authenticated or bool(self.scopes) or bool(self.policies)

    def __or__(self, other: Requirement) -> Requirement:
        """Both."""
        return Requirement(
            self.authenticated or other.authenticated, self.scopes | other.scopes, self.policies | other.policies
        )

    def is_met(self, authenticated: bool, scopes: frozenset[str], policies: frozenset[str]) -> bool:
        return (
            (authenticated or not (self.authenticated or self.scopes))
            and all(any(each <= scopes for each in alternatives) for alternatives in self.scopes)
            and all(any(each <= policies for each in alternatives) for alternatives in self.policies)
        )


NOTHING = Requirement()


class AccessRules:
    """The requirements of one supergraph."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._schema: GraphQLSchema = supergraph.schema
        self._types: dict[str, Requirement] = {}
        self._fields: dict[tuple[str, str], Requirement] = {}
        self._found: dict[tuple[str, str], Requirement] = {}
        self._read(supergraph.sdl)

    def __bool__(self) -> bool:
        """Whether anything is protected at all."""
        return bool(self._types or self._fields)

    def find(self, selected: Field) -> Requirement:
        key = selected.parent_type, selected.name
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._find(selected)
        return found

    def _find(self, selected: Field) -> Requirement:
        if selected.name.startswith("__"):
            return NOTHING
        parent = self._schema.get_type(selected.parent_type)
        owners = [selected.parent_type]
        if parent is not None and is_abstract_type(parent):
            owners += [each.name for each in self._schema.get_possible_types(parent)]
        required = NOTHING
        for owner in owners:
            required |= self._types.get(owner, NOTHING) | self._fields.get((owner, selected.name), NOTHING)
        given = get_named_type(selected.type)
        # Of an abstract type the fragments inside decide; a leaf or object type speaks for itself.
        return required if is_abstract_type(given) else required | self._types.get(given.name, NOTHING)

    def _read(self, sdl: str) -> None:
        document = parse(sdl, no_location=True)
        specifications = find_specifications(document)
        names: dict[str, str] = {}
        for name in ("authenticated", "requiresScopes", "policy"):
            specification = specifications.get(name)
            # A supergraph that forgot to link the specification still means what it says.
            names[specification.directive(name) if specification else name] = name
        for definition in document.definitions:
            match definition:
                case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
                    type_name = definition.name.value
                    self._note_type(type_name, definition.directives, names)
                    for each in definition.fields or ():
                        if required := _read_requirement(each.directives, names):
                            self._fields[type_name, each.name.value] = required
                case ScalarTypeDefinitionNode() | EnumTypeDefinitionNode():
                    self._note_type(definition.name.value, definition.directives, names)
                case _:
                    pass

    def _note_type(self, name: str, directives: Iterable[ConstDirectiveNode] | None, names: Mapping[str, str]) -> None:
        if required := _read_requirement(directives, names):
            self._types[name] = required


def _read_requirement(directives: Iterable[ConstDirectiveNode] | None, names: Mapping[str, str]) -> Requirement:
    required = NOTHING
    for directive in directives or ():
        match names.get(directive.name.value):
            case "authenticated":
                required |= Requirement(authenticated=True)
            case "requiresScopes":
                required |= Requirement(scopes=frozenset([_read_alternatives(read_arguments(directive)["scopes"])]))
            case "policy":
                required |= Requirement(policies=frozenset([_read_alternatives(read_arguments(directive)["policies"])]))
            case _:
                pass
    return required


def _read_alternatives(value: list[list[str]]) -> Alternatives:
    return frozenset(frozenset(each) for each in value)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a caller's claims amount to."""

    authenticated: bool
    scopes: frozenset[str]
    policies: frozenset[str]

    def meet(self, requirement: Requirement) -> bool:
        return requirement.is_met(self.authenticated, self.scopes, self.policies)


def build_credentials(claims: Claims | None, scope_claim: str, policy_claim: str) -> Credentials:
    if claims is None:
        return Credentials(False, frozenset(), frozenset())
    return Credentials(True, _read_names(claims.get(scope_claim)), _read_names(claims.get(policy_claim)))


def _read_names(value: Any) -> frozenset[str]:
    """A space-separated string (RFC 8693) or a list of strings; anything else grants nothing."""
    if isinstance(value, str):
        return frozenset(value.split())
    if isinstance(value, list):
        return frozenset(each for each in value if isinstance(each, str))
    return frozenset()
