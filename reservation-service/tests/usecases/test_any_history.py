"""Whatever happens in whatever order, a reservation keeps its promises: a random walk through everything that can."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, precondition, rule

from reservation_service.bootstrap import Application, Parts, build_application
from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome
from reservation_service.domain.itinerary import Cabin, Segment, SegmentStatus
from reservation_service.domain.money import Money
from reservation_service.domain.notices import FlightNews
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.payment import (
    PAID,
    Captured,
    Challenged,
    Declined,
    PaymentAnswer,
    Processing,
    Voided,
)
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refusals import Refusal
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.events.outgoing import announce_because_of
from reservation_service.storage.memory import InMemoryReservations
from reservation_service.usecases.create_reservation import Wish
from wire.identity import Caller

CALLER = Caller("ada", frozenset({"CUSTOMER"}))
FLIGHTS = ("F1", "F2", "F3")
# So many reservations in one walk: much is to happen to each.
FEW = 3
FARE = Money(Decimal("99.99"), "USD")
Status = ReservationStatus
# What may follow what; a terminal state is followed by nothing.
NEXT = {
    Status.PENDING: {Status.HELD, Status.CONFIRMED, Status.FAILED, Status.CANCELLED, Status.EXPIRED},
    Status.HELD: {Status.CONFIRMED, Status.CANCELLED, Status.EXPIRED},
    Status.CONFIRMED: {Status.CANCELLED},
    Status.FAILED: set(),
    Status.CANCELLED: set(),
    Status.EXPIRED: set(),
}


class Provider:
    """Answers as the walk tells it, and keeps the one promise a provider makes: the money is taken or it is not."""

    def __init__(self) -> None:
        self.books: dict[str, PaymentAnswer] = {}
        self.refunds: Counter[str] = Counter()
        self.next_answer: PaymentAnswer = Captured()

    def capture(self, payment_id: str, amount: Money, token: str) -> PaymentAnswer:
        return self.books.setdefault(payment_id, self.next_answer)

    def answer_challenge(self, payment_id: str, answer: str) -> PaymentAnswer:
        if isinstance(self.books[payment_id], Challenged):
            self.books[payment_id] = self.next_answer
        return self.books[payment_id]

    def find(self, payment_id: str) -> PaymentAnswer | None:
        return self.books.get(payment_id)

    def void(self, payment_id: str) -> PaymentAnswer:
        if not isinstance(self.books.get(payment_id), Captured):
            self.books[payment_id] = Voided()
        return self.books[payment_id]

    def refund(self, payment_id: str, refund_id: str, amount: Money) -> None:
        self.refunds[refund_id] = 1


class Airline:
    """The truth about the seats, decided once for each reservation and flight, and every answer ever given."""

    def __init__(self) -> None:
        self.seats: dict[tuple[str, str], HoldOutcome] = {}
        self.answers: list[tuple[str, HoldAnswer]] = []

    def hear_created(self, reservation: Reservation, refused: str | None) -> None:
        for segment in reservation.segments:
            if (reservation.id, segment.flight_id) in self.seats:
                return
            if segment.flight_id == refused:
                self.say(reservation, segment.flight_id, HoldOutcome.REFUSED)
                self.release(reservation)
                return
            self.say(reservation, segment.flight_id, HoldOutcome.HELD)

    def hear_end(self, reservation: Reservation) -> None:
        if reservation.is_active:
            return
        self.release(reservation)
        for segment in reservation.segments:
            self.seats.setdefault((reservation.id, segment.flight_id), HoldOutcome.RELEASED)

    def release(self, reservation: Reservation) -> None:
        for segment in reservation.segments:
            if self.seats.get((reservation.id, segment.flight_id)) is HoldOutcome.HELD:
                self.say(reservation, segment.flight_id, HoldOutcome.RELEASED)

    def say(self, reservation: Reservation, flight: str, outcome: HoldOutcome) -> None:
        self.seats[reservation.id, flight] = outcome
        fare = FARE if outcome is HoldOutcome.HELD else None
        refusal = Reason("SOLD_OUT", "No seat is left.") if outcome is HoldOutcome.REFUSED else None
        answer = HoldAnswer(flight_id=flight, cabin="ECONOMY", outcome=outcome, fare=fare, refusal=refusal)
        self.answers.append((reservation.id, answer))

    def are_seats_kept(self, reservation: Reservation) -> bool:
        return all(self.seats.get((reservation.id, one.flight_id)) is HoldOutcome.HELD for one in reservation.segments)


class AnyHistory(RuleBasedStateMachine):
    reservations = Bundle("reservations")
    held = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 12, 1, tzinfo=UTC)
        self.store, self.provider, self.airline = InMemoryReservations(), Provider(), Airline()
        nobody: Any = None
        self.application: Application = build_application(
            Parts(
                reservations=self.store,
                throttle=nobody,
                changes=nobody,
                payments=self.provider,
                audit=nobody,
                dead_letters=nobody,
                readers=nobody,
                clock=lambda: self.now,
            ),
            pending_lifetime=timedelta(minutes=10),
        )
        self.seen: dict[str, Reservation] = {}

    def allow(self, act: Any, *arguments: Any) -> None:
        """A refusal is an answer too; anything else is a bug."""
        with contextlib.suppress(Refusal):
            act(*arguments)

    @precondition(lambda self: self.store.count_of_user("ada") < FEW)
    @rule(
        target=reservations,
        flights=st.lists(st.sampled_from(FLIGHTS), min_size=1, max_size=3, unique=True),
        party=st.lists(st.sampled_from(PassengerType), max_size=3),
        quoted=st.sampled_from([None, FARE]),
        needs_payment=st.booleans(),
        key=st.integers(0, 30),
    )
    def reserve(self, flights: list[str], party: list[Any], quoted: Any, needs_payment: bool, key: int) -> Any:
        everybody = [PassengerType.ADULT, *party]
        wish = Wish(
            tuple(Segment(flight_id=flight, cabin=Cabin.ECONOMY) for flight in flights),
            tuple(Passenger("Ada", "Lovelace", type) for type in everybody),
            quoted,
            needs_payment,
        )
        try:
            return self.application.create_reservation(CALLER, wish, f"key {key}").id
        except Refusal:
            return multiple()

    @precondition(lambda self: self.store.count_of_user("ada") < FEW)
    @rule(target=held, flights=st.integers(1, 2))
    def reserve_and_hold(self, flights: int) -> str:
        """A walk by chance alone seldom comes as far as to the payment."""
        segments = tuple(Segment(flight_id=flight, cabin=Cabin.ECONOMY) for flight in FLIGHTS[:flights])
        wish = Wish(segments, (Passenger("Ada", "Lovelace", PassengerType.ADULT),), None, needs_payment=True)
        created = self.application.create_reservation(CALLER, wish, f"held {len(self.airline.seats)}")
        self.airline.hear_created(created, None)
        for said in self.airline.answers:
            if said[0] == created.id:
                self.hear(said)
        return created.id

    @rule(reservation_id=reservations, refused=st.sampled_from([None, None, *FLIGHTS]))
    def let_the_airline_decide(self, reservation_id: str, refused: str | None) -> None:
        self.airline.hear_created(self.get(reservation_id), refused)

    @rule(reservation_id=st.one_of(reservations, held))
    def let_the_airline_hear_of_the_end(self, reservation_id: str) -> None:
        self.airline.hear_end(self.get(reservation_id))

    @rule(index=st.integers(0, 200), count=st.integers(1, 4))
    def deliver(self, index: int, count: int) -> None:
        """Some of all answers there have ever been: again, late, in any order."""
        for offset in range(count if self.airline.answers else 0):
            self.hear(self.airline.answers[(index + offset) % len(self.airline.answers)])

    @rule()
    def deliver_the_newest(self) -> None:
        for said in self.airline.answers[-3:]:
            self.hear(said)

    def hear(self, said: tuple[str, HoldAnswer]) -> None:
        self.application.hear_flights.answer(*said, announce_because_of())

    def get(self, reservation_id: str) -> Reservation:
        found = self.store.find(reservation_id)
        assert found is not None
        return found

    @rule(
        flight=st.sampled_from(FLIGHTS), version=st.integers(1, 5), kind=st.sampled_from(["rescheduled", "cancelled"])
    )
    def news(self, flight: str, version: int, kind: str) -> None:
        news = FlightNews(flight_id=flight, flight_version=version, kind=kind)
        self.application.hear_flights.news(news, announce_because_of())

    @rule(
        reservation_id=held,
        key=st.integers(0, 2),
        answer=st.sampled_from([Captured(), Declined("no"), Challenged("?"), Processing()]),
    )
    def pay(self, reservation_id: str, key: int, answer: PaymentAnswer) -> None:
        self.provider.next_answer = answer
        self.allow(self.application.pay, CALLER, reservation_id, "token", f"key {key}")

    @rule(reservation_id=held, answer=st.sampled_from([Captured(), Declined("no"), Processing()]))
    def answer_challenge(self, reservation_id: str, answer: PaymentAnswer) -> None:
        self.provider.next_answer = answer
        self.allow(self.application.pay.answer_challenge, CALLER, reservation_id, "123456")

    @rule(reservation_id=st.one_of(reservations, held))
    def extend(self, reservation_id: str) -> None:
        self.allow(self.application.pay.extend_hold, CALLER, reservation_id)

    @rule(reservation_id=st.one_of(reservations, held))
    def cancel(self, reservation_id: str) -> None:
        self.allow(self.application.cancel_reservation, CALLER, reservation_id, None)

    @rule(reservation_id=st.one_of(reservations, held), is_current=st.booleans())
    def cancel_as_quoted(self, reservation_id: str, is_current: bool) -> None:
        self.allow(self.application.cancel_reservation.quote, CALLER, reservation_id)
        found = self.store.find(reservation_id)
        quote_id = found.quote.id if found and found.quote and is_current else "another"
        self.allow(self.application.cancel_reservation.confirm, CALLER, reservation_id, quote_id)

    @rule(minutes=st.sampled_from([1, 5, 15]))
    def let_time_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def sweep(self) -> None:
        self.application.expire_overdue()

    @rule()
    def settle_payments(self) -> None:
        self.application.settle_payments()

    @rule()
    def let_the_bank_decide(self) -> None:
        for payment_id, answer in self.provider.books.items():
            if isinstance(answer, Processing):
                self.provider.books[payment_id] = Captured()

    @invariant()
    def every_promise_is_kept(self) -> None:
        said = Counter((entry["aggregate_id"], entry["type"]) for entry in self.store.outbox)
        for found in self.store.list_of_user("ada", limit=1000):
            self.check_history(found)
            self.check_money(found)
            assert found.status not in (Status.CONFIRMED, Status.HELD) or self.airline.are_seats_kept(found)
            assert said[found.id, "reservation.confirmed"] == (
                Status.CONFIRMED in {one.status for one in found.history}
            )
            assert said[found.id, "reservation.created"] == 1
            self.seen[found.id] = found

    def teardown(self) -> None:
        """Let everything come to its end: then seats are kept for those who are booked, and for nobody else."""
        self.now += timedelta(hours=1)
        for _ in range(3):
            self.sweep()
            self.settle_payments()
            for found in self.store.list_of_user("ada", limit=1000):
                self.airline.hear_created(found, None)
                self.airline.hear_end(found)
            for said in list(self.airline.answers):
                self.hear(said)
        self.every_promise_is_kept()
        for found in self.store.list_of_user("ada", limit=1000):
            assert found.status is Status.CONFIRMED or not found.is_active
            kept = {self.airline.seats[found.id, one.flight_id] is HoldOutcome.HELD for one in found.segments}
            assert kept == {found.status is Status.CONFIRMED}

    def check_history(self, found: Reservation) -> None:
        path = [one.status for one in found.history]
        assert path[0] is Status.PENDING
        assert path[-1] is found.status
        assert all(after in NEXT[before] for before, after in itertools.pairwise(path))
        before = self.seen.get(found.id)
        if before is not None:
            assert found.version > before.version or found == before
            assert found.history[: len(before.history)] == before.history
            for was, now in zip(before.segments, found.segments, strict=True):
                assert was.status not in (SegmentStatus.RELEASED, SegmentStatus.REFUSED) or now.status is was.status
        if found.status is Status.CONFIRMED:
            assert not {SegmentStatus.REQUESTED, SegmentStatus.REFUSED} & {one.status for one in found.segments}

    def check_money(self, found: Reservation) -> None:
        if found.status in (Status.CONFIRMED, Status.HELD):
            assert found.total == Money(FARE.amount * found.seats * len(found.segments), "USD")
        # A payment under way keeps the seats, and there is one at a time.
        under_way = [one for one in found.payments if one.is_under_way]
        assert not under_way or (found.status is Status.HELD and under_way == [found.payment])
        taken = [one for one in found.payments if isinstance(self.provider.find(one.id), Captured)]
        assert len(taken) <= 1
        if taken and not taken[0].is_under_way:
            assert taken[0].status in PAID
            assert found.status in (Status.CONFIRMED, Status.CANCELLED)
        if found.needs_payment and found.status is Status.CONFIRMED:
            assert taken
        for payment in found.payments:
            assert payment.left.amount >= 0
            for refund in payment.refunds:
                assert self.provider.refunds[refund.id] or not refund.is_done


# 20,000 steps when there is time for it.
IS_LONG = os.environ.get("CHAOS") == "long"
TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(
    max_examples=400 if IS_LONG else 60,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
