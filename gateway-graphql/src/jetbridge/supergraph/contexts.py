"""`@context` on types and the arguments that `@fromContext` fills from them.

Specification: https://specs.apollo.dev/context/
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from graphql import (
    FieldNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    is_abstract_type,
    is_interface_type,
    parse,
    print_ast,
)

from jetbridge.supergraph.model import ContextArgument
from jetbridge.supergraph.spec_names import read_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import (
        GraphQLSchema,
        InterfaceTypeDefinitionNode,
        ObjectTypeDefinitionNode,
        SelectionSetNode,
        UnionTypeDefinitionNode,
    )

    from jetbridge.supergraph.field_sets import FieldSetReader
    from jetbridge.supergraph.spec_names import Specification


def load_contexts(
    nodes: Iterable[ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | UnionTypeDefinitionNode],
    context: Specification,
) -> dict[str, frozenset[str]]:
    """The types each context is set on."""
    wanted = context.directive("context")
    found: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        for directive in node.directives or ():
            if directive.name.value == wanted:
                found[read_arguments(directive)["name"]].add(node.name.value)
    return {name: frozenset(types) for name, types in found.items()}


def load_context_argument(
    argument: Mapping[str, Any],
    contexts: Mapping[str, frozenset[str]],
    schema: GraphQLSchema,
    field_sets: FieldSetReader,
) -> ContextArgument:
    """One entry of `@join__field(contextArguments:)`."""
    context, selection = argument["context"], argument["selection"]
    texts = {
        type_name: text
        for setter in sorted(contexts.get(context, ()))
        for type_name in _find_subtypes(schema, setter)
        if (text := _find_selection_on(schema, type_name, selection)) is not None
    }
    return ContextArgument(
        name=argument["name"],
        type=argument["type"],
        context=context,
        selections={type_name: field_sets.load(type_name, text) for type_name, text in texts.items()},
    )


def _find_subtypes(schema: GraphQLSchema, type_name: str) -> list[str]:
    """The type itself and all whose objects are also its own."""
    general = schema.get_type(type_name)
    if not is_abstract_type(general):
        return [type_name]
    found = {type_name, *(member.name for member in schema.get_possible_types(general))}
    if is_interface_type(general):
        found.update(narrower.name for narrower in schema.get_implementations(general).interfaces)
    return sorted(found)


def _find_selection_on(schema: GraphQLSchema, type_name: str, selection: str) -> str | None:
    """What a context's selection selects on objects of a type; None if that is not the same for all of them."""
    text = selection if selection.lstrip().startswith("{") else f"{{ {selection} }}"
    operation = cast(OperationDefinitionNode, parse(text, no_location=True).definitions[0])  # parsed from braces
    fields = _find_applying(schema, type_name, operation.selection_set)
    known = getattr(schema.get_type(type_name), "fields", {})
    # Of a union, subgraphs that do not set the context may have members without the field.
    if not fields or any(field.name.value not in known for field in fields):
        return None
    return f"{{ {' '.join(map(print_ast, fields))} }}"


def _find_applying(schema: GraphQLSchema, type_name: str, selection_set: SelectionSetNode) -> list[FieldNode]:
    found: list[FieldNode] = []
    for selection in selection_set.selections:
        if isinstance(selection, FieldNode):
            found.append(selection)
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            if type_name in _find_subtypes(schema, condition):
                found += _find_applying(schema, type_name, selection.selection_set)
    return found
