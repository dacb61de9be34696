"""Who comes while as many are on their way as there are seats waits for news: never in vain for long, and never alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from airline_model import START

from reservation_service.bootstrap import Application, Parts, build_application
from reservation_service.domain.availability import CabinOfFlight, CabinSeats
from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.ports import Place
from reservation_service.domain.refusals import SoldOut, TooManyUnpaid
from reservation_service.storage.memory import InMemoryAvailability, InMemoryReservations
from reservation_service.usecases.admission import PATIENCE_SECONDS, UNKNOWN_ROOM, Admission
from reservation_service.usecases.create_reservation import Wish
from wire.envelope import new_id
from wire.identity import Caller

CALLER = Caller("ada", frozenset({"CUSTOMER"}))
ONE_TOO_MANY = "one too many"
F1, F2 = ("F1", "ECONOMY"), ("F2", "ECONOMY")


@dataclass
class News:
    """Whoever waits for them hears what is to happen next; when nothing is, too many are waiting already."""

    to_come: list[Callable[[], None]] = field(default_factory=list)
    waited_for: list[tuple[CabinOfFlight, int]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def wait(self, cabin: CabinOfFlight, known_revision: int, seconds: float) -> bool:
        self.waited_for.append((cabin, known_revision))
        self.seconds.append(seconds)
        if not self.to_come:
            return False
        self.to_come.pop(0)()
        return True


@dataclass
class Door:
    """An admission, and what is known to those who come."""

    news: News = field(default_factory=News)
    now: float = 1000.0
    known: dict[CabinOfFlight, CabinSeats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.admission = Admission(self.news, lambda: self.now, new_id)

    def hear(self, free: int, revision: int, *, answered: str = "", cabin: CabinOfFlight = F1) -> None:
        flight_id, name = cabin
        self.known[cabin] = CabinSeats(
            flight_id=flight_id, cabin=name, free=free, revision=revision, at=START, answered=answered
        )

    def come(
        self, *cabins: CabinOfFlight, seats: int = 1, known: Mapping[CabinOfFlight, CabinSeats] | None = None
    ) -> str:
        """The id she was let in with; "" when she had to wait for news."""
        order = self.admission.arrive(cabins or (F1,), seats)
        return self.admission.let_in(order, self.known if known is None else known) or ""

    def has_to_wait(self, *cabins: CabinOfFlight, **more: Any) -> bool:
        self.news.to_come.append(lambda: None)
        waits = not self.come(*cabins, **more)
        self.news.to_come.clear()
        return waits


@pytest.fixture
def door() -> Door:
    return Door()


def test_as_many_are_let_in_as_there_are_seats(door: Door) -> None:
    door.hear(3, revision=7)
    assert door.come(seats=2)
    assert door.has_to_wait(seats=2)
    assert door.come()
    assert door.has_to_wait()
    assert door.news.waited_for == [(F1, 7), (F1, 7)]


def test_another_cabin_is_not_concerned_and_a_journey_waits_for_any_of_its_flights(door: Door) -> None:
    door.hear(1, revision=7)
    door.hear(1, revision=3, cabin=F2)
    assert door.come(F1)
    assert door.has_to_wait(F2, F1)
    assert door.come(F2)


def test_the_only_one_is_let_in_whatever_is_known_and_brings_the_news(door: Door) -> None:
    door.hear(0, revision=7)
    assert door.come()
    assert door.has_to_wait()


def test_of_a_cabin_nothing_is_known_of_many_are_let_in(door: Door) -> None:
    assert all(door.come() for _ in range(UNKNOWN_ROOM))
    assert door.has_to_wait()
    assert door.news.waited_for == [(F1, 0)]


def test_an_answer_counts_once(door: Door) -> None:
    """As a seat that is gone, and no longer as an order on its way."""
    door.hear(3, revision=7)
    door.come()
    second = door.come()
    door.hear(1, revision=9, answered=second)
    assert door.come()
    assert door.has_to_wait()


def test_whoever_waited_is_counted_from_when_she_is_let_in(door: Door) -> None:
    """She came before those who were answered meanwhile, and has not been answered."""
    door.hear(1, revision=7)
    order = door.admission.arrive((F1,), 1)
    door.hear(1, revision=8, answered=door.come())
    assert door.admission.let_in(order, door.known)
    assert door.has_to_wait()


def test_what_somebody_knew_earlier_lets_nobody_in(door: Door) -> None:
    """She read it before the others brought newer news, and was overtaken."""
    door.hear(5, revision=7)
    earlier = dict(door.known)
    door.hear(1, revision=11, answered=door.come())
    assert door.come()
    assert door.has_to_wait(known=earlier)
    # She waits for what came after what she knew, which is there: she is not left waiting for more.
    assert door.news.waited_for == [(F1, 7)]


def test_who_finds_too_many_waiting_is_let_in(door: Door) -> None:
    door.hear(1, revision=7)
    assert door.come()
    assert door.come()
    assert door.news.waited_for == [(F1, 7)]


def test_nobody_waits_for_longer_than_her_patience(door: Door) -> None:
    door.hear(1, revision=7)
    order = door.admission.arrive((F1,), 1)
    door.now += PATIENCE_SECONDS - 1
    door.come()
    door.news.to_come = [lambda: None] * 2
    assert door.admission.let_in(order, door.known) is None
    door.now += 1
    assert door.admission.let_in(order, door.known)
    assert door.news.seconds == [1.0]


def test_what_is_never_answered_is_not_waited_for_for_ever(door: Door) -> None:
    door.hear(1, revision=7)
    door.come()
    door.now += PATIENCE_SECONDS - 1
    assert door.has_to_wait()
    door.now += 1
    assert door.come()


def test_who_was_let_in_and_did_not_order_is_not_waited_for(door: Door) -> None:
    door.hear(1, revision=7)
    order = door.admission.arrive((F1,), 1)
    reservation_id = door.admission.let_in(order, door.known)
    assert reservation_id
    assert door.has_to_wait()
    door.admission.withdraw(order, reservation_id)
    assert door.come()


def test_cabins_that_nobody_asks_for_any_more_are_forgotten(door: Door) -> None:
    for number in range(50):
        door.come((f"F{number}", "ECONOMY"))
    door.now += PATIENCE_SECONDS
    door.come(F1)
    assert list(door.admission._cabins) == [F1]


def test_of_many_at_once_no_more_are_let_in_than_there_are_seats(door: Door) -> None:
    door.hear(20, revision=7)
    door.news.to_come = [lambda: None] * 300
    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(lambda _: door.come(), range(300)))
    assert sum(1 for one in ids if one) == 20


class Places:
    def take(self, user_id: str, key: str, places: Sequence[Place]) -> Place | None:
        return places[0] if key == ONE_TOO_MANY else None


def build(news: News, availability: InMemoryAvailability) -> Application:
    nobody: Any = None
    parts = {name: nobody for name in Parts.__dataclass_fields__ if name not in ("clock", "new_id")}
    parts |= {"reservations": InMemoryReservations(), "availability": availability, "seat_news": news}
    parts["booking_places"] = Places()
    return build_application(Parts(**parts, clock=lambda: START), pending_lifetime=timedelta(minutes=10))


def wish(flight_id: str = "F1", *, waits: bool = False) -> Wish:
    passengers = (Passenger("Ada", "Lovelace", PassengerType.ADULT),)
    return Wish((Segment(flight_id=flight_id, cabin=Cabin.ECONOMY),), passengers, waits=waits)


@dataclass
class Office:
    """Orders through the use case; `seats` are what flight-service says of F1 when nobody has ordered yet."""

    seats: CabinSeats = field(
        default_factory=lambda: CabinSeats(flight_id="F1", cabin="ECONOMY", free=1, revision=1, at=START)
    )

    def __post_init__(self) -> None:
        self.news, self.availability = News(), InMemoryAvailability()
        self.application = build(self.news, self.availability)
        self.availability.learn([self.seats])

    def order(self, key: str, **more: Any) -> Any:
        return self.application.create_reservation(CALLER, wish(**more), key)

    def answer(self, free: int, answered: str) -> Callable[[], None]:
        said = replace(self.seats, free=free, revision=2, answered=answered)
        return lambda: self.availability.learn([said])


@pytest.fixture
def office() -> Office:
    return Office()


def test_who_waited_is_refused_by_the_news_with_nothing_stored(office: Office) -> None:
    first = office.order("first")
    office.news.to_come = [office.answer(0, first.id)]
    with pytest.raises(SoldOut):
        office.order("second")
    assert office.application.create_reservation.reservations.find_attempt("ada", "second") is None


def test_who_waited_is_let_in_by_the_news_when_seats_are_left(office: Office) -> None:
    first = office.order("first")
    office.news.to_come = [office.answer(1, first.id)]
    assert office.order("second").status == "PENDING"
    assert len(office.news.waited_for) == 1


def test_a_repeated_order_waits_for_nothing(office: Office) -> None:
    first = office.order("first")
    assert office.order("first") == first
    assert office.news.waited_for == []


def test_who_waited_finds_what_her_repeated_order_has_made_meanwhile(office: Office) -> None:
    first = office.order("first")
    made: list[Any] = []

    def repeat() -> None:
        made.append(office.order("second"))
        office.answer(0, first.id)()

    office.news.to_come = [repeat]
    assert [office.order("second")] == made


def test_an_order_that_a_limit_refuses_keeps_nobody_waiting(office: Office) -> None:
    with pytest.raises(TooManyUnpaid):
        office.order(ONE_TOO_MANY)
    assert office.order("second").status == "PENDING"
    assert office.news.waited_for == []


def test_who_would_wait_for_a_seat_does_not_wait_for_news(office: Office) -> None:
    office.order("first")
    assert office.order("second", waits=True).status == "PENDING"
    assert office.news.waited_for == []
