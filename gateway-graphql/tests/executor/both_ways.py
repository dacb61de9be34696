"""A gateway that answers every operation twice, interpreted and compiled, and holds the two against each other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from jetbridge.executor.executable import Executable
from jetbridge.operation.limits import Limits
from jetbridge.pipeline import Engine, GraphQLRequest, GraphQLResponse, RequestContext
from jetbridge.planner import Budget, plan

from .invented import Subgraphs, sort_representations

if TYPE_CHECKING:
    from jetbridge.query_graph import QueryGraph
    from jetbridge.security.authorization import Authorizer


class Gateway:
    """One engine over invented subgraphs."""

    def __init__(
        self, supergraph: Any, graph: QueryGraph, subgraphs: Subgraphs, authorizer: Authorizer | None = None
    ) -> None:
        self._subgraphs = subgraphs
        self._engine = Engine(
            supergraph,
            lambda operation: plan(operation, graph, Budget()),
            subgraphs,
            limits=Limits(aliases=500),
            authorizer=authorizer,
        )

    def ask(self, query: str) -> GraphQLResponse:
        return asyncio.run(self._engine.execute(GraphQLRequest(query), RequestContext(lambda _: b"")))

    def ask_both_ways(self, query: str) -> tuple[Executable, GraphQLResponse]:
        """Both give the same; whether compiled or irregular, nothing is asked twice."""
        interpreted = self.ask(query)
        assert interpreted.status != 400, interpreted.body
        executables = self._engine.preparation.executables.cache
        (key,) = executables.get_keys()
        executable = executables.find(key)
        assert isinstance(executable, Executable), (executable, query)
        self._engine.preparation.compiled_plans.compile(executable)
        asked = sorted(map(sort_representations, self._subgraphs.requests))
        self._subgraphs.requests.clear()
        assert self.ask(query) == interpreted, query
        assert sorted(map(sort_representations, self._subgraphs.requests)) == asked, query
        return executable, interpreted

    def ask_with_checks(self, query: str, executable: Executable) -> GraphQLResponse:
        """As it is answered when values turned out to need checks."""
        executable.checks_values = True
        self._engine.preparation.compiled_plans.compile(executable)
        return self.ask(query)
