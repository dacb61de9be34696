"""The join directives of types and fields -> `JoinedType` values (join v0.2 and later).

A field without any `@join__field` is in every subgraph its type is in; a type without `@join__type` is nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import (
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    UnionTypeDefinitionNode,
    print_ast,
)

from jetbridge.supergraph.contexts import load_context_argument, load_contexts
from jetbridge.supergraph.model import FieldInSubgraph, JoinedType, Key, TypeInSubgraph
from jetbridge.supergraph.spec_names import read_arguments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphql import DocumentNode, GraphQLSchema

    from jetbridge.supergraph.field_sets import FieldSetReader
    from jetbridge.supergraph.model import FieldSet, Subgraph
    from jetbridge.supergraph.spec_names import Specification

CompositeNode: TypeAlias = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | UnionTypeDefinitionNode


class TypeLoader:
    """Reads the composite types of one supergraph document."""

    def __init__(
        self,
        document: DocumentNode,
        schema: GraphQLSchema,
        field_sets: FieldSetReader,
        join: Specification,
        subgraphs: Mapping[str, Subgraph],
        context: Specification | None,
    ) -> None:
        self.schema = schema
        self.field_sets = field_sets
        self.join = join
        self.names = {value: subgraph.name for value, subgraph in subgraphs.items()}
        self.nodes: dict[str, CompositeNode] = {
            node.name.value: node for node in document.definitions if isinstance(node, CompositeNode)
        }
        self.contexts = load_contexts(self.nodes.values(), context) if context else {}

    def load_types(self) -> dict[str, JoinedType]:
        memberships = {name: self._load_memberships(node) for name, node in self.nodes.items()}
        memberships = {name: known for name, known in memberships.items() if known}
        implemented = {name: self._load_implementations(self.nodes[name], memberships[name]) for name in memberships}
        return {
            name: JoinedType(
                name=name,
                subgraphs=known,
                fields=self._load_fields(self.nodes[name], known),
                possible=self._possible(name, memberships, implemented),
                interfaces=frozenset().union(*implemented[name].values()),
            )
            for name, known in memberships.items()
        }

    def _load_memberships(self, node: CompositeNode) -> dict[str, TypeInSubgraph]:
        keys: dict[str, list[Key]] = defaultdict(list)
        interface_objects: set[str] = set()
        for arguments in self.directives(node, "type"):
            name = self.names[arguments["graph"]]
            known = keys[name]
            if arguments.get("key"):
                field_set = self.field_sets.load(node.name.value, arguments["key"])
                known.append(Key(field_set, arguments.get("resolvable", True)))
            if arguments.get("isInterfaceObject"):
                interface_objects.add(name)
        return {name: TypeInSubgraph(tuple(found), name in interface_objects) for name, found in keys.items()}

    def _load_implementations(
        self, node: CompositeNode, memberships: Mapping[str, TypeInSubgraph]
    ) -> dict[str, frozenset[str]]:
        """The interfaces of a type in each of its subgraphs."""
        found: dict[str, set[str]] = {name: set() for name in memberships}
        for arguments in self.directives(node, "implements"):
            found.setdefault(self.names[arguments["graph"]], set()).add(arguments["interface"])
        return {name: frozenset(interfaces) for name, interfaces in found.items()}

    def _possible(
        self,
        name: str,
        memberships: Mapping[str, Mapping[str, TypeInSubgraph]],
        implemented: Mapping[str, Mapping[str, frozenset[str]]],
    ) -> dict[str, frozenset[str]]:
        node = self.nodes[name]
        if isinstance(node, ObjectTypeDefinitionNode):
            return {subgraph: frozenset({name}) for subgraph in memberships[name]}
        if isinstance(node, UnionTypeDefinitionNode):
            return self._union_members(node, memberships)
        objects = [key for key in memberships if isinstance(self.nodes[key], ObjectTypeDefinitionNode)]
        return {
            subgraph: frozenset(key for key in objects if name in implemented[key].get(subgraph, ()))
            for subgraph, known in memberships[name].items()
            if not known.is_interface_object
        }

    def _union_members(
        self, node: UnionTypeDefinitionNode, memberships: Mapping[str, Mapping[str, TypeInSubgraph]]
    ) -> dict[str, frozenset[str]]:
        name = node.name.value
        stated = list(self.directives(node, "unionMember"))
        if not stated:  # join v0.2 has no @join__unionMember: a member is wherever both types are
            members = [member.name.value for member in node.types or ()]
            return {
                subgraph: frozenset(member for member in members if subgraph in memberships.get(member, ()))
                for subgraph in memberships[name]
            }
        found: dict[str, set[str]] = {subgraph: set() for subgraph in memberships[name]}
        for arguments in stated:
            found[self.names[arguments["graph"]]].add(arguments["member"])
        return {subgraph: frozenset(members) for subgraph, members in found.items()}

    def _load_fields(
        self, node: CompositeNode, memberships: Mapping[str, TypeInSubgraph]
    ) -> dict[str, dict[str, FieldInSubgraph]]:
        if isinstance(node, UnionTypeDefinitionNode):
            return {}
        return {field.name.value: self._load_field(node, field, memberships) for field in node.fields or ()}

    def _load_field(
        self, node: CompositeNode, field: FieldDefinitionNode, memberships: Mapping[str, TypeInSubgraph]
    ) -> dict[str, FieldInSubgraph]:
        stated = list(self.directives(field, "field"))
        if not stated:
            return {subgraph: FieldInSubgraph(print_ast(field.type)) for subgraph in memberships}
        return {
            self.names[arguments["graph"]]: self._load_joined_field(node, field, arguments)
            for arguments in stated
            if arguments.get("graph")  # without one it is a field that interface objects give to an object type
        }

    def _load_joined_field(
        self, node: CompositeNode, field: FieldDefinitionNode, arguments: Mapping[str, Any]
    ) -> FieldInSubgraph:
        type_name, type_text = node.name.value, arguments.get("type") or print_ast(field.type)
        # With a label it depends on the request whether the field is overridden.
        overridden = arguments.get("usedOverridden") and not arguments.get("overrideLabel")
        return FieldInSubgraph(
            type=type_text,
            external=bool(arguments.get("external") or overridden),
            requires=self.load_field_set(type_name, arguments.get("requires")),
            provides=self.load_field_set(type_text.strip("[]!"), arguments.get("provides")),
            override=arguments.get("override"),
            override_label=arguments.get("overrideLabel"),
            context_arguments=tuple(
                load_context_argument(argument, self.contexts, self.schema, self.field_sets)
                for argument in arguments.get("contextArguments") or ()
            ),
        )

    def load_field_set(self, type_name: str, text: str | None) -> FieldSet | None:
        return self.field_sets.load(type_name, text) if text else None

    def directives(self, node: CompositeNode | FieldDefinitionNode, name: str) -> Iterator[dict[str, Any]]:
        wanted = self.join.directive(name)
        for directive in node.directives or ():
            if directive.name.value == wanted:
                yield read_arguments(directive)
