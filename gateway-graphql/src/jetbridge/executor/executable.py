"""An operation that is ready to run: its plan, and everything about running it that does not depend on the request."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jetbridge.executor.call import EventCall, Sent
from jetbridge.executor.compiled.writer import IrregularError
from jetbridge.executor.complete import Errors, build_completer
from jetbridge.executor.failure import from_subgraph_error
from jetbridge.executor.interpreter import Interpreter
from jetbridge.executor.introspection import Introspection
from jetbridge.executor.request import RequestTemplate
from jetbridge.executor.subgraph_client import SubgraphError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from jetbridge.errors import Json
    from jetbridge.executor.call import Call
    from jetbridge.executor.compiled.flow import CompiledPlan, PartialResponse
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
# Where more operations are in use than there is room for, each would push out another: compiling costs what dozens of
# interpreted runs cost. So what was pushed out waits longer, up to this number of runs.
MAX_RUNS_BEFORE_COMPILING = 1_000
# After so many answers without errors that compiled code could not read, it is compiled to check values.
ANSWERS_BEFORE_CHECKING = 5


class _Interpretation(NamedTuple):
    """What interpreting one plan needs, built of the plan."""

    interpreter: Interpreter
    complete: Callable[[Tree, Errors], dict[str, Any] | None]


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
        self.not_compiled_because: str | None = None
        self.irregular_answers = 0
        self.introspection = Introspection(plan.operation, shapes.api_schema)
        self._shapes = shapes
        self._compiled_plans = compiled_plans
        self.denials = denials
        self._runs_needed = self._runs_left = RUNS_BEFORE_COMPILING
        self._kept: _Interpretation | None = None
        self.get_object_types = shapes.get_object_types
        # Whether its compiled code is made for answers that decoding alone does not make right.
        self.checks_values = False
        self._answers_put_right = 0

    @property
    def shape(self) -> ObjectShape:
        return self._shapes.build(self.denials.operation if self.denials else self.plan.operation)

    async def run(self, call: Call) -> bytes | PartialResponse | Outcome:
        """A whole response, or an outcome to make one of."""
        if self.compiled is not None:
            self._compiled_plans.touch(self)
            try:
                return await self.compiled.run(call, self.introspection.answer(call.variables))
            except (IrregularError, msgspec.DecodeError, SubgraphError):
                # The interpreter takes the replies that are there and says what is wrong with them.
                return await self._interpret_irregular(call)
            except Exception:  # whatever generated code trips over, the answer is right without it
                log.exception("compiled plan failed")
                return await self._interpret_irregular(call)
        if self.compiled is None and self.not_compiled_because is None:
            self._runs_left -= 1
            if self._runs_left == 0:
                self._compiled_plans.compile_soon(self)
        return await self.interpret(call)

    async def _interpret_irregular(self, call: Call) -> Outcome:
        self.irregular_answers += 1
        outcome = await self.interpret(call)
        if not outcome.errors and not self.checks_values:
            # Nothing was wrong, so it is values that only have to be put right.
            self._answers_put_right += 1
            if self._answers_put_right == ANSWERS_BEFORE_CHECKING:
                self.checks_values = True
                self._compiled_plans.compile_soon(self)
        return outcome

    def adopt_compiled(self, compiled: CompiledPlan) -> None:
        self.compiled = compiled
        self._kept = None

    def forget_compiled(self) -> None:
        """Give the memory back; it is compiled again when it is run again and again."""
        self.compiled = None
        self._runs_needed = min(10 * self._runs_needed, MAX_RUNS_BEFORE_COMPILING)
        self._runs_left = self._runs_needed

    def _get_interpretation(self) -> _Interpretation:
        """Kept only for what is interpreted again: most operations are run once, or compiled the next time."""
        if self._kept is not None:
            return self._kept
        made = _Interpretation(Interpreter(self.plan), build_completer(self.shape))
        if (
            self.compiled is not None
            or self._runs_left < self._runs_needed - 1
            or self.not_compiled_because is not None
        ):
            self._kept = made
        return made

    async def interpret(self, call: Call) -> Outcome:
        """To the letter of the specification, whatever the subgraphs answer."""
        interpreter, complete = self._get_interpretation()
        tree, failures = await interpreter.fetch_all(call)
        tree.update(self.introspection.answer(call.variables))
        if self.denials is not None:
            self.denials.put_into(tree)
        errors = Errors()
        data = complete(tree, errors)
        errors.add_unreported(failures)
        return Outcome(data, errors.found)

    async def run_each_event(self, call: Call) -> AsyncIterator[bytes | PartialResponse | Outcome]:
        """Run a subscription: its first fetch opens the stream, and each event is the reply to that fetch."""
        if not self.plan.fetches:
            # Nothing the caller may see, or wants to: no events either.
            yield await self.interpret(call)
            return
        source = self.plan.fetches[0]
        body = RequestTemplate(source).build(call.variables)
        try:
            async for reply in call.client.subscribe(source.subgraph, body, call.headers_for, deadline=call.deadline):
                answered: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
                answered.set_result(reply)
                sent = {source.id: Sent(body, answered)}
                yield await self.run(
                    EventCall(call.client, call.headers_for, call.variables, call.deadline, call.on_reply, sent)
                )
        except SubgraphError as error:
            errors = Errors()
            errors.add_unreported([from_subgraph_error(error)])
            yield Outcome(None, errors.found)
