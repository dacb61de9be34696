"""Orders that are on their way, and what they leave for others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reservation_service.domain.availability import CabinSeats
from reservation_service.domain.under_way import FIRST_ANSWER, LONGEST, UNKNOWN_ROOM, Order, OrdersUnderWay

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


def test_an_answer_that_is_heard_late_counts_with_the_news_there_is(under_way: OrdersUnderWay) -> None:
    under_way.enter(order("a"), news(2, 1))
    assert under_way.enter(order("b"), news(1, 3)) is not None, "as far as is known, for a is the last seat"
    assert under_way.enter(order("c"), news(1, 3, "a")) is None


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
    under_way.enter(order("a", 1, NOW, business), news(1, 1))
    assert under_way.enter(order("b"), news(1, 1)) is not None
    seats = CabinSeats(flight_id="F2", cabin="BUSINESS", free=1, revision=1, at=NOW)
    assert under_way.enter(Order("c", frozenset({business}), 1, NOW), {business: seats}) is not None


def test_news_that_is_too_old_refuses_nobody(under_way: OrdersUnderWay) -> None:
    later = NOW + timedelta(hours=1)
    for name in ("a", "b"):
        assert under_way.enter(order(name, at=later), news(0, 1)) is None


def test_where_nothing_is_known_a_crowd_waits_for_its_first_answer(under_way: OrdersUnderWay) -> None:
    for number in range(UNKNOWN_ROOM):
        assert not under_way.should_wait([ECONOMY], {}, NOW)
        under_way.enter(order(str(number)), {})
    assert under_way.should_wait([ECONOMY], {}, NOW)
    assert not under_way.should_wait([("F2", "ECONOMY")], {}, NOW)
    assert not under_way.should_wait([ECONOMY], news(100, 1), NOW), "it has come"


def test_nobody_waits_for_an_answer_that_does_not_come(under_way: OrdersUnderWay) -> None:
    for number in range(UNKNOWN_ROOM):
        under_way.enter(order(str(number)), {})
    assert not under_way.should_wait([ECONOMY], {}, NOW + FIRST_ANSWER)


def test_of_a_crowd_not_all_are_named_and_all_are_answered(under_way: OrdersUnderWay) -> None:
    for name in ("a", "b", "c", "d"):
        under_way.enter(order(name), news(9, 1))
    told = replace(news(1, 5, "c")[ECONOMY], all_before="c")
    assert under_way.enter(order("e"), {ECONOMY: told}) is not None, "d asks for it"
    told = replace(news(1, 6, "d")[ECONOMY], all_before="c")
    assert under_way.enter(order("e"), {ECONOMY: told}) is None
