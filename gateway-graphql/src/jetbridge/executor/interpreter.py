"""Execute a query plan by following it: the general executor, which answers every plan to the letter.

Each fetch starts as soon as the fetches it waits for are read. What goes wrong with one costs the fields it was to
bring: they get a `Failure` and the others go on.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jetbridge.executor.contextual import build_batches
from jetbridge.executor.contextual_request import ContextualTemplate, has_contexts
from jetbridge.executor.failure import Failure, fail
from jetbridge.executor.reader import build_reader, keep_better
from jetbridge.executor.reply import Opened, open_error, open_reply
from jetbridge.executor.representation import build_batch, find_objects
from jetbridge.executor.request import RequestTemplate, read_representations
from jetbridge.executor.subgraph_client import SubgraphError
from jetbridge.planner.plan import EntityFetch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.executor.call import Call
    from jetbridge.executor.reader import ObjectReader, Tree
    from jetbridge.executor.representation import Batch
    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.planner.plan import Fetch, QueryPlan, RootFetch


class Interpreter:
    """Follows one plan, again and again."""

    def __init__(self, plan: QueryPlan) -> None:
        self.plan = plan
        self.templates = {fetch.id: RequestTemplate(fetch) for fetch in plan.fetches}
        self.contextual = {fetch.id: ContextualTemplate(fetch) for fetch in plan.fetches if has_contexts(fetch)}
        self.readers = {fetch.id: _build_readers(fetch) for fetch in plan.fetches}

    async def fetch_all(self, call: Call) -> tuple[Tree, list[Failure]]:
        """The result tree, and every failure the subgraphs told of, whether it has a place in the tree or not."""
        run = _Run(call, self)
        await run.follow(self.plan.fetches)
        return run.tree, run.failures


def _build_readers(fetch: Fetch) -> tuple[ObjectReader, ...]:
    parts = fetch.groups if isinstance(fetch, EntityFetch) else (fetch,)
    return tuple(build_reader(part.selections, fetch.subgraph) for part in parts)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A fetch that is sent, and which objects its entities are for: for each group, one batch or several."""

    fetch: Fetch
    reply: asyncio.Future[SubgraphReply]
    batches: tuple[tuple[Batch, ...], ...] = ()


