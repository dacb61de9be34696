"""Run a compiled plan: requests go out as soon as what they need is read, without a task for each.

Replies drive the flow from the callbacks of their futures; the request's own task wakes up once, when all is read.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jetbridge.executor.compiled.denied import DeniedFields, mark_denied
from jetbridge.executor.compiled.laying_out import build_layout
from jetbridge.executor.compiled.layout import NotCompilableError
from jetbridge.executor.compiled.source import PlanWriter
from jetbridge.executor.compiled.writer import IrregularError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jetbridge.errors import Json
    from jetbridge.executor.call import Call
    from jetbridge.executor.denials import Denials
    from jetbridge.executor.shape import ObjectShape
    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.planner.plan import Fetch, QueryPlan


_encode = msgspec.json.Encoder().encode


class PartialResponse(NamedTuple):
    """A whole response with errors of fields that were denied; `has_data` if anything else was found."""

    body: bytes
    errors: list[dict[str, Json]]
    has_data: bool


class CompiledPlan:
    """Generated code for one plan. Raises `NotCompilableError` when made of a plan it cannot be made of."""

    def __init__(
        self,
        plan: QueryPlan,
        shape: ObjectShape,
        get_object_types: Callable[[str], frozenset[str]],
        denials: Denials | None = None,
        *,
        checks_values: bool = False,
    ) -> None:
        """With `checks_values` it is made for answers that decoding alone does not make right, see `checking.py`."""
        layout = build_layout(plan, shape, get_object_types, checks_values=checks_values)
        if denials is not None:
            mark_denied(layout, denials)
        # Errors of denied fields are found in the finished answer.
        writer = PlanWriter(layout, plan.fetches, keeps_objects=denials is not None, checks_values=checks_values)
        writer.write(plan.fetches)
        # Answers become text before the last fetches are sent, where that is worth it.
        self.writes_early = writer.writes_early
        self._denied = DeniedFields(denials, writer.classes) if denials is not None else None
        names = writer.writer.names
        source = writer.writer.source
        # Of its source; memory grows with it.
        self.size = len(source)
        try:
            code = compile(source, "<plan>", "exec")
        except SyntaxError as error:
            # Python allows twenty loops within each other.
            raise NotCompilableError("lists nested too deeply") from error
        exec(code, names)  # noqa: S102  # our own source, without any text of others
        self.state = type("State", (), {"__slots__": tuple(writer.slots)})
        self.start: Callable[..., None] = names["start"]
        self.finish: Callable[[Any], bytes] = names["finish"]
        self.steps = [_Step(number, fetch, names, layout.reads_after) for number, fetch in enumerate(plan.fetches)]
        self.needs = [step.needs for step in self.steps]
        self.read_needs = [step.read_needs for step in self.steps]
        steps = {step.fetch.id: step for step in self.steps}
        for step in self.steps:
            step.link(steps)

    async def run(self, call: Call, ready: Mapping[str, Any]) -> bytes | PartialResponse:
        """The whole response; raises `IrregularError` where the interpreter must look at the replies."""
        state = self.state()
        self.start(state, call.variables, ready)
        if len(self.steps) == 1:
            await _run_single(self.steps[0], state, call)
        elif self.steps:
            await _Flow(self, state, call).run()
        if self._denied is None:
            return self.finish(state)
        errors = self._denied.find_errors(state.root)
        response = self.finish(state)
        if not errors:
            return response
        has_data = any(getattr(state.root, name) is not None for name in state.root.__struct_fields__)
        return PartialResponse(b'{"errors":' + _encode(errors) + b"," + response[1:], errors, has_data)


class _Step:
    """One fetch of the plan. Sending waits for `after`, reading also for objects that must be there to be patched."""

    __slots__ = ("after", "fetch", "needs", "number", "read", "read_needs", "read_then", "send", "then")

    def __init__(self, number: int, fetch: Fetch, names: dict[str, Any], reads_after: dict[int, set[int]]) -> None:
        self.number = number
        self.fetch = fetch
        self.send: Callable[[Any], bytes | None] = names[f"send_{fetch.id}"]
        self.read: Callable[[Any, bytes | memoryview], None] = names[f"read_{fetch.id}"]
        self.needs = len(set(fetch.after))
        self.after = reads_after[fetch.id] - set(fetch.after)
        self.read_needs = len(self.after)
        self.then: list[_Step] = []
        self.read_then: list[_Step] = []

    def link(self, steps: dict[int, _Step]) -> None:
        for before in set(self.fetch.after):
            steps[before].then.append(self)
        for before in self.after:
            steps[before].read_then.append(self)


async def _run_single(step: _Step, state: Any, call: Call) -> None:
    body = step.send(state)
    if body is not None:
        reply = await call.send_first(step.fetch, body)
        if call.on_reply is not None:
            call.note(step.fetch, reply)
        step.read(state, reply.body)


class _Flow:
    """One run of several steps."""

    __slots__ = ("_arrived", "_call", "_done", "_left", "_needs", "_read_needs", "_state", "_steps")

    def __init__(self, plan: CompiledPlan, state: Any, call: Call) -> None:
        self._steps = plan.steps
        self._state = state
        self._call = call
        self._left = len(plan.steps)
        # By the number of a step: how many it still waits for, to be sent and to be read.
        self._needs = plan.needs.copy()
        self._read_needs = plan.read_needs.copy()
        self._arrived: dict[int, SubgraphReply] = {}
        # Nobody waits before all that can be sent is sent.
        self._done: asyncio.Future[None] | None = None

    async def run(self) -> None:
        try:
            for step in self._steps:
                if not step.needs:
                    self._start(step)
            if self._left:
                # To ask for the running loop would be a call of the system.
                sent = next(iter(self._call.sent.values()))
                self._done = sent.reply.get_loop().create_future()
                await self._done
        except asyncio.CancelledError:
            self._call.cancel()
            raise

    def _start(self, step: _Step) -> None:
        body = step.send(self._state)
        if body is None:
            self._finish(step)
        else:
            self._call.send_first(step.fetch, body).add_done_callback(partial(self._take, step))

    def _take(self, step: _Step, future: asyncio.Future[SubgraphReply]) -> None:
        done = self._done
        if done is None or done.done():
            return
        try:
            reply = future.result()
            if self._call.on_reply is not None:
                self._call.note(step.fetch, reply)
            if self._read_needs[step.number]:
                self._arrived[step.number] = reply
            else:
                step.read(self._state, reply.body)
                self._finish(step)
        except asyncio.CancelledError:  # the reply was cancelled by others; this request goes on
            done.set_exception(IrregularError())
        except Exception as error:  # in a callback it would be lost, and the request hang
            done.set_exception(error)

    def _finish(self, step: _Step) -> None:
        self._left -= 1
        if not self._left:
            if self._done is not None:
                self._done.set_result(None)
            return
        for other in step.read_then:
            self._read_needs[other.number] -= 1
            if not self._read_needs[other.number] and other.number in self._arrived:
                other.read(self._state, self._arrived.pop(other.number).body)
                self._finish(other)
        for other in step.then:
            self._needs[other.number] -= 1
            if not self._needs[other.number]:
                self._start(other)
