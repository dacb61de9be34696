"""An operation that is ready to run: its plan, and everything about running it that does not depend on the request."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jetbridge.executor.call import Sent
from jetbridge.executor.compiled.flow import CompiledPlan
from jetbridge.executor.compiled.layout import NotCompilableError
from jetbridge.executor.compiled.writer import IrregularError
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
    from jetbridge.executor.denials import Denials
    from jetbridge.executor.shape import ShapeBuilder
    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.planner.plan import QueryPlan


class Outcome(NamedTuple):
    """A completed answer: `data` in the shape of the operation, and GraphQL errors ready for the client."""

    data: dict[str, Any] | None
    errors: list[dict[str, Json]]


log = logging.getLogger(__name__)

# An operation is compiled when it is run for the third time: many are run once or twice only.
RUNS_BEFORE_COMPILING = 2


class Executable:
    """Runs one plan, again and again: by interpreting it, later by its compiled code.

    `not_compiled_because` says why there will never be any; `irregular_answers` counts what it left to the interpreter.
    """

    def __init__(
        self,
        plan: QueryPlan,
        shapes: ShapeBuilder,
        api_schema: GraphQLSchema,
        *,
        runs_before_compiling: int = RUNS_BEFORE_COMPILING,
        denials: Denials | None = None,
    ) -> None:
        """With `denials`, `plan` is for what is left of the operation they name."""
        self.plan = plan
        self.compiled: CompiledPlan | None = None
        self.not_compiled_because: str | None = "the caller may not see all of it" if denials else None
        self.irregular_answers = 0
        self._denials = denials
        self._shape = shapes.build(denials.operation if denials else plan.operation)
        self._interpreter = Interpreter(plan)
        self._complete = build_completer(self._shape)
        self._introspection = Introspection(plan.operation, api_schema)
        self._runs_left = runs_before_compiling

    async def run(self, call: Call) -> bytes | Outcome:
        """A whole response without errors, or an outcome to make one of."""
        if self.compiled is not None:
            try:
                return await self.compiled.run(call, self._introspection.answer(call.variables))
            except (IrregularError, msgspec.DecodeError, SubgraphError):
                # The interpreter takes the replies that are there and says what is wrong with them.
                self.irregular_answers += 1
            except Exception:  # whatever generated code trips over, the answer is right without it
                self.irregular_answers += 1
                log.exception("compiled plan failed")
        elif self._runs_left > 0:
            self._runs_left -= 1
        elif self.not_compiled_because is None:
            self.compile()
            return await self.run(call)
        return await self.interpret(call)

    def compile(self) -> None:
        try:
            self.compiled = CompiledPlan(self.plan, self._shape)
        except NotCompilableError as reason:
            self.not_compiled_because = str(reason)

    async def interpret(self, call: Call) -> Outcome:
        """To the letter of the specification, whatever the subgraphs answer."""
        tree, failures = await self._interpreter.fetch_all(call)
        if self._introspection.is_needed:
            tree.update(self._introspection.answer(call.variables))
        if self._denials is not None:
            self._denials.put_into(tree)
        errors = Errors()
        data = self._complete(tree, errors)
        errors.add_unreported(failures)
        return Outcome(data, errors.found)

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
                yield await self.interpret(replace(call, sent={source.id: Sent(body, answered)}))
        except SubgraphError as error:
            errors = Errors()
            errors.add_unreported([from_subgraph_error(error)])
            yield Outcome(None, errors.found)
