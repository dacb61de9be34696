"""A `SubgraphClient` around another: subscriptions to fields with `@amqpSubscribe` hear the broker instead.

Each message is answered as a subgraph would have: the field's value is selected from it and the plan's document
executed on that. Whatever else the client asked for, the plan fetches from the subgraphs as for any entity.
"""

from __future__ import annotations

import asyncio
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    execute_sync,
    get_argument_values,
    parse,
)
from graphql.execution.values import get_variable_values

from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.subgraphs.events.listener import BrokerError, Interest
from jetbridge.subgraphs.subscription import find_delay
from jetbridge.supergraph.event_templates import TemplateError, dig, find_texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from jetbridge.config.subgraphs import Reconnect
    from jetbridge.executor.subgraph_client import SubgraphClient
    from jetbridge.subgraphs.events.broker import Broker
    from jetbridge.subgraphs.events.listener import Accepts
    from jetbridge.supergraph.event_fields import EventField
    from jetbridge.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class _Request:
    """A subscription of the plan's making: its only root field is `field`."""

    document: DocumentNode
    operation: OperationDefinitionNode
    field: FieldNode


@dataclass(frozen=True, slots=True)
class _Subscription:
    """One that was asked for."""

    request: _Request
    source: EventField
    arguments: dict[str, Any]
    variables: dict[str, Any]


class EventSubgraphClient:
    """`find_reconnect` says of a subgraph whether to listen again. Without a `broker` subscribers are told so."""

    def __init__(
        self,
        supergraph: Supergraph,
        broker: Broker | None,
        find_reconnect: Callable[[str], Reconnect],
        *,
        otherwise: SubgraphClient,
    ) -> None:
        self._schema = supergraph.schema
        self._fields = supergraph.event_fields
        self._broker = broker
        self._find_reconnect = find_reconnect
        self._otherwise = otherwise
        # Calls are not to pay for subscriptions.
        self.send = otherwise.send

    def subscribe(
        self, subgraph: str, body: bytes, headers_for: Callable[[str], bytes], *, deadline: float | None = None
    ) -> AsyncIterator[SubgraphReply]:
        asked = msgspec.json.decode(body)
        request = _parse(asked["query"])
        source = self._fields.get(request.field.name.value)
        if source is None:
            return self._otherwise.subscribe(subgraph, body, headers_for, deadline=deadline)
        return self._listen(subgraph, request, source, asked.get("variables") or {})

    async def _listen(
        self, subgraph: str, request: _Request, source: EventField, variables: dict[str, Any]
    ) -> AsyncIterator[SubgraphReply]:
        arguments = _find_arguments(self._schema, request, variables, subgraph)
        subscription = _Subscription(request, source, arguments, variables)
        interest, is_meant = _build_interest(subscription, subgraph)
        if self._broker is None:
            raise SubgraphError("SERVICE_UNAVAILABLE", subgraph, "No message broker is configured for this field.")
        reconnect, failures = self._find_reconnect(subgraph), 0
        while True:
            try:
                listener = await self._broker.listen(interest, is_meant)
                try:
                    failures = 0
                    if source.begin is not None:
                        yield self._reply(subscription, source.begin.apply(arguments))
                    while True:
                        message = await listener.take()
                        yield self._reply(subscription, source.select.apply(message) if source.select else message)
                finally:
                    self._broker.leave(listener)
            except BrokerError as error:
                if failures >= reconnect.attempts or not error.passing:
                    raise SubgraphError("SERVICE_UNAVAILABLE", subgraph, error.message, 1) from error
            await asyncio.sleep(find_delay(failures, reconnect.max_delay_seconds))
            failures += 1

    def _reply(self, subscription: _Subscription, value: Any) -> SubgraphReply:
        request = subscription.request
        root = {request.field.name.value: value}
        result = execute_sync(self._schema, request.document, root, variable_values=subscription.variables)
        assert isinstance(result, ExecutionResult)
        return SubgraphReply(200, msgspec.json.encode(result.formatted))


@functools.lru_cache(maxsize=256)
def _parse(query: str) -> _Request:
    document = parse(query, no_location=True)
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    field = next(each for each in operation.selection_set.selections if isinstance(each, FieldNode))
    return _Request(document, operation, field)


def _find_arguments(
    schema: GraphQLSchema, request: _Request, variables: dict[str, Any], subgraph: str
) -> dict[str, Any]:
    root = schema.subscription_type
    assert root is not None
    try:
        values = get_variable_values(schema, request.operation.variable_definitions or (), variables)
        if isinstance(values, list):
            raise values[0]
        return get_argument_values(root.fields[request.field.name.value], request.field, values)
    except GraphQLError as error:
        raise SubgraphError("BAD_USER_INPUT", subgraph, error.message) from error


def _build_interest(subscription: _Subscription, subgraph: str) -> tuple[Interest, Accepts]:
    source, arguments = subscription.source, subscription.arguments
    try:
        keys = [key for each in source.routing_keys for key in each.fill_routing_key(arguments)]
        filled = [(condition.path, condition.value.fill(arguments)) for condition in source.where]
    except TemplateError as error:
        raise SubgraphError("BAD_USER_INPUT", subgraph, str(error)) from error
    wanted = [(path, frozenset(texts)) for path, texts in filled if texts is not None]
    return Interest(source.exchange, tuple(sorted(set(keys)))), functools.partial(_is_meant, wanted)


def _is_meant(wanted: Sequence[tuple[tuple[str, ...], frozenset[str]]], message: Any) -> bool:
    return all(not texts.isdisjoint(find_texts(dig(message, path)) or ()) for path, texts in wanted)
