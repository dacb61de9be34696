from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reservation_service.domain.itinerary import FareConditions
from reservation_service.domain.money import Money
from reservation_service.domain.refunds import CancellationQuote, Paid, PaidFlight, quote_refund

NOW = datetime(2026, 12, 1, tzinfo=UTC)
DAY = timedelta(days=1)
LIGHT = FareConditions(changeable=False, refundable=False)
FLEX = FareConditions(changeable=True, refundable=True)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def standard(fee: str) -> FareConditions:
    return FareConditions(changeable=True, refundable=True, refund_fee=usd(fee))


def flight(fare: str, conditions: FareConditions | None = None, *, seats: int = 1) -> PaidFlight:
    return PaidFlight(flight_id=f"F{fare}", fare=usd(fare), seats=seats, conditions=conditions)


def quote(
    *flights: PaidFlight,
    amount: str,
    paid_ago: timedelta = 5 * DAY,
    departs_in: timedelta | None = 30 * DAY,
    is_disrupted: bool = False,
) -> CancellationQuote:
    paid = Paid(
        amount=usd(amount),
        paid_at=NOW - paid_ago,
        departs_at=NOW + departs_in if departs_in is not None else None,
        is_disrupted=is_disrupted,
        flights=flights,
    )
    return quote_refund("q", paid, NOW)


def tell(quoted: CancellationQuote) -> list[tuple[str | None, str, str, str]]:
    return [(one.flight_id, one.paid.amount_text, one.fee.amount_text, one.refund.amount_text) for one in quoted.items]


@pytest.mark.parametrize(
    ("paid_ago", "departs_in", "is_disrupted", "refund"),
    [
        (timedelta(hours=1), 30 * DAY, False, "99.99"),
        (DAY, 30 * DAY, False, "99.99"),
        (DAY + timedelta(seconds=1), 30 * DAY, False, "79.99"),
        (5 * DAY, DAY, False, "79.99"),
        (5 * DAY, DAY - timedelta(seconds=1), False, "50.00"),
        (timedelta(hours=1), timedelta(hours=2), False, "99.99"),
        (5 * DAY, timedelta(hours=2), True, "99.99"),
        (5 * DAY, None, False, "79.99"),
    ],
)
def test_without_conditions_the_refund_depends_on_when_and_why(
    paid_ago: timedelta, departs_in: timedelta | None, is_disrupted: bool, refund: str
) -> None:
    quoted = quote(flight("99.99"), amount="99.99", paid_ago=paid_ago, departs_in=departs_in, is_disrupted=is_disrupted)
    assert (quoted.refund.amount_text, quoted.refund.currency) == (refund, "USD")
    assert quoted.refund.amount + quoted.fee.amount == Decimal("99.99")
    assert quoted.expires_at == NOW + timedelta(minutes=10)


def test_each_flight_is_refunded_as_its_fare_says() -> None:
    flights = flight("100.00", LIGHT, seats=2), flight("150.00", standard("40.00"), seats=2), flight("300.00", FLEX)
    quoted = quote(*flights, amount="800.00")
    assert tell(quoted) == [
        ("F100.00", "200.00", "200.00", "0.00"),
        ("F150.00", "300.00", "80.00", "220.00"),
        ("F300.00", "300.00", "0.00", "300.00"),
    ]
    assert [one.condition for one in quoted.items] == [
        "This fare is not refunded.",
        "This fare is refunded for $40.00 a seat.",
        "This fare is refunded free of charge.",
    ]
    assert (quoted.refund, quoted.fee) == (usd("520.00"), usd("280.00"))
    assert quoted.condition == "Each flight is refunded as its fare says."


def test_a_fee_takes_no_more_than_was_paid() -> None:
    assert tell(quote(flight("30.00", standard("40.00")), amount="30.00")) == [("F30.00", "30.00", "30.00", "0.00")]


@pytest.mark.parametrize("why", [{"is_disrupted": True}, {"paid_ago": timedelta(hours=2)}])
def test_everything_comes_back_whatever_the_fare_says(why: dict[str, object]) -> None:
    quoted = quote(flight("100.00", LIGHT), amount="125.00", **why)  # type: ignore[arg-type]  # one of two arguments
    assert tell(quoted) == [("F100.00", "100.00", "0.00", "100.00"), (None, "25.00", "0.00", "25.00")]
    assert quoted.refund == usd("125.00")


def test_what_changes_cost_is_kept() -> None:
    quoted = quote(flight("100.00", FLEX), amount="125.00")
    assert tell(quoted) == [("F100.00", "100.00", "0.00", "100.00"), (None, "25.00", "25.00", "0.00")]
    assert quoted.condition == "This fare is refunded free of charge."


amounts = st.decimals(min_value=0, max_value=2000, places=2).map(lambda amount: f"{amount:.2f}")
conditions = st.sampled_from([None, LIGHT, FLEX, standard("40.00"), standard("0.01")])


@given(
    fares=st.lists(st.tuples(amounts, conditions, st.integers(1, 9)), min_size=1, max_size=6),
    amount=amounts,
    paid_ago=st.sampled_from([timedelta(hours=1), 5 * DAY]),
    departs_in=st.sampled_from([timedelta(hours=1), 30 * DAY, None]),
    is_disrupted=st.booleans(),
)
def test_never_more_comes_back_than_was_paid(
    fares: list[tuple[str, FareConditions | None, int]],
    amount: str,
    paid_ago: timedelta,
    departs_in: timedelta | None,
    is_disrupted: bool,
) -> None:
    flights = [flight(fare, terms, seats=seats) for fare, terms, seats in fares]
    quoted = quote(*flights, amount=amount, paid_ago=paid_ago, departs_in=departs_in, is_disrupted=is_disrupted)
    paid = Decimal(amount)
    assert sum(one.paid.amount for one in quoted.items) == paid
    assert all(0 <= one.refund.amount <= one.paid.amount for one in quoted.items)
    assert quoted.refund.amount + quoted.fee.amount == paid
    assert quoted.refund.amount == paid or not (is_disrupted or paid_ago < DAY)
