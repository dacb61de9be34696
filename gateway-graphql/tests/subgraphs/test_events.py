"""Subscriptions whose events come from an exchange of a real RabbitMQ; the rest of an answer comes from subgraphs."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any
from uuid import uuid4

import pika
import pytest
from pika.exceptions import UnroutableError

from jetbridge.app import Embedding, Gateway, Source
from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.config import load_config_text
from jetbridge.config.rabbitmq import RabbitMq
from jetbridge.pipeline import GraphQLRequest, RequestContext
from jetbridge.subgraphs.events.broker import Broker
from jetbridge.subgraphs.events.listener import BrokerError, Interest, Listener
from jetbridge.subgraphs.events.routing_keys import compile_pattern, matches
from jetbridge.supergraph import SupergraphError, load_supergraph

EVENTS = """
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@composeDirective", "@authenticated"])
  @link(url: "https://specs.jetbridge.example/amqp/v1.0", import: ["@amqpSubscribe"])
  @composeDirective(name: "@amqpSubscribe")
directive @amqpSubscribe(
  exchange: String!, routingKeys: [String!]!, select: String, where: [String!], begin: String
) on FIELD_DEFINITION
type Flight @key(fields: "id", resolvable: false) { id: ID! }
"""
FLIGHTS = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
type Query { flight(id: ID!): Flight }
type Flight @key(fields: "id") { id: ID! status: String }
"""
CHANGED = 'flightChanged(id: ID!): Flight @amqpSubscribe(exchange: "EXCHANGE", routingKeys: ["flight.updated"], select: "id: data.flight_id", where: ["data.flight_id = {args.id}"] BEGIN)'


def build_supergraph(field: str, exchange: str = "events") -> str:
    events = f"{EVENTS} type Subscription {{ {field.replace('EXCHANGE', exchange).replace('BEGIN', '')} }}"
    result = compose([SubgraphDefinition("events", "", events), SubgraphDefinition("flights", "http://f/", FLIGHTS)])
    assert result.supergraph_sdl is not None, result.errors
    return result.supergraph_sdl