class _Run:
    def __init__(self, call: Call, interpreter: Interpreter) -> None:
        self.tree: Tree = {}
        self.failures: list[Failure] = []
        self._call = call
        self._templates = interpreter.templates
        self._contextual = interpreter.contextual
        self._readers = interpreter.readers

    async def follow(self, fetches: Sequence[Fetch]) -> None:
        waiting, done = list(fetches), set[int]()
        under_way: dict[int, _UnderWay] = {}
        try:
            while waiting or under_way:
                ready = [fetch for fetch in waiting if done.issuperset(fetch.after)]
                waiting = [fetch for fetch in waiting if not done.issuperset(fetch.after)]
                for fetch in ready:
                    if (started := self._start(fetch)) is not None:
                        under_way[fetch.id] = started
                    else:
                        done.add(fetch.id)
                if any(fetch.id in done for fetch in ready):
                    continue
                for answered in await _wait_for_some(under_way):
                    del under_way[answered.fetch.id]
                    self._read(answered)
                    done.add(answered.fetch.id)
        finally:
            for sent in under_way.values():
                sent.reply.cancel()

    def _start(self, fetch: Fetch) -> _UnderWay | None:
        """Send the request, unless there is nothing to ask for."""
        template, variables = self._templates[fetch.id], self._call.variables
        if not isinstance(fetch, EntityFetch):
            if not find_objects(self.tree, fetch.path):
                return None
            return _UnderWay(fetch, self._call.send(fetch, template.build(variables)))
        if fetch.id in self._contextual:
            return self._start_contextual(fetch, self._contextual[fetch.id])
        batches = tuple(build_batch(self.tree, group) for group in fetch.groups)
        self._fail_unasked(fetch, [(batch,) for batch in batches])
        if not any(batch.places for batch in batches):
            return None
        sent = self._call.sent.get(fetch.id)
        if sent is not None:
            # Compiled code may have met the objects in another order.
            for group, batch in zip(fetch.groups, batches, strict=True):
                batch.follow_order(read_representations(sent.body, group.variable))
        representations = {group.variable: batch.to_json() for group, batch in zip(fetch.groups, batches, strict=True)}
        body = template.build(variables, representations)
        return _UnderWay(fetch, self._call.send(fetch, body), tuple((batch,) for batch in batches))

    def _start_contextual(self, fetch: EntityFetch, template: ContextualTemplate) -> _UnderWay | None:
        found = [build_batches(self.tree, group) for group in fetch.groups]
        self._fail_unasked(fetch, found)
        batches = tuple(tuple(batch for batch in own if batch.places) for own in found)
        if not any(batches):
            return None
        sent = self._call.sent.get(fetch.id)
        if sent is not None:
            # Compiled code may have met the objects in another order.
            batches = template.follow_order(sent.body, batches)
        body = template.build(self._call.variables, batches)
        return _UnderWay(fetch, self._call.send(fetch, body), batches)

    def _fail_unasked(self, fetch: Fetch, batches: Sequence[Sequence[Batch]]) -> None:
        """Objects whose keys or contexts are not known because something failed lack what they were to get here."""
        for own, reader in zip(batches, self._readers[fetch.id], strict=True):
            for batch in own:
                for place, failure in batch.failed:
                    reader.fail(place.object, failure, place.typename)

    def _read(self, answered: _UnderWay) -> None:
        fetch = answered.fetch
        opened = self._open(fetch, answered.reply)
        self.failures.extend(opened.failures)
        if isinstance(fetch, EntityFetch):
            self._read_entities(fetch, answered.batches, opened)
        else:
            self._read_root(fetch, opened)

    def _open(self, fetch: Fetch, future: asyncio.Future[SubgraphReply]) -> Opened:
        try:
            reply = future.result()
        except SubgraphError as error:
            return open_error(error)
        self._call.note(fetch, reply)
        return open_reply(reply, fetch.subgraph)

    def _read_root(self, fetch: RootFetch, opened: Opened) -> None:
        (reader,) = self._readers[fetch.id]
        for target in find_objects(self.tree, fetch.path):
            if opened.data is not None:
                reader.read(opened.data, target)
            elif opened.failure is not None:
                _fail_fields(reader, target, opened.failure)

    def _read_entities(self, fetch: EntityFetch, batches: tuple[tuple[Batch, ...], ...], opened: Opened) -> None:
        for own, reader in zip(batches, self._readers[fetch.id], strict=True):
            for batch in own:
                answers = _get_entities(opened, batch.alias, len(batch.places), fetch.subgraph)
                for answer, places in zip(answers, batch.places.values(), strict=True):
                    for place in places:
                        _read_entity(reader, answer, place.object, place.typename, fetch.subgraph)


def _get_entities(opened: Opened, alias: str, asked: int, subgraph: str) -> list[object]:
    """One answer a representation: an object, null, or a failure."""
    if opened.data is None:
        return [opened.failure and Failure(opened.failure.cause)] * asked
    answers = opened.data.get(alias)
    if isinstance(answers, Failure):
        return [Failure(answers.cause)] * asked
    if isinstance(answers, list) and len(answers) == asked:
        return answers
    number = len(answers) if isinstance(answers, list) else "no list of"
    message = f'Subgraph "{subgraph}" answered {number} entities to {asked} representations.'
    return [fail("SUBGRAPH_INVALID_RESPONSE", subgraph, message)] * asked


def _read_entity(reader: ObjectReader, answer: object, target: Tree, typename: str | None, subgraph: str) -> None:
    match answer:
        case None:
            return
        case dict():
            reader.read(answer, target, typename=typename)
        case Failure():
            if answer.rest:
                _fail_fields(reader, target, answer, typename)
            else:
                reader.fail(target, answer, typename)
        case _:
            message = f'Subgraph "{subgraph}" answered an entity that is no object.'
            reader.fail(target, fail("SUBGRAPH_INVALID_RESPONSE", subgraph, message), typename)


def _fail_fields(reader: ObjectReader, target: Tree, failure: Failure, typename: str | None = None) -> None:
    """`failure.rest` begins with the field where it happened; its siblings are lost without being to blame."""
    key, *rest = reader.map_path(failure.rest) or (None,)
    if isinstance(key, str):
        keep_better(target, key, Failure(failure.cause, tuple(rest)))
    reader.fail(target, Failure(failure.cause), typename)


async def _wait_for_some(under_way: dict[int, _UnderWay]) -> list[_UnderWay]:
    """What is answered, at least one, in the order it was asked."""
    await asyncio.wait({sent.reply for sent in under_way.values()}, return_when=asyncio.FIRST_COMPLETED)
    return [sent for sent in under_way.values() if sent.reply.done()]
