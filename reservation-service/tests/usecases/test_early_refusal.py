"""Whatever is heard in whatever order, an order is refused early for what was said last and lately, and for nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from airline_model import START
from enough_places import EnoughPlaces
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from reservation_service.bootstrap import Application, Parts, build_application
from reservation_service.domain.availability import BELIEVED, CabinOfFlight, CabinSeats
from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.refusals import SoldOut
from reservation_service.domain.reservation import Reservation
from reservation_service.domain.under_way import LONGEST
from reservation_service.storage.memory import InMemoryAvailability, InMemoryReservations
from reservation_service.usecases.create_reservation import Wish
from wire.identity import Caller

CALLER = Caller("ada", frozenset({"CUSTOMER"}))
FLIGHTS = ("F1", "F2")


def build_wish(flights: Collection[str], party: int, *, waits: bool = False) -> Wish:
    segments = tuple(Segment(flight_id=one, cabin=Cabin.ECONOMY) for one in flights)
    return Wish(segments, (Passenger("Ada", "Lovelace", PassengerType.ADULT),) * party, waits=waits)


def build(clock: Any, availability: InMemoryAvailability, pause: Any = None) -> Application:
    nobody: Any = None
    parts = {name: nobody for name in Parts.__dataclass_fields__ if name != "new_id"}
    parts |= {"reservations": InMemoryReservations(), "availability": availability, "clock": clock}
    parts["pause"] = pause
    parts["booking_places"] = EnoughPlaces()
    return build_application(Parts(**parts), pending_lifetime=timedelta(minutes=10))


class EarlyRefusal(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.application = build(lambda: self.now, InMemoryAvailability(), self.pause)
        self.said: list[CabinSeats] = []
        self.newest: dict[str, CabinSeats] = {}
        self.keys: list[tuple[str, Wish, str]] = []
        self.unanswered: dict[str, dict[str, tuple[int, datetime]]] = {flight: {} for flight in FLIGHTS}

    def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def count_unanswered(self, flight: str) -> int:
        asked = self.unanswered[flight]
        return sum(seats for seats, at in asked.values() if self.now - at < LONGEST)

    @rule(flight=st.sampled_from(FLIGHTS), free=st.integers(0, 4), answers=st.integers(0, 3))
    def seats_change(self, flight: str, free: int, answers: int) -> None:
        """flight-service decides, and says so; nobody has heard it yet."""
        answered = frozenset(list(self.unanswered[flight])[:answers])
        self.said.append(
            CabinSeats(
                flight_id=flight, cabin="ECONOMY", free=free, revision=len(self.said), at=self.now, answered=answered
            )
        )

    @precondition(lambda self: self.said)
    @rule(indexes=st.lists(st.integers(0, 100), min_size=1, max_size=4))
    def hear(self, indexes: list[int]) -> None:
        """Some of all there has ever been: again, late, in any order."""
        heard = [self.said[index % len(self.said)] for index in indexes]
        self.application.hear_flights.note_seats(heard)
        for one in heard:
            known = self.newest.get(one.flight_id)
            if known is None or known.revision < one.revision:
                self.newest[one.flight_id] = one
            for answered in one.answered:
                self.unanswered[one.flight_id].pop(answered, None)

    @rule(seconds=st.sampled_from([1, 20, 61]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(
        flights=st.lists(st.sampled_from(FLIGHTS), min_size=1, max_size=2, unique=True),
        party=st.integers(1, 3),
        waits=st.booleans(),
    )
    def order(self, flights: list[str], party: int, waits: bool) -> None:
        known = [self.newest[one] for one in flights if one in self.newest]
        believed = [one for one in known if self.now - one.at <= BELIEVED]
        is_gone = any(one.free < party for one in believed)
        is_asked_for = any(one.free - self.count_unanswered(one.flight_id) < party for one in believed)
        wish, key = build_wish(flights, party, waits=waits), f"key {len(self.keys)}"
        try:
            created = self.application.create_reservation(CALLER, wish, key)
        except SoldOut:
            assert is_asked_for
            assert not waits
        else:
            assert waits or not is_gone
            for flight in flights:
                self.unanswered[flight][created.id] = (party, self.now)
            self.keys.append((created.id, wish, key))

    @precondition(lambda self: self.keys)
    @rule(index=st.integers(0, 100))
    def order_again(self, index: int) -> None:
        reservation_id, wish, key = self.keys[index % len(self.keys)]
        assert self.application.create_reservation(CALLER, wish, key).id == reservation_id


TestEarlyRefusal = EarlyRefusal.TestCase
TestEarlyRefusal.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


@dataclass
class Slow(InMemoryAvailability):
    """Whoever asks is overtaken: meanwhile the same order is stored, and takes the last seat."""

    stored: list[Reservation] = field(default_factory=list)
    application: Application | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def find(self, cabins: Collection[CabinOfFlight]) -> Mapping[CabinOfFlight, CabinSeats]:
        if self.application is not None:
            overtaking, self.application = self.application, None
            self.stored.append(overtaking.create_reservation(CALLER, build_wish(["F1"], 1), "one key"))
            self.learn([CabinSeats(flight_id="F1", cabin="ECONOMY", free=0, revision=1, at=START)])
        return super().find(cabins)


def test_an_order_that_overtook_its_own_repetition_is_found_by_it() -> None:
    availability = Slow()
    application = build(lambda: START, availability)
    availability.application = application
    found = application.create_reservation(CALLER, build_wish(["F1"], 1), "one key")
    assert [found] == availability.stored
