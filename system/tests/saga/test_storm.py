"""Every event three times and out of order, while the broker dies: the books balance at every moment.

Short by default; CHAOS=long (`make chaos`) is ten thousand reservations, or as many as STORM_RESERVATIONS says.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from pymongo.errors import PyMongoError

from airline_system.background import Background
from airline_system.crowd import REFUSED, Crowd, Outcome, SubgraphDoor, Wish
from airline_system.echo import Echo
from airline_system.ledger import Ledger
from airline_system.saboteur import Saboteur
from wire.figures import RecordFigures

pytestmark = [pytest.mark.chaos, pytest.mark.rabbitmq]
IS_LONG = os.environ.get("CHAOS") == "long"
BUYERS = int(os.environ.get("STORM_RESERVATIONS", "10000")) if IS_LONG else 80
# Fewer seats than are wanted.
FLIGHTS, SEATS = (max(4, BUYERS // 200), 150) if IS_LONG else (4, 25)
# Without an answer for anybody; and then without any change of the books.
PATIENCE_SECONDS = 240
HEALING_SECONDS = 120
BROKER_LIVES_SECONDS = 20.0 if IS_LONG else 1.0
# Its start costs a busy machine half a minute each time.
DEATHS = 1000 if IS_LONG else 3
SAMPLE_SECONDS = 0.1
SEED = 19


class Auditor(Background):
    """Looks at the counts all the time; `trouble` is what it saw, `samples` how often it looked."""

    def __init__(self, ledger: Ledger, flight_ids: Sequence[str]) -> None:
        super().__init__()
        self.trouble: list[str] = []
        self.samples = 0
        self._ledger, self._flight_ids = ledger, flight_ids

    def work(self) -> None:
        while not self.stop.wait(SAMPLE_SECONDS):
            try:
                self.trouble += self._ledger.moments_of_trouble(self._flight_ids)
            except PyMongoError as error:
                self.trouble.append(repr(error))
            self.samples += 1


def wishes(flight_ids: Sequence[str], seed: int) -> list[Wish]:
    """Parties of one to four, a fifth of them on two flights, a tenth of them changing their mind."""
    dice = random.Random(seed)
    return [
        Wish(
            tuple(dice.sample(flight_ids, 2 if dice.random() < 0.2 else 1)),
            passengers=dice.randint(1, 4),
            cancels=dice.random() < 0.1,
        )
        for _ in range(BUYERS)
    ]


def test_echoed_and_reordered_events_keep_the_books_balanced(
    rabbitmq_airline: Any, record_figures: RecordFigures
) -> None:
    airline = rabbitmq_airline
    flight_ids = [airline.open_flight(SEATS) for _ in range(FLIGHTS)]
    with (
        Echo(airline.stack.amqp_url, SEED) as echo,
        Saboteur(airline.stack, ("rabbitmq",), BROKER_LIVES_SECONDS, DEATHS) as saboteur,
        Auditor(airline.ledger, flight_ids) as auditor,
    ):
        crowd = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS, at_once=300)
        began = time.monotonic()
        outcomes: list[Outcome] = []
        # A fast machine has told them all before the broker dies for the first time.
        while not outcomes or (saboteur.is_at_work and not saboteur.kills):
            outcomes += crowd.buy(wishes(flight_ids, SEED + len(outcomes)))
        seconds = time.monotonic() - began
    airline.ledger.wait_until_quiet(flight_ids, HEALING_SECONDS)
    waits = sorted(one.seconds for one in outcomes)
    ends = Counter(one.status for one in outcomes)
    record_figures(f"{len(outcomes)} reservations in {seconds:.0f} s: {describe(ends)}")
    record_figures(f"a buyer is told after {waits[len(waits) // 2]:.1f} s in the median, {waits[-1]:.1f} s at most")
    record_figures(f"each event said three times, out of order; said again: {describe(echo.said)}")
    record_figures(f"RabbitMQ killed {saboteur.kills['rabbitmq']} times")
    record_figures(f"{auditor.samples} audits, {len(auditor.trouble)} contradictions")
    assert set(ends) <= {"CONFIRMED", "FAILED", "CANCELLED", REFUSED}
    assert auditor.trouble == []
    assert auditor.samples > 0
    assert saboteur.kills["rabbitmq"] > 0
    assert min(echo.said[kind] for kind in ("reservation.created", "flight.updated", "reservation.confirmed")) > 0
    assert airline.ledger.contradictions(flight_ids) == []
    assert airline.ledger.dead_letters() == []
    confirmed = sum(one.wish.passengers * len(one.wish.flight_ids) for one in outcomes if one.status == "CONFIRMED")
    assert sum(airline.ledger.seats(flight_id).sold for flight_id in flight_ids) == confirmed


def describe(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.most_common())
