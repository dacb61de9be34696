"""What only RabbitMQ has: a broker that dies, dead letters, connections it drops."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pika
import pytest

from wire.bus import BusUnavailableError
from wire.envelope import encode
from wire.rabbitmq import RabbitBus
from wire.servers import Server, find_free_port, is_rabbitmq_installed, port_mapper, rabbitmq
from wire.testing import PATIENCE_SECONDS, Received, build_event, consuming

pytestmark = pytest.mark.rabbitmq
UPDATED = ["flight.updated"]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Server]:
    """A broker of this test's own, to be killed."""
    if not is_rabbitmq_installed():
        pytest.skip("RabbitMQ is not installed (apt-get install rabbitmq-server)")
    with ExitStack() as stack:
        mapper, port = port_mapper(tmp_path)
        mapper.start()
        stack.callback(mapper.stop)
        server = rabbitmq(tmp_path, port)
        server.start()
        stack.callback(server.kill)
        yield server


def test_everything_survives_the_death_of_the_broker(broker: Server, queue: str) -> None:
    publisher, consumer, received = RabbitBus(broker.url), RabbitBus(broker.url), Received()
    publisher.subscribe(queue, UPDATED)
    # RabbitMQ forgets the member of a quorum queue that was declared in the seconds before a crash; a restart saves it.
    broker.stop()
    broker.start()
    before, after = build_event(when="before"), build_event(when="after")
    publisher.publish(before)
    broker.kill()
    with pytest.raises(BusUnavailableError):
        publisher.publish(after)
    with consuming(consumer, queue, UPDATED, received):  # begins while the broker is down
        broker.start()
        assert received.take() == [before]
        publisher.publish(after)
        assert received.take() == [after]
    publisher.close()


def test_a_publisher_whose_connection_was_dropped_connects_again(rabbitmq_url: str, queue: str) -> None:
    bus = RabbitBus(rabbitmq_url, exchange=f"test.{queue}")
    bus.subscribe(queue, UPDATED)
    bus.publish(build_event())
    assert bus._publisher is not None
    bus._publisher.close()  # as the broker does with one that was idle too long
    bus.publish(build_event())
    bus.close()


def test_an_undecodable_message_goes_to_the_dead_letter_queue(rabbitmq_url: str, queue: str) -> None:
    exchange = f"test.{queue}"
    bus, received = RabbitBus(rabbitmq_url, exchange=exchange), Received()
    bus.subscribe(queue, UPDATED)
    connection = pika.BlockingConnection(pika.URLParameters(rabbitmq_url))
    channel = connection.channel()
    sent = build_event()
    for body in (b"\xff", b"{}", encode(sent)):
        channel.basic_publish(exchange, "flight.updated", body)
    with consuming(bus, queue, UPDATED, received):
        assert received.take() == [sent]
    dead = []
    for method, _, body in channel.consume(f"{queue}.dead", inactivity_timeout=PATIENCE_SECONDS):
        assert method is not None
        channel.basic_ack(method.delivery_tag)
        dead.append(body)
        if len(dead) == 2:
            break
    channel.cancel()
    connection.close()
    assert sorted(dead) == [b"{}", b"\xff"]


def test_messages_and_queues_are_durable(rabbitmq_url: str, queue: str) -> None:
    bus = RabbitBus(rabbitmq_url, exchange=f"test.{queue}")
    bus.subscribe(queue, UPDATED)
    bus.publish(build_event())
    connection = pika.BlockingConnection(pika.URLParameters(rabbitmq_url))
    method, properties, _ = connection.channel().basic_get(queue)
    connection.close()
    bus.close()
    assert method is not None
    assert properties.delivery_mode == pika.DeliveryMode.Persistent.value
    assert properties.type == method.routing_key == "flight.updated"


def test_a_bus_without_its_broker_says_so() -> None:
    bus = RabbitBus(f"amqp://guest:guest@127.0.0.1:{find_free_port()}/%2F")
    with pytest.raises(BusUnavailableError):
        bus.publish(build_event())
    with pytest.raises(BusUnavailableError):
        bus.subscribe("q", UPDATED)