def answer_flights(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    request = json.loads(environ["wsgi.input"].read())
    [representations] = request["variables"].values()
    start_response("200 OK", [("content-type", "application/json")])
    flights = [{"__typename": "Flight", "status": f"status of {each['id']}"} for each in representations]
    return [json.dumps({"data": {"_entities": flights}}).encode()]


class Exchange:
    """A topic exchange of the test's own, and how the services publish to it."""

    def __init__(self, url: str) -> None:
        self.name = f"test.{uuid4().hex}"
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self._channel.exchange_declare(self.name, "topic", auto_delete=True)

    def publish(self, body: object, key: str = "flight.updated", message_id: str | None = None) -> None:
        self._channel.basic_publish(
            self.name, key, json.dumps(body).encode(), pika.BasicProperties(message_id=message_id)
        )

    def is_heard(self, key: str) -> bool:
        """Whether a queue is bound to it."""
        with self._connection.channel() as channel:
            channel.confirm_delivery()
            try:
                channel.basic_publish(self.name, key, b"{}", mandatory=True)
            except UnroutableError:
                return False
        return True

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def exchange(rabbitmq_url: str) -> Any:
    made = Exchange(rabbitmq_url)
    yield made
    made.close()


@contextlib.asynccontextmanager
async def start_gateway(field: str, exchange: Exchange, url: str, more: str = "") -> AsyncIterator[Gateway]:
    config = load_config_text(f"rabbitmq: {{url: '{url}'}}\n{more}", {})
    source = Source(load_supergraph(build_supergraph(field, exchange.name)), config)
    gateway = Gateway(source, embedding=Embedding(applications={"flights": answer_flights}))
    try:
        yield gateway
    finally:
        await gateway.stop()


def subscribe(gateway: Gateway, query: str) -> Any:
    return gateway.generation.engine.subscribe(GraphQLRequest(query), RequestContext(lambda _: b""))


async def take(responses: Any) -> Any:
    return json.loads((await anext(responses)).body)


@pytest.mark.rabbitmq
def test_an_event_brings_the_key_and_subgraphs_the_rest(
    exchange: Exchange, rabbitmq_url: str, run: Callable[[Coroutine[Any, Any, None]], None]
) -> None:
    async def main() -> None:
        field = CHANGED.replace("BEGIN", ', begin: "id: id"')
        async with start_gateway(field, exchange, rabbitmq_url) as gateway:
            responses = subscribe(gateway, 'subscription { f: flightChanged(id: "1") { key: id status } }')
            # It begins with what is now, so from here on everything is heard.
            expected = {"data": {"f": {"key": "1", "status": "status of 1"}}}
            assert await take(responses) == expected
            exchange.publish({"data": {"flight_id": "2"}})
            exchange.publish({"data": {"flight_id": "1"}}, message_id="a")
            exchange.publish({"data": {"flight_id": "1"}}, message_id="a")
            exchange.publish({"data": {"flight_id": "1"}}, key="flight.forgotten")
            assert await take(responses) == expected
            await responses.aclose()
            again = subscribe(gateway, 'subscription { flightChanged(id: "3") { id } }')
            assert await take(again) == {"data": {"flightChanged": {"id": "3"}}}
            exchange.publish({"data": {"flight_id": "3"}})
            assert await take(again) == {"data": {"flightChanged": {"id": "3"}}}
            await again.aclose()

    run(main())


@pytest.mark.rabbitmq
def test_an_exchange_that_is_not_there_leaves_other_subscribers_alone(
    exchange: Exchange, rabbitmq_url: str, run: Callable[[Coroutine[Any, Any, None]], None]
) -> None:
    async def main() -> None:
        field = f'{CHANGED.replace("BEGIN", chr(44) + chr(32) + "begin: " + chr(34) + "id: id" + chr(34))} lost: Flight @amqpSubscribe(exchange: "nowhere", routingKeys: ["#"])'
        async with start_gateway(field, exchange, rabbitmq_url) as gateway:
            there = subscribe(gateway, 'subscription { flightChanged(id: "1") { id } }')
            await take(there)
            [error] = (await take(subscribe(gateway, "subscription { lost { id } }")))["errors"]
            assert error["message"] == 'The message broker has no exchange "nowhere" that may be read.'
            exchange.publish({"data": {"flight_id": "1"}})
            assert await take(there) == {"data": {"flightChanged": {"id": "1"}}}
            await there.aclose()

    run(main())


def test_without_a_broker_a_subscriber_is_told(run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    async def main() -> None:
        source = Source(load_supergraph(build_supergraph(CHANGED)), load_config_text("{}", {}))
        gateway = Gateway(source, embedding=Embedding(applications={"flights": answer_flights}))
        [error] = (await take(subscribe(gateway, 'subscription { flightChanged(id: "1") { id } }')))["errors"]
        assert (error["message"], error["extensions"]["code"]) == (
            "No message broker is configured for this field.",
            "SERVICE_UNAVAILABLE",
        )
        await gateway.stop()

    run(main())


def test_a_broker_that_says_nothing_is_given_up_and_that_is_all(
    run: Callable[[Coroutine[Any, Any, None]], None],
) -> None:
    async def main() -> None:
        complaints: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
        writers: list[asyncio.StreamWriter] = []
        silent = await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", 0)
        url = f"amqp://127.0.0.1:{silent.sockets[0].getsockname()[1]}/%2F"
        broker = Broker(RabbitMq(url=url, connect_seconds=0.1))
        try:
            with pytest.raises(BrokerError):
                await broker.listen(Interest("e", ("k",)), lambda _: True)
        finally:
            for writer in writers:
                writer.close()
            silent.close()
        assert complaints == []

    run(main())


def test_an_argument_cannot_widen_a_routing_key(run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    async def main() -> None:
        field = 'changed(id: ID): Flight @amqpSubscribe(exchange: "e", routingKeys: ["flight.{args.id}"])'
        source = Source(load_supergraph(build_supergraph(field)), load_config_text("{}", {}))
        gateway = Gateway(source, embedding=Embedding(applications={"flights": answer_flights}))
        for value in ("#", "*", "a.b", ""):
            [error] = (await take(subscribe(gateway, f'subscription {{ changed(id: "{value}") {{ id }} }}')))["errors"]
            assert error["extensions"]["code"] == "BAD_USER_INPUT", value
        await gateway.stop()

    run(main())


def test_a_client_cannot_ask_for_any_number_of_routing_keys(run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    async def main() -> None:
        directive = '@amqpSubscribe(exchange: "e", routingKeys: ["{args.a}.{args.b}"], where: ["c = {args.c}{args.c}"])'
        source = Source(
            load_supergraph(build_supergraph(f"changed(a: [Int!], b: [Int!], c: [Int!]): Flight {directive}")),
            load_config_text("{}", {}),
        )
        gateway = Gateway(source, embedding=Embedding(applications={"flights": answer_flights}))
        many = list(range(100))
        for arguments in (f"a: {many}, b: {many}", f"c: {many}"):
            [error] = (await take(subscribe(gateway, f"subscription {{ changed({arguments}) {{ id }} }}")))["errors"]
            assert error["extensions"]["code"] == "BAD_USER_INPUT", arguments
        await gateway.stop()

    run(main())


@pytest.mark.rabbitmq
def test_who_leaves_while_a_key_is_being_bound_leaves_no_binding(
    exchange: Exchange, rabbitmq_url: str, run: Callable[[Coroutine[Any, Any, None]], None]
) -> None:
    async def main() -> None:
        broker = Broker(RabbitMq(url=rabbitmq_url))
        await broker.listen(Interest(exchange.name, ("stays",)), lambda _: True)
        leaving = asyncio.create_task(broker.listen(Interest(exchange.name, ("left",)), lambda _: True))
        await asyncio.sleep(0)  # it is on its way
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        # What is said on one channel is done in that order.
        for key in ("next", "last"):
            await broker.listen(Interest(exchange.name, (key,)), lambda _: True)
        assert exchange.is_heard("stays")
        assert not exchange.is_heard("left")
        await broker.close()

    run(main())


@pytest.mark.rabbitmq
def test_more_subscribers_than_a_connection_has_channels_may_come_at_once(
    exchange: Exchange, rabbitmq_url: str, run: Callable[[Coroutine[Any, Any, None]], None]
) -> None:
    async def main() -> None:
        broker = Broker(RabbitMq(url=rabbitmq_url))
        interests = [Interest(exchange.name, (f"flight.{number}",)) for number in range(2100)]
        await asyncio.gather(*(broker.listen(each, lambda _: True) for each in interests))
        await broker.close()

    run(main())


@pytest.mark.rabbitmq
def test_a_message_is_heard_once_however_many_of_a_listeners_keys_it_matches(
    exchange: Exchange, rabbitmq_url: str, run: Callable[[Coroutine[Any, Any, None]], None]
) -> None:
    async def main() -> None:
        broker = Broker(RabbitMq(url=rabbitmq_url))
        wishes = [("flight.*", "flight.updated"), ("flight.updated",), ("#",)]
        listeners = [await broker.listen(Interest(exchange.name, keys), lambda _: True) for keys in wishes]
        other = await broker.listen(Interest(exchange.name, ("flight.closed",)), lambda _: True)
        for number in (1, 2):
            exchange.publish(number)
        exchange.publish(3, key="flight.closed")
        assert [await each.take() for each in listeners] == [1, 1, 1]
        assert [await each.take() for each in listeners] == [2, 2, 2]
        assert await other.take() == 3
        broker.leave(listeners[1])
        exchange.publish(4)
        assert await listeners[0].take() == 3
        assert await listeners[0].take() == 4
        await broker.close()

    run(main())


def test_a_key_without_wildcards_is_only_compared() -> None:
    before = compile_pattern.cache_info()
    assert matches("flight.updated.7", "flight.updated.7")
    assert not matches("flight.updated.7", "flight.updated.8")
    assert compile_pattern.cache_info() == before


def test_who_may_not_subscribe_is_told_so_once(run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    async def main() -> None:
        field = 'changed: Flight @authenticated @amqpSubscribe(exchange: "e", routingKeys: ["k"])'
        source = Source(load_supergraph(build_supergraph(field)), load_config_text("{}", {}))
        gateway = Gateway(source, embedding=Embedding(applications={"flights": answer_flights}))
        responses = [json.loads(each.body) async for each in subscribe(gateway, "subscription { changed { id } }")]
        [response] = responses
        [error] = response["errors"]
        assert (response["data"], error["extensions"]["code"]) == ({"changed": None}, "UNAUTHENTICATED")
        skipped = subscribe(gateway, "subscription { changed @skip(if: true) { id } }")
        assert len([each async for each in skipped]) == 1
        await gateway.stop()

    run(main())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ('exchange: "e", routingKeys: ["f.{args.no}"]', "the field has no argument no"),
        ('exchange: "e", routingKeys: ["f{args.id}"]', "must be a whole word"),
        ('exchange: "e", routingKeys: ["f"], select: "id: {"', "no selection"),
        ('exchange: "e", routingKeys: ["f"], where: ["id"]', "no condition"),
    ],
)
def test_a_directive_that_cannot_be_carried_out_is_refused_with_the_supergraph(arguments: str, why: str) -> None:
    with pytest.raises(SupergraphError, match=f"Subscription.changed @amqpSubscribe: .*{why}"):
        load_supergraph(build_supergraph(f"changed(id: ID): Flight @amqpSubscribe({arguments})"))


@pytest.mark.parametrize(
    ("pattern", "key", "expected"),
    [
        ("a.b", "a.b", True),
        ("a.*", "a.b", True),
        ("a.*", "a.b.c", False),
        ("a.#", "a", True),
        ("#", "a.b", True),
        ("#.c", "a.b.c", True),
        ("a.*.c", "a.c", False),
    ],
)
def test_routing_keys_match_as_topic_exchanges_have_it(pattern: str, key: str, expected: bool) -> None:
    assert matches(pattern, key) is expected


def test_who_is_too_far_behind_is_cut_off(run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    async def main() -> None:
        listener = Listener(Interest("e", ("k",)), lambda _: True, 2)
        for number in range(3):
            listener.offer(number)
        with pytest.raises(BrokerError, match="More than 2 events waited"):
            await listener.take()

    run(main())
