"""Any sequence of messages and staff acts, in any order and number, against a model of one cabin.

Short by default; CHAOS=long (`make chaos`) is 20,000 steps.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from flight_builders import (
    NOW,
    announce,
    build_flight,
    build_inventory,
    cabins_of,
    hold_request,
    segment_of,
    sell_seats,
    usd,
)
from flight_shelves import build_memory_shelf
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from flight_service.domain.cabin import Cabin
from flight_service.domain.claim import ClaimState
from flight_service.domain.errors import ClientError
from flight_service.domain.fare_class import Ladder
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import FlightStatus
from flight_service.domain.ports import CabinPrices
from flight_service.domain.seat_block import BlockReason
from flight_service.usecases.block_seats import BlockRefused, Reason, block, unblock
from flight_service.usecases.choose_seats import Traveller, choose_seats
from flight_service.usecases.lift_lost_blocks import lift_lost_blocks
from flight_service.usecases.release_seats import release_seats
from flight_service.usecases.reseat_parties import reseat_parties
from flight_service.usecases.resize_cabins import resize_cabin
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.take_seats import build_hold, take_seats
from flight_service.usecases.take_turns import take_turns
from wire.figures import CountFigures

CAPACITY = 7
CLASSES = ((Decimal("1.00"), 4), (Decimal("1.50"), 1), (Decimal("2.00"), 0))
LADDER = Ladder.parse("M:1.00:4 B:1.50:1 Y:2.00:0")
FAMILIES = {
    FareFamily.LIGHT: Decimal("0.85"),
    FareFamily.STANDARD: Decimal(1),
    FareFamily.FLEX: Decimal("1.30"),
}
IS_LONG = os.environ.get("CHAOS") == "long"
pytestmark = pytest.mark.chaos
# How many histories were begun, and how many states they came to.
walked: Counter[str] = Counter()
RESERVATIONS = st.sampled_from([f"r{number}" for number in range(8)])


@dataclass
class Expected:
    state: ClaimState = ClaimState.NONE
    seats: int = 0
    numbers: tuple[str, ...] = ()


class InventoryModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        walked["histories"] += 1
        self.shelf = build_memory_shelf()
        self.flight = build_flight()
        self.capacity = CAPACITY
        self.inventory = replace(build_inventory(self.flight, capacity=CAPACITY, fare="100.00"), ladder=LADDER)
        self.segment = segment_of(self.inventory)
        self.shelf.stores.flights.add_missing([self.flight])
        self.shelf.stores.inventories.add_missing([self.inventory])
        self.claims: dict[str, Expected] = {}
        self.fare = Decimal("100.00")
        self.blocked: set[str] = set()

    def expected(self, rid: str) -> Expected:
        return self.claims.setdefault(rid, Expected())

    def taken(self, state: ClaimState) -> int:
        return sum(claim.seats for claim in self.claims.values() if claim.state is state)

    def free(self) -> int:
        return self.capacity - self.taken(ClaimState.HELD) - self.taken(ClaimState.SOLD) - len(self.blocked)

    def price(self, seats: int, family: FareFamily) -> str:
        """The cheapest class that leaves the seats it protects, and what the family adds or takes."""
        left = self.free() - seats
        in_class = self.fare * next(factor for factor, kept in CLASSES if left >= kept)
        return f"{(in_class * FAMILIES[family]).quantize(Decimal('0.01'))}"

    @rule(rid=RESERVATIONS, seats=st.integers(1, 4), family=st.sampled_from(FareFamily))
    def hold(self, rid: str, seats: int, family: FareFamily) -> None:
        claim = self.expected(rid)
        segment = replace(self.segment, fare_family=family.value)
        price = None
        if claim.state is ClaimState.NONE:
            can = self.free() >= seats and self.flight.status is not FlightStatus.CANCELLED
            price = self.price(seats, family) if can else None
            self.claims[rid] = Expected(ClaimState.HELD, seats) if can else Expected(ClaimState.CLOSED)
        held = take_seats(self.shelf.stores, [segment], hold_request(rid, seats), announce, NOW)
        assert held == (self.claims[rid].state is not ClaimState.CLOSED)
        if price is not None:
            assert self.shelf.outbox()[-1]["data"]["hold"]["fare"]["amount"] == price

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

    @rule(wishes=st.lists(st.tuples(RESERVATIONS, st.integers(1, 4)), min_size=2, max_size=6))
    def rush(self, wishes: list[tuple[str, int]]) -> None:
        """First come, first served, though all come at once."""
        for rid, seats in wishes:
            if self.expected(rid).state is ClaimState.NONE:
                can = self.free() >= seats and self.flight.status is not FlightStatus.CANCELLED
                self.claims[rid] = Expected(ClaimState.HELD, seats) if can else Expected(ClaimState.CLOSED)
        stores = self.shelf.stores
        turns = [build_hold(stores, hold_request(*wish), announce, NOW, stores.flights.find) for wish in wishes]
        assert take_turns(stores.inventories, self.inventory.key, turns) is not None

    @rule(rid=RESERVATIONS, numbers=st.lists(st.sampled_from(["1A", "1C", "1D", "1F", "2A"]), max_size=4, unique=True))
    def choose(self, rid: str, numbers: list[str]) -> None:
        claim = self.expected(rid)
        others = {number for other, one in self.claims.items() if other != rid for number in one.numbers}
        gone = self.flight.status is FlightStatus.CANCELLED
        has_seats = claim.state in (ClaimState.HELD, ClaimState.SOLD)
        legal = has_seats and not gone and len(numbers) <= claim.seats and not others & set(numbers)
        legal = legal and set(numbers) <= self.seats_there() - self.blocked
        try:
            choose_seats(self.shelf.stores, self.inventory.key, rid, numbers, Traveller("u1", False), announce, NOW)
        except ClientError:
            assert not legal
        else:
            assert legal
            claim.numbers = tuple(numbers)

    @rule(numbers=st.lists(st.sampled_from(["1A", "1C", "1D", "2A", "2C"]), min_size=1, max_size=3, unique=True))
    def block(self, numbers: list[str]) -> None:
        wanted, sat_on = set(numbers), {number for one in self.claims.values() for number in one.numbers}
        legal = wanted <= self.seats_there() and not wanted & sat_on and len(wanted - self.blocked) <= self.free()
        legal = legal and self.flight.status is not FlightStatus.CANCELLED
        reason, staff = Reason(BlockReason.BROKEN), StaffMember("agent")
        try:
            done = block(self.shelf.stores, self.inventory.key, numbers, reason, staff, announce, NOW)
        except ClientError:
            assert not legal
        else:
            assert isinstance(done, BlockRefused) != legal
            self.blocked |= wanted if legal else set()

    @rule(numbers=st.lists(st.sampled_from(["1A", "1C", "1D", "2A", "2C"]), min_size=1, max_size=3, unique=True))
    def unblock(self, numbers: list[str]) -> None:
        unblock(self.shelf.stores, self.inventory.key, numbers, StaffMember("agent"), announce, NOW)
        self.blocked -= set(numbers)

    @rule(status=st.sampled_from([FlightStatus.SCHEDULED, FlightStatus.DELAYED, FlightStatus.CANCELLED]))
    def change_status(self, status: FlightStatus) -> None:
        self.flight = replace(self.flight, status=status, version=self.flight.version + 1)
        self.fare = Decimal("10.00")
        self.shelf.stores.inventories.follow(self.flight, CabinPrices(fares={Cabin.ECONOMY: usd("10.00")}))

    def seats_there(self) -> set[str]:
        """Rows of four, the last one as short as it must be."""
        return {f"{number // 4 + 1}{'ACDF'[number % 4]}" for number in range(self.capacity)}

    @rule(capacity=st.integers(1, 12))
    def swap_aircraft(self, capacity: int) -> None:
        fits = capacity >= self.capacity - self.free()
        self.flight = replace(self.flight, version=self.flight.version + 1)
        done = resize_cabin(self.shelf.stores, self.inventory.key, capacity, self.flight.version, announce)
        assert done == fits
        if fits:
            self.capacity = capacity
        self.shelf.stores.inventories.follow(self.flight)
        lift_lost_blocks(self.shelf.stores, self.flight, {Cabin.ECONOMY: self.capacity}, announce)
        self.blocked &= self.seats_there()
        reseat_parties(self.shelf.stores, self.flight, {Cabin.ECONOMY: self.capacity}, announce)
        for claim in self.claims.values():
            claim.numbers = tuple(number for number in claim.numbers if number in self.seats_there())

    @invariant()
    def it_is_counted(self) -> None:
        walked["states"] += 1

    @invariant()
    def seats_are_where_the_model_has_them(self) -> None:
        (now,) = cabins_of(self.shelf.stores.inventories, self.flight)
        assert now.free >= 0
        assert now.free + now.held + now.sold + now.blocked == now.capacity == self.capacity
        assert set(now.blocks) == self.blocked
        assert (now.held, now.sold) == (self.taken(ClaimState.HELD), self.taken(ClaimState.SOLD))

    @invariant()
    def everybody_sits_where_the_model_has_them(self) -> None:
        assigned = self.shelf.stores.inventories.assigned_seats([self.inventory.key])[self.inventory.key]
        assert assigned == {number: rid for rid, claim in self.claims.items() for number in claim.numbers}

    @invariant()
    def announcements_add_up_to_the_seats(self) -> None:
        taken = 0
        for entry in self.shelf.outbox():
            hold, availability = entry["data"].get("hold"), entry["data"]["availability"]["ECONOMY"]
            if hold:
                taken += {"held": hold["seats"], "released": -hold["seats"]}.get(hold["outcome"], 0)
            assert availability["held"] + availability["sold"] == taken


@pytest.fixture(autouse=True)
def figures(count_figures: CountFigures) -> Iterator[None]:
    yield
    count_figures(**walked)


TestInventoryModel = InventoryModel.TestCase
TestInventoryModel.settings = settings(
    max_examples=450 if IS_LONG else 30,
    stateful_step_count=50 if IS_LONG else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
