"""An operation that is ready to run: its plan, and everything about running it that does not depend on the request."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jetbridge.executor.call import Sent
from jetbridge.executor.compiled.writer import IrregularError
from jetbridge.executor.complete import Errors, build_completer
from jetbridge.executor.failure import from_subgraph_error
from jetbridge.executor.interpreter import Interpreter
from jetbridge.executor.introspection import Introspection
from jetbridge.executor.subgraph_client import SubgraphError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from jetbridge.errors import Json
    from jetbridge.executor.call import Call
    from jetbridge.executor.compiled.flow import CompiledPlan
    from jetbridge.executor.compiled_plans import CompiledPlans
    from jetbridge.executor.denials import Denials
    from jetbridge.executor.reader import Tree
    from jetbridge.executor.shape import ObjectShape, ShapeBuilder
    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.planner.plan import QueryPlan


class Outcome(NamedTuple):
    """A completed answer: `data` in the shape of the operation, and GraphQL errors ready for the client."""

    data: dict[str, Any] | None
    errors: list[dict[str, Json]]


log = logging.getLogger(__name__)

# An operation is compiled when it is run for the second time: many are run only once.
RUNS_BEFORE_COMPILING = 2


class Executable:
    """Runs one plan, again and again: by interpreting it, later by its compiled code.

    `not_compiled_because` says why there will never be any; `irregular_answers` counts what it left to the interpreter.
    """

    def __init__(
        self, plan: QueryPlan, shapes: ShapeBuilder, compiled_plans: CompiledPlans, *, denials: Denials | None = None
    ) -> None:
        """With `denials`, `plan` is for what is left of the operation they name."""
        self.plan = plan
        self.compiled: CompiledPlan | None = None
        self.not_compiled_because: str | None = "the caller may not see all of it" if denials else None
        self.irregular_answers = 0
        self.introspection = Introspection(plan.operation, shapes.api_schema)
        self._shapes = shapes
        self._compiled_plans = compiled_plans
        self._denials = denials
        self._runs_left = RUNS_BEFORE_COMPILING

    @property
    def shape(self) -> ObjectShape:
        return self._shapes.build(self._denials.operation if self._denials else self.plan.operation)

    async def run(self, call: Call) -> bytes | Outcome:
        """A whole response without errors, or an outcome to make one of."""
        if self.compiled is not None:
            self._compiled_plans.touch(self)
            try:
                return await self.compiled.run(call, self.introspection.answer(call.variables))
            except (IrregularError, msgspec.DecodeError, SubgraphError):
                # The interpreter takes the replies that are there and says what is wrong with them.
                self.irregular_answers += 1
            except Exception:  # whatever generated code trips over, the answer is right without it
                self.irregular_answers += 1
                log.exception("compiled plan failed")
        elif self.not_compiled_because is None:
            self._runs_left -= 1
            if self._runs_left == 0:
                self._compiled_plans.compile_soon(self)
        return await self.interpret(call)

    def forget_compiled(self) -> None:
        """Give the memory back; it is compiled again when it is run again and again."""
        self.compiled = None
        self._runs_left = RUNS_BEFORE_COMPILING

    @cached_property
    def _interpreter(self) -> Interpreter:
        return Interpreter(self.plan)

    @cached_property
    def _complete(self) -> Callable[[Tree, Errors], dict[str, Any] | None]:
        return build_completer(self.shape)

    async def interpret(self, call: Call) -> Outcome:
        """To the letter of the specification, whatever the subgraphs answer."""
        tree, failures = await self._interpreter.fetch_all(call)
        tree.update(self.introspection.answer(call.variables))
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
