"""The walk over the API schema: from every root field downwards, remembering where each value can be.

In: the API schema and the query graph. Out: a `Dead end` for every place where a field cannot be had.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind
from jetbridge.composition.satisfiability.reach import Reach, UnknownLabel

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.composition.model import Field, Schema
    from jetbridge.composition.satisfiability.reach import Nodes
    from jetbridge.query_graph import FieldMove, Node, QueryGraph


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path, for the query that shows it: a field, or `... on Type`."""

    parent: Step | None
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """A value of `type_name`, known to be at `nodes`; under assumed labels, with contexts set further up."""

    type_name: str
    nodes: Nodes
    labels: frozenset[tuple[str, bool]]
    contexts: frozenset[str]
    step: Step | None


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A field, or the object type of a value (`field` is None), that cannot be had at a state."""

    state: State
    field: Field | None


class TooManyPaths(Exception):
    """The graph offers more ways than the caller allows to look at."""


class Walk:
    """One walk. `shared` collects composite fields several subgraphs resolve at once, for `runtime_types.py`."""

    def __init__(self, api: Schema, graph: QueryGraph, max_paths: int) -> None:
        self._api = api
        self._graph = graph
        self._max_paths = max_paths
        self._todo: list[State] = []
        self._waiting = 0
        self._seen: defaultdict[object, list[Nodes]] = defaultdict(list)
        self._reaches: dict[object, Reach] = {}
        self.dead_ends: list[DeadEnd] = []
        self.shared: dict[str, set[Node]] = defaultdict(set)

    def run(self, start: State) -> None:
        """Walk everything below a state."""
        self._enter(start)
        while self._todo:
            state = self._todo.pop()
            self._waiting -= len(state.nodes)
            try:
                self._visit(state)
            except UnknownLabel as unknown:
                for value in (True, False):
                    self._push(_assuming(state, unknown.label, value))

    def _enter(self, state: State) -> None:
        key = (state.type_name, state.labels, state.contexts)
        seen = self._seen[key]
        # From fewer nodes less can be reached: what has been shown for a part holds for the whole.
        if any(nodes <= state.nodes for nodes in seen):
            return
        seen.append(state.nodes)
        self._push(state)

    def _contexts_below(self, state: State) -> frozenset[str]:
        """The contexts set for what is below an object, not for the object itself: those further up and its own."""
        contexts = self._graph.supergraph.contexts
        if not contexts:
            return state.contexts
        covers = self._covers(state.type_name)
        return state.contexts | {name for name, types in contexts.items() if any(map(covers, types))}

    def _covers(self, type_name: str) -> Callable[[str], bool]:
        return lambda general: general == type_name or self._api.is_subtype(general, type_name)

    def _push(self, state: State) -> None:
        self._todo.append(state)
        self._waiting += len(state.nodes)
        if self._waiting > self._max_paths:
            raise TooManyPaths

    def reach(self, state: State) -> Reach:
        """What can be reached under a state's assumptions."""
        key = (state.labels, state.contexts)
        if key not in self._reaches:
            self._reaches[key] = Reach(self._graph, dict(state.labels), state.contexts)
        return self._reaches[key]

    def _visit(self, state: State) -> None:
        definition = self._api.types[state.type_name]
        if definition.kind is not Kind.OBJECT:
            self._visit_abstract(state)
            return
        next_states: list[State] = []
        dead_ends: list[DeadEnd] = []
        reach = self.reach(state)
        for field in definition.fields.values():
            moves = reach.targets(state.nodes, state.type_name, field.name)
            if not moves:
                dead_ends.append(DeadEnd(state, field))
            elif field.type.name in self._api.types and self._api.types[field.type.name].kind.is_composite:
                next_states += self._follow(state, field, moves)
        # Only now, as an unknown label anywhere above has the state visited again from the start.
        self.dead_ends += dead_ends
        for next_state in next_states:
            self._enter(next_state)

    def _visit_abstract(self, state: State) -> None:
        reach = self.reach(state)
        reached = reach.closure(state.nodes, state.type_name)
        if all(node.is_interface_object for node in reached):
            self.dead_ends.append(DeadEnd(state, None))
            return
        for name in sorted(reach.possible(state.nodes)):
            if name in self._api.types:
                step = Step(state.step, f"... on {name}")
                self._enter(State(name, reach.narrow(reached, name), state.labels, state.contexts, step))

    def _follow(self, state: State, field: Field, moves: list[tuple[Node, FieldMove]]) -> list[State]:
        nodes = frozenset(move.target for _, move in moves if move.target is not None)
        step = Step(state.step, field.name)
        if len(moves) > 1:
            self.shared[f"{state.type_name}.{field.name}"] |= nodes
            if state.type_name == self._api.roots.get("mutation"):
                return self._follow_mutation(state, field, nodes, step)
        return [State(field.type.name, nodes, state.labels, self._contexts_below(state), step)]

    def _follow_mutation(self, state: State, field: Field, nodes: Nodes, step: Step) -> list[State]:
        # A mutation must happen once, so one of the subgraphs has to do for everything below it.
        alternatives = [
            State(field.type.name, frozenset({node}), state.labels, self._contexts_below(state), step)
            for node in sorted(nodes, key=lambda node: node.subgraph)
        ]
        for alternative in alternatives:
            attempt = Walk(self._api, self._graph, self._max_paths)
            attempt.run(alternative)
            if not attempt.dead_ends:
                return []
        return alternatives[:1]


def _assuming(state: State, label: str, value: bool) -> State:
    labels = state.labels | {(label, value)}
    return State(state.type_name, state.nodes, labels, state.contexts, state.step)
