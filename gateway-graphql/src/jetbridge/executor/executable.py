"""An operation that is ready to run: its plan, and everything about running it that does not depend on the request."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from jetbridge.executor.call import Sent
from jetbridge.executor.complete import Errors, build_completer
from jetbridge.executor.failure import from_subgraph_error
from jetbridge.executor.interpreter import Interpreter
from jetbridge.executor.introspection import Introspection
from jetbridge.executor.subgraph_client import SubgraphError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from graphql import GraphQLSchema

    from jetbridge.errors import Json
    from jetbridge.executor.call import Call
    from jetbridge.executor.shape import ShapeBuilder
    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.planner.plan import QueryPlan


class Outcome(NamedTuple):
    """A completed answer: `data` in the shape of the operation, and GraphQL errors ready for the client."""

    data: dict[str, Any] | None
    errors: list[dict[str, Json]]


class Executable:
    """Runs one plan, again and again."""

    def __init__(self, plan: QueryPlan, shapes: ShapeBuilder, api_schema: GraphQLSchema) -> None:
        self.plan = plan
        self._interpreter = Interpreter(plan)
        self._complete = build_completer(shapes.build(plan.operation))
        self._introspection = Introspection(plan.operation, api_schema)

    async def run_each_event(self, call: Call) -> AsyncIterator[Outcome]:
        """Run a subscription: its first fetch opens the stream, and each event is the reply to that fetch."""
        source = self.plan.fetches[0]
        body = self._interpreter.build_root_body(source, call.variables)
        try:
            async for reply in call.client.subscribe(
                source.subgraph, body, call.headers_for(source.subgraph), deadline=call.deadline
            ):
                answered: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
                answered.set_result(reply)
                yield await self.run(replace(call, sent={source.id: Sent(body, answered)}))
        except SubgraphError as error:
            errors = Errors()
            errors.add_unreported([from_subgraph_error(error)])
            yield Outcome(None, errors.found)

    async def run(self, call: Call) -> Outcome:
        tree, failures = await self._interpreter.fetch_all(call)
        if self._introspection.is_needed:
            tree.update(self._introspection.answer(call.variables))
        errors = Errors()
        data = self._complete(tree, errors)
        errors.add_unreported(failures)
        return Outcome(data, errors.found)
