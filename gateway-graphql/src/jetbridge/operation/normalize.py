"""Normalize an operation: a validated document and the values of its `@skip` and `@include` -> `Operation`.

GraphQL specification, "CollectFields", done once for all runtime types: what depends on the runtime type stays an
inline fragment. See `model.py` for what the result promises.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    print_ast,
    visit,
)

from jetbridge.operation.model import Argument, Field, InlineFragment, Operation, VariableDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from graphql import (
        DirectiveNode,
        DocumentNode,
        GraphQLCompositeType,
        GraphQLSchema,
        OperationDefinitionNode,
        SelectionSetNode,
        ValueNode,
    )

    from jetbridge.operation.model import Selection

_CONDITIONAL = ("skip", "include")


def find_condition_variables(document: DocumentNode, operation: OperationDefinitionNode) -> tuple[str, ...]:
    """Names of the operation's variables whose values decide the shape of its normalized form."""
    declared = {node.variable.name.value for node in operation.variable_definitions or ()}
    finder = _ConditionFinder()
    visit(document, finder)
    return tuple(sorted(declared & finder.names))


def normalize(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    schema: GraphQLSchema,
    conditions: Mapping[str, Any],
) -> Operation:
    """`schema` is the API schema; `conditions` has the value of each variable that `@skip` and `@include` name."""
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise AssertionError(f"Validation lets no {operation.operation.value} through without its root type.")
    return Operation(
        kind=operation.operation,
        name=operation.name.value if operation.name else None,
        root_type=root.name,
        variables=tuple(
            VariableDefinition(
                node.variable.name.value,
                print_ast(node.type),
                print_ast(node.default_value) if node.default_value is not None else None,
            )
            for node in operation.variable_definitions or ()
        ),
        selections=_Normalizer(document, schema, conditions).normalize([operation.selection_set], root),
    )


class _ConditionFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value in _CONDITIONAL:
            self.names.update(
                argument.value.name.value
                for argument in node.arguments or ()
                if isinstance(argument.value, VariableNode)
            )


@dataclass(slots=True)
class _Asked:
    """A field of one scope with the selection sets of all its occurrences there."""

    node: FieldNode
    sets: list[SelectionSetNode] = field(default_factory=list)


@dataclass(slots=True)
class _Scope:
    """What is selected on one type: fields by response key and narrower scopes, in order of appearance."""

    type: GraphQLCompositeType
    # The object types an object seen here can have; conditions around the scope have narrowed them.
    runtime_types: frozenset[str]
    entries: list[_Asked | _Scope] = field(default_factory=list)
    by_key: dict[str, _Asked] = field(default_factory=dict)
    spread: set[str] = field(default_factory=set)


_Entry: TypeAlias = "_Asked | _Scope"


class _Normalizer:
    def __init__(self, document: DocumentNode, schema: GraphQLSchema, conditions: Mapping[str, Any]) -> None:
        self._schema = schema
        self._conditions = conditions
        self._runtime_types: dict[str, frozenset[str]] = {}
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }

    def normalize(self, sets: list[SelectionSetNode], parent: GraphQLCompositeType) -> tuple[Selection, ...]:
        scope = _Scope(parent, self._get_runtime_types(parent))
        for selection_set in sets:
            self._collect(selection_set, scope)
        return self._build(scope)

    def _collect(self, selection_set: SelectionSetNode, scope: _Scope) -> None:
        for selection in selection_set.selections:
            if not self._is_included(selection.directives):
                continue
            match selection:
                case FieldNode():
                    _ask(selection, scope)
                case InlineFragmentNode():
                    condition = selection.type_condition
                    if condition is None:
                        self._collect(selection.selection_set, scope)
                    else:
                        self._collect_narrowed(condition.name.value, selection.selection_set, scope)
                case FragmentSpreadNode():
                    name = selection.name.value
                    if name not in scope.spread:
                        scope.spread.add(name)
                        fragment = self._fragments[name]
                        self._collect_narrowed(fragment.type_condition.name.value, fragment.selection_set, scope)

    def _collect_narrowed(self, condition: str, selection_set: SelectionSetNode, scope: _Scope) -> None:
        type_ = self._schema.get_type(condition)
        if not is_composite_type(type_):
            raise AssertionError(f"Validation lets no condition on {condition} through.")
        matching = scope.runtime_types & self._get_runtime_types(type_)
        if not matching:
            return
        if self._says_nothing_new(type_, matching, scope):
            self._collect(selection_set, scope)
            return
        last = scope.entries[-1] if scope.entries else None
        if not (isinstance(last, _Scope) and last.type is type_):
            last = _Scope(type_, matching)
            scope.entries.append(last)
        self._collect(selection_set, last)

    def _says_nothing_new(self, condition: GraphQLCompositeType, matching: frozenset[str], scope: _Scope) -> bool:
        """Every object here matches, and the scope's own type has the condition's fields."""
        if matching != scope.runtime_types:
            return False
        if condition is scope.type or isinstance(scope.type, GraphQLObjectType):
            return True
        return is_abstract_type(condition) and self._schema.is_sub_type(condition, scope.type)

    def _get_runtime_types(self, type_: GraphQLCompositeType) -> frozenset[str]:
        names = self._runtime_types.get(type_.name)
        if names is None:
            possible = self._schema.get_possible_types(type_) if is_abstract_type(type_) else [type_]
            names = self._runtime_types[type_.name] = frozenset(object_type.name for object_type in possible)
        return names

    def _is_included(self, directives: tuple[DirectiveNode, ...] | None) -> bool:
        for directive in directives or ():
            if directive.name.value in _CONDITIONAL:
                value = self._decide((directive.arguments or ())[0].value)
                if value is (directive.name.value == "skip"):
                    return False
        return True

    def _decide(self, value: ValueNode) -> bool:
        if isinstance(value, VariableNode):
            return bool(self._conditions.get(value.name.value))
        return isinstance(value, BooleanValueNode) and value.value

    def _build(self, scope: _Scope) -> tuple[Selection, ...]:
        built: list[Selection] = []
        for entry in scope.entries:
            if isinstance(entry, _Asked):
                built.append(self._build_field(entry, scope.type))
            elif selections := self._build(entry):
                built.append(InlineFragment(entry.type.name, selections))
        return tuple(built)

    def _build_field(self, asked: _Asked, parent: GraphQLCompositeType) -> Field:
        node = asked.node
        definition = self._schema.get_field(parent, node.name.value)
        if definition is None:
            raise AssertionError(f"Validation lets no unknown field {parent.name}.{node.name.value} through.")
        named = get_named_type(definition.type)
        return Field(
            response_key=node.alias.value if node.alias else node.name.value,
            name=node.name.value,
            parent_type=parent.name,
            type=definition.type,
            arguments=tuple(_build_argument(argument.name.value, argument.value) for argument in node.arguments or ()),
            selections=self.normalize(asked.sets, named) if is_composite_type(named) else (),
        )


def _ask(node: FieldNode, scope: _Scope) -> None:
    key = node.alias.value if node.alias else node.name.value
    asked = scope.by_key.get(key)
    if asked is None:
        asked = scope.by_key[key] = _Asked(node)
        scope.entries.append(asked)
    if node.selection_set:
        asked.sets.append(node.selection_set)


def _build_argument(name: str, value: ValueNode) -> Argument:
    variables = _VariableFinder()
    visit(value, variables)
    return Argument(name, print_ast(value), tuple(dict.fromkeys(variables.names)))


class _VariableFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.names.append(node.name.value)
