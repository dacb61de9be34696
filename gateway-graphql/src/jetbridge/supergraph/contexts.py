"""`@context` on types and the arguments that `@fromContext` fills from them.

Specification: https://specs.apollo.dev/context/
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from graphql import InlineFragmentNode, OperationDefinitionNode, parse, print_ast

from jetbridge.supergraph.model import ContextArgument
from jetbridge.supergraph.spec_names import read_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import InterfaceTypeDefinitionNode, ObjectTypeDefinitionNode, UnionTypeDefinitionNode

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
    argument: Mapping[str, Any], contexts: Mapping[str, frozenset[str]], field_sets: FieldSetReader
) -> ContextArgument:
    """One entry of `@join__field(contextArguments:)`."""
    context = argument["context"]
    return ContextArgument(
        name=argument["name"],
        type=argument["type"],
        context=context,
        selections={
            type_name: field_sets.load(type_name, text)
            for type_name in sorted(contexts.get(context, ()))
            if (text := _selection_on(type_name, argument["selection"])) is not None
        },
    )


def _selection_on(type_name: str, selection: str) -> str | None:
    """The part of a context's selection that is meant for `type_name`: all of it unless it is made of fragments."""
    text = selection if selection.lstrip().startswith("{") else f"{{ {selection} }}"
    operation = cast(OperationDefinitionNode, parse(text, no_location=True).definitions[0])  # parsed from braces
    fragments = [node for node in operation.selection_set.selections if isinstance(node, InlineFragmentNode)]
    if not fragments:
        return text
    for fragment in fragments:
        if fragment.type_condition and fragment.type_condition.name.value == type_name:
            return print_ast(fragment.selection_set)
    return None
