"""Whatever happens in whatever order, a reservation keeps its promises: a random walk through everything that can.

Short by default; CHAOS=long (`make chaos`) is 20,000 steps.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from airline_model import DEPARTURES, FARES, START, Airline, Claim, Provider, find_places
from enough_places import EnoughPlaces
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, precondition, rule

from reservation_service.bootstrap import Application, Parts, build_application
from reservation_service.domain.changing import ChangeWish
from reservation_service.domain.coupons import list_coupons
from reservation_service.domain.hold_answers import HoldAnswer
from reservation_service.domain.itinerary import Cabin, ChargedSeat, FareFamily, SeatChoice, Segment, SegmentStatus
from reservation_service.domain.itinerary_change import ItineraryChangeStatus, Replacement
from reservation_service.domain.lost_seats import LostSeats, SeatNews
from reservation_service.domain.money import Money
from reservation_service.domain.notices import FlightNews
from reservation_service.domain.partial_cancellation import PartialCancellation
from reservation_service.domain.passengers import Passenger, PassengerName, PassengerType
from reservation_service.domain.payment import PAID, Captured, Challenged, Declined, PaymentAnswer, Processing
from reservation_service.domain.receipts import build_receipt
from reservation_service.domain.refusals import Refusal
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.domain.seat_charges import SeatCharge
from reservation_service.domain.worth import find_value
from reservation_service.events.outgoing import announce_because_of
from reservation_service.storage.memory import (
    InMemoryAvailability,
    InMemoryDirectory,
    InMemoryPaymentTroubles,
    InMemoryReservations,
)
from reservation_service.usecases.create_reservation import Wish
from wire.figures import CountFigures
from wire.identity import Caller

IS_LONG = os.environ.get("CHAOS") == "long"
pytestmark = pytest.mark.chaos
# How many histories were begun, and how many states they came to.
walked: Counter[str] = Counter()


CALLER = Caller("ada", frozenset({"CUSTOMER"}))
FLIGHTS = tuple(FARES)
# So many reservations in one walk: much is to happen to each.
FEW = 3
ADA = Passenger("Ada", "Lovelace", PassengerType.ADULT)
Status = ReservationStatus
# What may follow what; a terminal state is followed by nothing.
NEXT = {
    Status.PENDING: set(Status) - {Status.PENDING},
    Status.WAITLISTED: set(Status) - {Status.PENDING, Status.WAITLISTED},
    Status.HELD: {Status.CONFIRMED, Status.CANCELLED, Status.EXPIRED},
    Status.CONFIRMED: {Status.CANCELLED},
    Status.FAILED: set(),
    Status.CANCELLED: set(),
    Status.EXPIRED: set(),
}


def segments_of(flights: list[str]) -> tuple[Segment, ...]:
    return tuple(Segment(flight_id=flight, cabin=Cabin.ECONOMY) for flight in flights)


class AnyHistory(RuleBasedStateMachine):
    reservations = Bundle("reservations")
    held = Bundle("held")
    booked = Bundle("booked")

    def __init__(self) -> None:
        super().__init__()
        walked["histories"] += 1
        self.now = START
        self.store, self.provider, self.airline = InMemoryReservations(), Provider(), Airline()
        nobody: Any = None
        parts = {name: nobody for name in Parts.__dataclass_fields__ if name != "new_id"}
        parts |= {"reservations": self.store, "payments": self.provider, "clock": lambda: self.now}
        parts["pause"] = lambda seconds: None  # the clock stands: nobody answers meanwhile
        parts |= {"availability": InMemoryAvailability(), "hold_places": EnoughPlaces()}
        parts |= {"booking_places": EnoughPlaces(), "directory": InMemoryDirectory()}
        parts["payment_troubles"] = InMemoryPaymentTroubles()
        self.application: Application = build_application(Parts(**parts), pending_lifetime=timedelta(minutes=10))
        self.seen: dict[str, Reservation] = {}
        self.revision = 0

    def allow(self, act: Any, *arguments: Any) -> None:
        """A refusal is an answer too; anything else is a bug."""
        with contextlib.suppress(Refusal):
            act(*arguments)

    def all(self) -> list[Reservation]:
        return self.store.list_of_user("ada", limit=1000)

    def get(self, reservation_id: str) -> Reservation:
        found = self.store.find(reservation_id)
        assert found is not None
        return found

    # What travellers do.

    @precondition(lambda self: self.store.count_of_user("ada") < FEW)
    @rule(
        target=reservations,
        flights=st.lists(st.sampled_from(FLIGHTS), min_size=1, max_size=3, unique=True),
        party=st.lists(st.sampled_from(PassengerType), max_size=3),
        quoted=st.sampled_from([None, FARES["F1"]]),
        needs_payment=st.booleans(),
        waits=st.booleans(),
        key=st.integers(0, 30),
    )
    def reserve(
        self, flights: list[str], party: list[Any], quoted: Any, needs_payment: bool, waits: bool, key: int
    ) -> Any:
        everybody = (ADA, *(Passenger("Ada", "Lovelace", type) for type in party))
        wish = Wish(segments_of(flights), everybody, quoted, needs_payment, waits=waits)
        try:
            return self.application.create_reservation(CALLER, wish, f"key {key}").id
        except Refusal:
            return multiple()

    @precondition(lambda self: self.store.count_of_user("ada") < FEW)
    @rule(target=held, flights=st.integers(1, 2))
    def reserve_and_hold(self, flights: int) -> str:
        """A walk by chance alone seldom comes as far as to the payment."""
        wish = Wish(segments_of(list(FLIGHTS[:flights])), (ADA,), None, needs_payment=True)
        created = self.application.create_reservation(CALLER, wish, f"held {len(self.store.outbox)}")
        self.let_everything_arrive()
        return created.id

    @precondition(lambda self: self.store.count_of_user("ada") < FEW)
    @rule(
        target=booked,
        flight=st.sampled_from(FLIGHTS),
        flights=st.integers(1, 2),
        needs_payment=st.booleans(),
        seats_cost=st.sampled_from([0, 39]),
    )
    def book(self, flight: str, flights: int, needs_payment: bool, seats_cost: int) -> str:
        self.airline.full.clear()
        journey = [flight, *(one for one in FLIGHTS if one != flight)][:flights]
        wish = Wish(segments_of(journey), (ADA,), None, needs_payment)
        created = self.application.create_reservation(CALLER, wish, f"booked {len(self.store.outbox)}")
        self.let_everything_arrive()
        self.seats_are_chosen(created.id, seats_cost, 0)
        self.provider.next_answer = Captured()
        if needs_payment:
            self.allow(self.application.pay, CALLER, created.id, "token", "key")
        return created.id

    @precondition(lambda self: self.store.count_of_user("ada") < FEW)
    @rule(target=held, flight=st.sampled_from(FLIGHTS))
    def find_it_sold_out_and_wait(self, flight: str) -> str:
        self.airline.full.add(flight)
        wish = Wish(segments_of([flight]), (ADA,), None, needs_payment=True, waits=True)
        created = self.application.create_reservation(CALLER, wish, f"waits {len(self.store.outbox)}")
        self.let_everything_arrive()
        return created.id

    @rule(
        reservation_id=held,
        key=st.integers(0, 2),
        answer=st.sampled_from([Captured(), Captured(), Declined("no"), Challenged("?"), Processing()]),
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

    @rule(reservation_id=st.one_of(reservations, held, booked))
    def cancel(self, reservation_id: str) -> None:
        self.allow(self.application.cancel_reservation, CALLER, reservation_id, None)

    @rule(reservation_id=st.one_of(reservations, held), is_current=st.booleans())
    def cancel_as_quoted(self, reservation_id: str, is_current: bool) -> None:
        self.allow(self.application.cancel_reservation.quote, CALLER, reservation_id)
        found = self.get(reservation_id)
        quote_id = found.quote.id if found.quote and is_current else "another"
        self.allow(self.application.cancel_reservation.confirm, CALLER, reservation_id, quote_id)

    @rule(reservation_id=booked, number=st.integers(0, 2), is_all=st.booleans())
    def cancel_a_part(self, reservation_id: str, number: int, is_all: bool) -> None:
        segments = self.get(reservation_id).segments
        flights = [] if is_all else [segments[number % len(segments)].flight_id]
        self.allow(self.application.cancel_reservation.quote, CALLER, reservation_id, flights)
        if (quote := self.get(reservation_id).quote) is not None:
            self.allow(self.application.cancel_reservation.confirm, CALLER, reservation_id, quote.id)

    @rule(
        reservation_id=booked,
        old=st.integers(0, 2),
        new=st.lists(st.sampled_from(FLIGHTS), min_size=1, max_size=2, unique=True),
        family=st.sampled_from(FareFamily),
        is_answered=st.booleans(),
    )
    def request_change(
        self, reservation_id: str, old: int, new: list[str], family: FareFamily, is_answered: bool
    ) -> None:
        segments = self.get(reservation_id).segments
        replaced = segments[old % len(segments)].flight_id
        wanted = (Segment(flight_id=flight, cabin=Cabin.ECONOMY, fare_family=family) for flight in new)
        wish = ChangeWish(replacements=tuple(Replacement(one, replaced) for one in wanted))
        self.allow(self.application.change_itinerary.request, CALLER, reservation_id, wish)
        if is_answered:
            self.airline.full.clear()
            self.let_everything_arrive()

    @rule(
        reservation_id=booked,
        key=st.integers(0, 2),
        answer=st.sampled_from([Captured(), Captured(), Declined("no"), Challenged("?"), Processing()]),
    )
    def confirm_change(self, reservation_id: str, key: int, answer: PaymentAnswer) -> None:
        self.provider.next_answer = answer
        change = self.get(reservation_id).change
        confirm = self.application.change_itinerary.confirm
        self.allow(confirm, CALLER, reservation_id, change.id if change else "none", "token", f"key {key}")

    @rule(reservation_id=booked, new=st.sampled_from(FLIGHTS), answer=st.sampled_from([Captured(), Challenged("?")]))
    def change_and_confirm(self, reservation_id: str, new: str, answer: PaymentAnswer) -> None:
        """A walk by chance alone seldom comes as far as to the swap."""
        self.request_change(reservation_id, 0, [new], FareFamily.STANDARD, is_answered=True)
        self.confirm_change(reservation_id, 0, answer)

    @precondition(lambda self: self.store.count_of_user("ada") < FEW and self.now < DEPARTURES["F1"])
    @rule(target=booked, new=st.sampled_from(["F1", "F3", "F4"]), answer=st.sampled_from([Captured(), Declined("no")]))
    def lose_a_flight_while_paying_to_leave_it(self, new: str, answer: PaymentAnswer) -> str:
        """F2 is the one that costs a fee to leave."""
        reservation_id = self.book("F2", 1, needs_payment=True, seats_cost=0)
        self.change_and_confirm(reservation_id, new, Challenged("?"))
        self.news("F2", 9, "cancelled", timedelta(0))
        self.answer_challenge(reservation_id, answer)
        return reservation_id

    @rule(reservation_id=booked)
    def decline_change(self, reservation_id: str) -> None:
        change = self.get(reservation_id).change
        decline = self.application.change_itinerary.decline
        self.allow(decline, CALLER, reservation_id, change.id if change else "none")

    @rule(reservation_id=booked, flight=st.sampled_from(FLIGHTS))
    def accept_schedule_change(self, reservation_id: str, flight: str) -> None:
        self.allow(self.application.change_itinerary.accept_schedule_change, CALLER, reservation_id, flight)

    @rule(reservation_id=booked, name=st.sampled_from(["Ida", "Adah", "Augusta"]))
    def correct_name(self, reservation_id: str, name: str) -> None:
        self.allow(self.application.correct_name, CALLER, reservation_id, 1, PassengerName(name, "Lovelace"))

    # What the airline does.

    @rule(flight=st.sampled_from(FLIGHTS), is_full=st.booleans())
    def fill(self, flight: str, is_full: bool) -> None:
        (self.airline.full.add if is_full else self.airline.full.discard)(flight)

    @rule(index=st.integers(0, 200), count=st.integers(1, 4))
    def let_the_airline_hear(self, index: int, count: int) -> None:
        """Some of all events there have ever been: again, late, in any order."""
        for offset in range(count if self.store.outbox else 0):
            self.airline.hear(self.store.outbox[(index + offset) % len(self.store.outbox)], self.now)

    @rule()
    def let_the_airline_hear_the_newest(self) -> None:
        for entry in list(self.store.outbox[-3:]):
            self.airline.hear(entry, self.now)

    @rule(index=st.integers(0, 200), count=st.integers(1, 4))
    def deliver(self, index: int, count: int) -> None:
        """Some of all answers there have ever been: again, late, in any order."""
        for offset in range(count if self.airline.answers else 0):
            self.hear(self.airline.answers[(index + offset) % len(self.airline.answers)])

    @rule()
    def deliver_the_newest(self) -> None:
        for said in self.airline.answers[-3:]:
            self.hear(said)

    @rule(
        flight=st.sampled_from(FLIGHTS),
        version=st.integers(1, 5),
        kind=st.sampled_from(["rescheduled", "rescheduled", "cancelled"]),
        later=st.sampled_from([timedelta(minutes=10), timedelta(hours=3)]),
    )
    def news(self, flight: str, version: int, kind: str, later: timedelta) -> None:
        departs_at = DEPARTURES[flight] + later
        times = {"departs_at": departs_at, "arrives_at": departs_at + timedelta(hours=2)}
        news = FlightNews(flight_id=flight, flight_version=version, kind=kind, **times)
        hear = self.application.hear_flights
        hear.change(hear.news(news, announce_because_of()))

    @rule(
        reservation_id=st.one_of(reservations, held, booked),
        amount=st.sampled_from([0, 12, 39]),
        late=st.integers(0, 3),
    )
    def seats_are_chosen(self, reservation_id: str, amount: int, late: int) -> None:
        """What they cost, told again, late, in any order."""
        self.revision += 1
        segment = self.get(reservation_id).segments[0]
        price = Money(Decimal(amount), FARES["F1"].currency)
        seats = (ChargedSeat("1A", price),) if amount and self.revision % 2 else ()
        charge = SeatCharge(
            flight_id=segment.flight_id,
            cabin=segment.cabin,
            hold_id=segment.hold_id,
            choice=SeatChoice(charge=price, revision=self.revision - late, seats=seats),
        )
        hear = self.application.hear_flights
        hear.change([hear.seats(reservation_id, SeatNews(segment.flight_id, charge=charge), announce_because_of())])

    @rule(reservation_id=booked, place=st.integers(0, 1), stands=st.sampled_from([0, 12]), late=st.integers(0, 3))
    def seats_are_lost(self, reservation_id: str, place: int, stands: int, late: int) -> None:
        """By another aircraft; told again, late, in any order."""
        self.revision += 1
        segments = self.get(reservation_id).segments
        segment = segments[place % len(segments)]
        price = Money(Decimal(stands), FARES["F1"].currency)
        charge = SeatCharge(
            flight_id=segment.flight_id,
            cabin=segment.cabin,
            hold_id=segment.hold_id,
            choice=SeatChoice(charge=price, revision=self.revision - late),
            is_sold=True,
        )
        lost = LostSeats(segment.flight_id, self.revision - late, "aircraft_changed", ("1A",))
        news = SeatNews(segment.flight_id, lost=lost, charge=charge)
        hear = self.application.hear_flights
        hear.change([hear.seats(reservation_id, news, announce_because_of())])

    @rule(flight=st.sampled_from(FLIGHTS), seats=st.integers(1, 3), is_true=st.booleans())
    def free_seats(self, flight: str, seats: int, is_true: bool) -> None:
        """Old news of free seats may come when they are gone again."""
        if is_true:
            self.airline.full.discard(flight)
        hear = self.application.hear_flights
        hear.change(hear.free_seats(flight, "ECONOMY", seats, announce_because_of()))
        if is_true:
            self.let_everything_arrive()

    # What time does.

    @rule(minutes=st.sampled_from([1, 5, 15]))
    def let_time_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def let_two_days_pass(self) -> None:
        """What was paid for is not refunded for nothing any more."""
        self.now += timedelta(days=2)

    @precondition(lambda self: self.now < DEPARTURES["F1"])
    @rule(reservation_id=booked, flight=st.sampled_from(["F1", "F2"]), gives_up=st.booleans())
    def depart(self, reservation_id: str, flight: str, gives_up: bool) -> None:
        self.now = DEPARTURES[flight] + timedelta(hours=1)
        if gives_up:
            self.cancel_a_part(reservation_id, 0, is_all=True)

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

    @rule()
    def let_everything_arrive(self) -> None:
        for entry in list(self.store.outbox):
            self.airline.hear(entry, self.now)
        for said in list(self.airline.answers):
            self.hear(said)

    def hear(self, said: tuple[str, HoldAnswer]) -> None:
        hear = self.application.hear_flights
        hear.change([hear.answer(*said, announce_because_of())])

    # What is always so.

    @invariant()
    def it_is_counted(self) -> None:
        walked["states"] += 1

    @invariant()
    def every_promise_is_kept(self) -> None:
        said = Counter((entry["aggregate_id"], entry["type"]) for entry in self.store.outbox)
        for found in self.all():
            self.check_history(found)
            self.check_money(found)
            self.check_change(found, said)
            assert found.status not in (Status.CONFIRMED, Status.HELD) or self.airline.are_seats_kept(found)
            was_confirmed = Status.CONFIRMED in {one.status for one in found.history}
            assert said[found.id, "reservation.confirmed"] == was_confirmed
            assert said[found.id, "reservation.created"] >= 1
            self.seen[found.id] = found

    def teardown(self) -> None:
        """Let everything come to its end: then seats are sold to those who are booked, and kept for nobody else."""
        for days in (0, 1, 40, 1):
            self.now += timedelta(days=days)
            for _ in range(3):
                self.application.expire_overdue()
                self.application.settle_payments()
                self.let_everything_arrive()
        self.every_promise_is_kept()
        sold = {place for place, claim in self.airline.claims.items() if claim is Claim.SOLD}
        assert Claim.HELD not in self.airline.claims.values()
        assert sold == {
            place for found in self.all() if found.status is Status.CONFIRMED for place in find_places(found)
        }
        for found in self.all():
            assert found.status is Status.CONFIRMED or not found.is_active
            assert found.change is None or not found.change.is_open
            refunds = [refund for payment in found.payments for refund in payment.refunds]
            assert {one.id: one.amount.amount for one in refunds}.items() <= self.provider.refunds.items()
            assert all(one.is_done for one in refunds)

    def check_history(self, found: Reservation) -> None:
        path = [one.status for one in found.history]
        assert path[0] is Status.PENDING
        assert path[-1] is found.status
        assert all(after in NEXT[before] for before, after in itertools.pairwise(path))
        before = self.seen.get(found.id)
        if before is not None:
            assert found.version > before.version or found == before
            assert found.history[: len(before.history)] == before.history
            was = {(one.flight_id, one.hold_id): one.status for one in before.segments}
            for segment in found.segments:
                status = was.get((segment.flight_id, segment.hold_id))
                assert status not in (SegmentStatus.RELEASED, SegmentStatus.REFUSED) or segment.status is status
        if found.status is Status.CONFIRMED:
            assert not {SegmentStatus.REQUESTED, SegmentStatus.REFUSED} & {one.status for one in found.segments}

    def check_change(self, found: Reservation, said: Counter[tuple[str, str]]) -> None:
        """It is done or it came to nothing, and said so; what is given up is nobody's seat any more."""
        assert said[found.id, "reservation.changed"] == found.exchanges + len(found.cancellations)
        for issue in range(found.exchanges + 1):
            coupons = [one.segment.flight_id for one in list_coupons(found, issue, self.now)]
            assert len(set(coupons)) == len(coupons) > 0
        assert said[found.id, "reservation.change_requested"] == len(found.changes)
        assert all(not one.is_open for one in found.changes[:-1])
        assert found.change is None or not found.change.is_open or found.status is Status.CONFIRMED
        hold_ids = [segment.hold_id for change in found.changes for segment in {*change.segments[:1]}]
        assert len(set(hold_ids)) == len(hold_ids)

    def check_money(self, found: Reservation) -> None:
        if found.status in (Status.CONFIRMED, Status.HELD):
            assert found.total is not None
            chosen = sum(one.seat_charge.amount for one in found.segments if one.seat_charge)
            assert found.total.amount == sum(one.price.amount for one in found.segments) * found.seats + chosen
        # A payment under way keeps what it pays for, and there is one at a time.
        under_way = [one for one in found.payments if one.is_under_way]
        assert not under_way or under_way == [found.payment]
        for payment in under_way:
            is_offered = found.change is not None and found.change.status is ItineraryChangeStatus.OFFERED
            assert is_offered if payment.change_id else found.status is Status.HELD
        taken = [one for one in found.payments if isinstance(self.provider.find(one.id), Captured)]
        settled = [one for one in taken if not one.is_under_way]
        assert all(one.status in PAID for one in settled)
        assert settled == [] or found.status in (Status.CONFIRMED, Status.CANCELLED)
        # Each thing is paid for once: the journey, and every change of it.
        assert len({one.change_id for one in taken}) == len(taken)
        done = {one.id for one in found.changes if one.status is ItineraryChangeStatus.DONE}
        assert {one.change_id for one in settled if one.change_id} <= done
        if found.needs_payment and found.status is Status.CONFIRMED:
            fees = sum((one.price.fee.amount for one in found.changes if one.id in done and one.price), Decimal(0))
            assert found.total is not None
            kept = sum((self.find_kept(found, part) for part in found.cancellations), Decimal(0))
            left = sum(one.left.amount for one in settled)
            assert left == found.total.amount + fees + kept
            # Whatever came back, the flights that are left, flown or not, are paid for.
            assert left >= found.total.amount
        for payment in found.payments:
            assert payment.left.amount >= 0
        if (receipt := build_receipt(found)) is not None:
            assert sum(line.amount.amount for line in receipt.lines) == receipt.total.amount

    def find_kept(self, found: Reservation, part: PartialCancellation) -> Decimal:
        """Of what the flights have cost that were given up."""
        return sum((find_value(one, found.seats) for one in part.segments), Decimal(0)) - part.refund.amount


@pytest.fixture(autouse=True)
def figures(count_figures: CountFigures) -> Iterator[None]:
    yield
    count_figures(**walked)


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(
    # About thirty steps each: a history with nothing left to do ends early.
    max_examples=700 if IS_LONG else 60,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
