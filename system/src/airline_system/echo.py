"""Say every event again, twice, later and out of order: what at-least-once delivery permits, made the rule.

It hears the exchange through a queue of its own that ends with its connection, so nothing is left behind. An event it
has said again itself is not said a third time.
"""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from typing import Any

import pika
from pika.exceptions import AMQPError

from airline_system.background import Background
from wire.bus import EXCHANGE

# Each event is heard three times: once from its publisher, twice from here.
ECHOES = 2
# So many are kept back and drawn from at random: a later event overtakes an earlier one by up to about this many.
KEPT_BACK = 40
# What is kept back goes out when nothing has been heard for so long.
SILENCE_SECONDS = 0.2
RECONNECT_SECONDS = 0.5


class Echo(Background):
    """Works in the background of a `with` block, through restarts of the broker; `said` counts echoes by type."""

    def __init__(self, amqp_url: str, seed: int) -> None:
        super().__init__()
        self.said: Counter[str] = Counter()
        self._parameters = pika.URLParameters(amqp_url)
        self._random = random.Random(seed)  # noqa: S311 - an order to be repeated, not a secret
        self._heard: set[str] = set()
        self._kept: list[tuple[Any, bytes]] = []

    def work(self) -> None:
        while not self.stop.is_set():
            try:
                self._listen()
            except (AMQPError, OSError):
                self.stop.wait(RECONNECT_SECONDS)

    def _listen(self) -> None:
        connection = pika.BlockingConnection(self._parameters)
        try:
            channel = connection.channel()
            channel.exchange_declare(EXCHANGE, "topic", durable=True)
            queue = channel.queue_declare("", exclusive=True).method.queue
            channel.queue_bind(queue, EXCHANGE, "#")
            for method, properties, body in channel.consume(queue, auto_ack=True, inactivity_timeout=SILENCE_SECONDS):
                if method is not None:
                    self._hear(properties, body)
                while self._kept and (method is None or len(self._kept) > KEPT_BACK):
                    self._say_one(channel)
                if self.stop.is_set() and method is None:
                    break
        finally:
            with suppress(AMQPError, OSError):
                connection.close()

    def _hear(self, properties: Any, body: bytes) -> None:
        if properties.message_id not in self._heard:
            self._heard.add(properties.message_id)
            self._kept += [(properties, body)] * ECHOES

    def _say_one(self, channel: Any) -> None:
        properties, body = self._kept.pop(self._random.randrange(len(self._kept)))
        channel.basic_publish(EXCHANGE, properties.type, body, properties)
        self.said[properties.type] += 1
