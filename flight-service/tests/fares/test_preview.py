"""Before a price rule is saved: what it would do to the prices of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flight_builders import NOW, build_flight, build_inventory
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import FlightStatus
from flight_service.domain.price_rule import Percent, Scope
from flight_service.usecases.preview_price_rule import preview_price_rule
from flight_service.usecases.price_rules import RuleDraft, add_price_rule
from flight_service.usecases.staff import StaffMember

AGENT = StaffMember("agent-1")
BOTH = (Cabin.ECONOMY, Cabin.BUSINESS)
FLIGHT = build_flight(cabins=BOTH)
LATER = build_flight(number="7", departs_in=timedelta(days=2, hours=1), cabins=BOTH, destination="ORD")
CANCELLED = build_flight(number="8", cabins=BOTH, status=FlightStatus.CANCELLED)


@pytest.fixture
def on_sale(shelf: Shelf) -> Shelf:
    flights = (FLIGHT, LATER, CANCELLED)
    shelf.stores.flights.add_missing(flights)
    shelf.stores.inventories.add_missing([build_inventory(one, cabin=cabin) for one in flights for cabin in BOTH])
    return shelf


def draft(scope: Scope = Scope(), percent: str = "10", **changes: Any) -> RuleDraft:  # noqa: B008 (frozen)
    rule = RuleDraft(name="Rule", scope=scope, effect=Percent(Decimal(percent)), priority=100, active=True)
    return replace(rule, **changes)


def preview(shelf: Shelf, rule: RuleDraft, rule_id: str | None = None, limit: int = 20) -> tuple[int, list[str]]:
    made = preview_price_rule(shelf.stores, rule_id, rule, FLIGHT.departure_date, limit, NOW)
    return made.flights, [
        f"{one.flight.number} {one.key.cabin} {one.before.amount_text} {one.after.amount_text}" for one in made.changes
    ]


def test_every_cabin_that_the_rule_is_about_is_shown_before_and_after(on_sale: Shelf) -> None:
    assert preview(on_sale, draft(Scope(cabin=Cabin.ECONOMY))) == (
        2,
        ["1545 ECONOMY 199.00 218.90", "7 ECONOMY 199.00 218.90"],
    )
    assert preview(on_sale, draft(Scope(destination="ORD")))[1] == [
        "7 ECONOMY 199.00 218.90",
        "7 BUSINESS 199.00 218.90",
    ]
    assert on_sale.stores.price_rules.all() == []


def test_a_changed_rule_stands_for_the_stored_one_also_where_it_no_longer_reaches(on_sale: Shelf) -> None:
    add_price_rule(on_sale.stores, "r", draft(Scope(origin="JFK", cabin=Cabin.ECONOMY)), AGENT, NOW)
    narrower = draft(Scope(origin="JFK", destination="ORD", cabin=Cabin.ECONOMY), "20")
    assert preview(on_sale, narrower, "r")[1] == ["1545 ECONOMY 218.90 199.00", "7 ECONOMY 218.90 238.80"]
    off = draft(Scope(origin="JFK", cabin=Cabin.ECONOMY), active=False)
    assert preview(on_sale, off, "r")[1] == ["1545 ECONOMY 218.90 199.00", "7 ECONOMY 218.90 199.00"]


def test_it_comes_on_top_of_the_other_rules_in_the_order_of_priorities(on_sale: Shelf) -> None:
    add_price_rule(on_sale.stores, "r", draft(percent="100"), AGENT, NOW)
    assert preview(on_sale, draft(Scope(destination="LAX", cabin=Cabin.ECONOMY)))[1] == ["1545 ECONOMY 398.00 437.80"]


def test_only_the_first_flights_are_shown_and_all_are_counted(on_sale: Shelf) -> None:
    assert preview(on_sale, draft(), limit=1) == (2, ["1545 ECONOMY 199.00 218.90", "1545 BUSINESS 199.00 218.90"])


def test_a_rule_that_could_not_be_saved_is_not_previewed(on_sale: Shelf) -> None:
    with pytest.raises(InvalidInput, match="name"):
        preview(on_sale, draft(name=""))
    with pytest.raises(InvalidInput, match="past"):
        preview_price_rule(on_sale.stores, None, draft(), (NOW - timedelta(days=3)).date(), 20, NOW)
