"""Orders that are on their way, and what they leave for others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from reservation_service.domain.availability import CabinSeats
from reservation_service.domain.under_way import FIRST_ANSWER, LONGEST, UNKNOWN_ROOM, Order, OrdersUnderWay, Wait
from reservation_service.storage.memory import InMemoryAvailability

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
ECONOMY = ("F1", "ECONOMY")


def order(name: str, seats: int = 1, at: datetime = NOW, *others: tuple[str, str]) -> Order:
    return Order(name, frozenset({ECONOMY, *others}), seats, at)


def news(free: int, revision: int, *answered: str) -> dict[tuple[str, str], CabinSeats]:
    seats = CabinSeats(
        flight_id="F1", cabin="ECONOMY", free=free, revision=revision, at=NOW, answered=frozenset(answered)
    )
    return {ECONOMY: seats}


@pytest.fixture
def under_way() -> OrdersUnderWay:
    return OrdersUnderWay()


def test_those_before_take_their_seats(under_way: OrdersUnderWay) -> None:
    assert under_way.enter(order("a", 2), news(3, 1)) is None
    refused = under_way.enter(order("b", 2), news(3, 1))
    assert refused is not None
    assert refused.free == 1
    assert under_way.enter(order("c", 1), news(3, 1)) is None, "who was refused takes nothing"


def test_whoever_is_answered_is_in_the_news_and_counted_no_more(under_way: OrdersUnderWay) -> None:
    under_way.enter(order("a", 2), news(3, 1))
    assert under_way.enter(order("b"), news(1, 2, "a")) is None
    assert under_way.enter(order("c"), news(1, 2, "a")) is not None


def test_news_that_was_asked_for_earlier_and_comes_later_is_not_believed_again(under_way: OrdersUnderWay) -> None:
    for name in ("a", "b"):
        under_way.enter(order(name), news(2, 1))
    assert under_way.enter(order("c"), news(0, 3, "a", "b")) is not None
    assert under_way.enter(order("d"), news(2, 1)) is not None


def test_an_answer_that_is_heard_late_takes_no_seat_twice(under_way: OrdersUnderWay) -> None:
    under_way.enter(order("a"), news(2, 1))
    assert under_way.enter(order("b"), news(1, 3)) is None, "the seat that is gone is that of a"
    assert under_way.enter(order("c"), news(1, 3)) is not None
    assert under_way.enter(order("c"), news(1, 3, "a")) is not None


def test_seats_that_come_free_meanwhile_are_had_by_whoever_comes_next(under_way: OrdersUnderWay) -> None:
    under_way.enter(order("a"), news(1, 1))
    assert under_way.enter(order("b"), news(2, 2)) is None
    assert under_way.enter(order("c"), news(2, 2)) is not None


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whoever_hears_the_answers_in_whatever_order_exactly_as_many_enter_as_there_are_seats(
    data: st.DataObject,
) -> None:
    """Several workers hear parts of what was said, one later than the other; who asks may have asked for news before."""
    capacity = data.draw(st.integers(1, 12), "capacity")
    under_way, availability = OrdersUnderWay(), InMemoryAvailability()
    availability.learn(news(capacity, 0).values())
    free, revision, asked = capacity, 0, list[str]()
    unheard: list[CabinSeats] = []
    fetched = [availability.find([ECONOMY])]
    for number in range(capacity + 6):
        for answered in asked[: data.draw(st.integers(0, 3), "decided")]:
            asked.remove(answered)
            free, revision = free - 1, revision + 1
            unheard += news(free, revision, answered).values()
        heard = [one for one in unheard if data.draw(st.booleans(), "heard")]
        availability.learn(heard)
        unheard = [one for one in unheard if one not in heard]
        fetched.append(availability.find([ECONOMY]))
        known = data.draw(st.sampled_from(fetched[-3:]), "known")
        name = f"order {number:02}"
        found = under_way.enter(order(name), known)
        assert (found is None) == (number < capacity), number
        if found is None:
            asked.append(name)


def test_whoever_leaves_takes_nothing(under_way: OrdersUnderWay) -> None:
    first = order("a")
    under_way.enter(first, news(1, 1))
    under_way.leave(first)
    under_way.leave(first)
    assert under_way.enter(order("b"), news(1, 1)) is None


def test_an_order_that_nobody_answers_keeps_its_seats_for_seconds_only(under_way: OrdersUnderWay) -> None:
    under_way.enter(order("a"), news(1, 1))
    late = NOW + LONGEST - timedelta(milliseconds=1)
    assert under_way.enter(order("b", at=late), news(1, 1)) is not None
    assert under_way.enter(order("c", at=NOW + LONGEST), news(1, 1)) is None


def test_a_journey_counts_on_each_of_its_flights(under_way: OrdersUnderWay) -> None:
    business = ("F2", "BUSINESS")
    seats = {business: CabinSeats(flight_id="F2", cabin="BUSINESS", free=1, revision=1, at=NOW)}
    under_way.enter(order("a", 1, NOW, business), news(1, 1) | seats)
    assert under_way.enter(order("b"), news(1, 1)) is not None
    assert under_way.enter(Order("c", frozenset({business}), 1, NOW), seats) is not None


def test_news_that_is_too_old_refuses_nobody(under_way: OrdersUnderWay) -> None:
    later = NOW + timedelta(hours=1)
    for name in ("a", "b"):
        assert under_way.enter(order(name, at=later), news(0, 1)) is None


def test_where_nothing_is_known_a_crowd_waits_for_its_first_answer(under_way: OrdersUnderWay) -> None:
    for number in range(UNKNOWN_ROOM):
        assert under_way.enter(order(str(number)), {}, may_wait=True) is None
    assert under_way.enter(order("next"), {}, may_wait=True) == Wait()
    elsewhere = Order("elsewhere", frozenset({("F2", "ECONOMY")}), 1, NOW)
    assert under_way.enter(elsewhere, {}, may_wait=True) is None
    assert under_way.enter(order("next"), news(100, 1), may_wait=True) is None, "it has come"


def test_nobody_waits_for_an_answer_that_does_not_come(under_way: OrdersUnderWay) -> None:
    for number in range(UNKNOWN_ROOM):
        under_way.enter(order(str(number)), {}, may_wait=True)
    assert under_way.enter(order("next", at=NOW + FIRST_ANSWER), {}, may_wait=True) is None


def test_of_a_crowd_not_all_are_named_and_all_are_answered(under_way: OrdersUnderWay) -> None:
    for name in ("a", "b", "c", "d"):
        under_way.enter(order(name), news(4, 1))
    told = replace(news(1, 5, "c")[ECONOMY], all_before="c")
    assert under_way.enter(order("e"), {ECONOMY: told}) is not None, "d asks for it"
    told = replace(news(1, 6, "d")[ECONOMY], all_before="c")
    assert under_way.enter(order("e"), {ECONOMY: told}) is None
