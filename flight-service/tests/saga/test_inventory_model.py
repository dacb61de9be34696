"""Any sequence of messages and staff acts, in any order and number, against a model of one cabin.

FLIGHT_MODEL_STEPS and FLIGHT_MODEL_EXAMPLES make the run as long as one likes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from flight_builders import NOW, announce, build_flight, build_inventory, cabins_of, hold_request, segment_of, usd
from flight_shelves import build_memory_shelf
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import ClientError
from flight_service.domain.flight import FlightStatus
from flight_service.domain.inventory import ClaimState
from flight_service.usecases.choose_seats import Traveller, choose_seats
from flight_service.usecases.release_seats import release_seats
from flight_service.usecases.sell_seats import sell_seats
from flight_service.usecases.take_seats import take_seats

CAPACITY = 7
RESERVATIONS = st.sampled_from([f"r{number}" for number in range(8)])


@dataclass
class Expected:
    state: ClaimState = ClaimState.NONE
    seats: int = 0
    numbers: tuple[str, ...] = ()


class InventoryModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.shelf = build_memory_shelf()
        self.flight = build_flight()
        self.inventory = build_inventory(self.flight, capacity=CAPACITY)
        self.segment = segment_of(self.inventory)
        self.shelf.stores.flights.add_missing([self.flight])
        self.shelf.stores.inventories.add_missing([self.inventory])
        self.claims: dict[str, Expected] = {}

    def expected(self, rid: str) -> Expected:
        return self.claims.setdefault(rid, Expected())

    def taken(self, state: ClaimState) -> int:
        return sum(claim.seats for claim in self.claims.values() if claim.state is state)

    def free(self) -> int:
        return CAPACITY - self.taken(ClaimState.HELD) - self.taken(ClaimState.SOLD)

    @rule(rid=RESERVATIONS, seats=st.integers(1, 4))
    def hold(self, rid: str, seats: int) -> None:
        claim = self.expected(rid)
        if claim.state is ClaimState.NONE:
            can = self.free() >= seats and self.flight.status is not FlightStatus.CANCELLED
            self.claims[rid] = Expected(ClaimState.HELD, seats) if can else Expected(ClaimState.CLOSED)
        held = take_seats(self.shelf.stores, [self.segment], hold_request(rid, seats), announce, NOW)
        assert held == (self.claims[rid].state is not ClaimState.CLOSED)

    @rule(rid=RESERVATIONS)
    def confirm(self, rid: str) -> None:
        claim = self.expected(rid)
        if claim.state is ClaimState.HELD:
            claim.state = ClaimState.SOLD
        sell_seats(self.shelf.stores, [self.segment], rid, announce)

    @rule(rid=RESERVATIONS)
    def end(self, rid: str) -> None:
        self.claims[rid] = Expected(ClaimState.CLOSED)
        release_seats(self.shelf.stores, [self.segment], rid, announce)

    @rule(rid=RESERVATIONS, numbers=st.lists(st.sampled_from(["1A", "1C", "1D", "1F", "2A"]), max_size=4, unique=True))
    def choose(self, rid: str, numbers: list[str]) -> None:
        claim = self.expected(rid)
        others = {number for other, one in self.claims.items() if other != rid for number in one.numbers}
        gone = self.flight.status is FlightStatus.CANCELLED
        has_seats = claim.state in (ClaimState.HELD, ClaimState.SOLD)
        legal = has_seats and not gone and len(numbers) <= claim.seats and not others & set(numbers)
        try:
            choose_seats(self.shelf.stores, self.inventory.key, rid, numbers, Traveller("u1", False), NOW)
        except ClientError:
            assert not legal
        else:
            assert legal
            claim.numbers = tuple(numbers)

    @rule(status=st.sampled_from([FlightStatus.SCHEDULED, FlightStatus.DELAYED, FlightStatus.CANCELLED]))
    def change_status(self, status: FlightStatus) -> None:
        self.flight = replace(self.flight, status=status, version=self.flight.version + 1)
        self.shelf.stores.inventories.follow(self.flight, {Cabin.ECONOMY: usd("10.00")})

    @invariant()
    def seats_are_where_the_model_has_them(self) -> None:
        (now,) = cabins_of(self.shelf.stores.inventories, self.flight)
        assert now.free >= 0
        assert now.free + now.held + now.sold == now.capacity == CAPACITY
        assert (now.held, now.sold) == (self.taken(ClaimState.HELD), self.taken(ClaimState.SOLD))

    @invariant()
    def everybody_sits_where_the_model_has_them(self) -> None:
        assigned = self.shelf.stores.inventories.assigned_seats([self.inventory.key])[self.inventory.key]
        assert assigned == {number: rid for rid, claim in self.claims.items() for number in claim.numbers}

    @invariant()
    def announcements_add_up_to_the_seats(self) -> None:
        free = CAPACITY
        for entry in self.shelf.outbox():
            hold, availability = entry["data"]["hold"], entry["data"]["availability"]["ECONOMY"]
            free += {"held": -hold["seats"], "released": hold["seats"]}.get(hold["outcome"], 0)
            assert availability["free"] == free


TestInventoryModel = InventoryModel.TestCase
TestInventoryModel.settings = settings(
    max_examples=int(os.environ.get("FLIGHT_MODEL_EXAMPLES", "30")),
    stateful_step_count=int(os.environ.get("FLIGHT_MODEL_STEPS", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
