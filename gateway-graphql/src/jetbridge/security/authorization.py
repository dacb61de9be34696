"""Authorize an operation: its fields and the caller's claims -> the operation that may be planned, and what is denied.

Decided before planning: no subgraph is asked for a field its caller may not see. In `filter` mode a denied field is
null with an error of its own; in `reject` mode one denied field refuses the operation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from graphql import GraphQLNonNull, GraphQLString, get_named_type, is_abstract_type

from jetbridge.errors import GatewayError
from jetbridge.executor.denials import Denial, Denials
from jetbridge.operation.model import Field, InlineFragment
from jetbridge.planner.plan import KeyStep, TypeStep
from jetbridge.security.access_rules import AccessRules, Requirement, build_credentials

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import GraphQLSchema

    from jetbridge.operation.model import Operation, Selection
    from jetbridge.pipeline import Claims
    from jetbridge.planner.plan import Path
    from jetbridge.supergraph import Supergraph


class Authorizer:
    """The access rules of one supergraph and how they are enforced."""

    def __init__(
        self, supergraph: Supergraph, mode: Literal["reject", "filter"], scope_claim: str, policy_claim: str
    ) -> None:
        self._schema = supergraph.api_schema
        self._rules = AccessRules(supergraph)
        self._mode = mode
        self._scope_claim = scope_claim
        self._policy_claim = policy_claim

    @property
    def protects_anything(self) -> bool:
        return bool(self._rules)

    def find_requirements(self, operation: Operation) -> tuple[Requirement, ...]:
        """The different requirements of its fields: to be found once for an operation."""
        return tuple({required: None for each in _walk(operation.selections) if (required := self._rules.find(each))})

    def find_unmet(self, requirements: Iterable[Requirement], claims: Claims | None) -> frozenset[Requirement]:
        credentials = build_credentials(claims, self._scope_claim, self._policy_claim)
        return frozenset(each for each in requirements if not credentials.meet(each))

    def restrict(
        self, operation: Operation, unmet: frozenset[Requirement], claims: Claims | None
    ) -> tuple[Operation, Denials]:
        """`operation` without what needs one of `unmet`, and what to say in its place. Raises in `reject` mode."""
        code = "UNAUTHENTICATED" if claims is None else "FORBIDDEN"
        cutter = _Cutter(self._rules, unmet, self._schema, code)
        allowed = cutter.cut(operation.selections, operation.root_type, ())
        if self._mode == "reject":
            coordinates = sorted({denial.coordinate for denial in cutter.denials})
            raise GatewayError(code, f"You may not ask for {', '.join(coordinates)}.", {"coordinates": [*coordinates]})
        return replace(operation, selections=allowed), Denials(operation, tuple(cutter.denials))


def _walk(selections: Iterable[Selection]) -> Iterable[Field]:
    for selection in selections:
        if isinstance(selection, Field):
            yield selection
        yield from _walk(selection.selections)


class _Cutter:
    def __init__(self, rules: AccessRules, unmet: frozenset[Requirement], schema: GraphQLSchema, code: str) -> None:
        self._rules = rules
        self._unmet = unmet
        self._schema = schema
        self._code = code
        self.denials: list[Denial] = []

    def cut(self, selections: tuple[Selection, ...], parent: str, path: Path) -> tuple[Selection, ...]:
        """What is left; never nothing: an object stays an object though all its fields are denied."""
        left = self._cut(selections, path)
        return left or (Field("__typename", "__typename", parent, GraphQLNonNull(GraphQLString)),)

    def _cut(self, selections: tuple[Selection, ...], path: Path) -> tuple[Selection, ...]:
        left: list[Selection] = []
        for selection in selections:
            if isinstance(selection, InlineFragment):
                inside = self._cut(selection.selections, (*path, self._build_type_step(selection.type_condition)))
                if inside:
                    left.append(replace(selection, selections=inside))
            elif self._rules.find(selection) in self._unmet:
                coordinate = f"{selection.parent_type}.{selection.name}"
                self.denials.append(Denial(path, selection.response_key, coordinate, self._code))
            elif selection.selections:
                below = (*path, KeyStep(selection.response_key))
                named = get_named_type(selection.type)
                left.append(replace(selection, selections=self.cut(selection.selections, named.name, below)))
            else:
                left.append(selection)
        return tuple(left)

    def _build_type_step(self, condition: str) -> TypeStep:
        named = self._schema.get_type(condition)
        if named is not None and is_abstract_type(named):
            return TypeStep(frozenset(each.name for each in self._schema.get_possible_types(named)))
        return TypeStep(frozenset([condition]))
