"""Price rules: what they do to prices, that every price hears them, and how staff keep them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, day, hold_request, segment_of, usd
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput
from flight_service.domain.money import Money
from flight_service.domain.ports import AuditEntry
from flight_service.domain.price_rule import Effect, Percent, PriceRule, Scope, apply_rules
from flight_service.storage.mongo import MongoPriceRules
from flight_service.usecases.make_offer import PricedOffer, Wanted, make_offer
from flight_service.usecases.price_rules import (
    MOST_RULES,
    RuleDraft,
    RuleRefused,
    add_price_rule,
    change_price_rule,
    remove_price_rule,
)
from flight_service.usecases.search_flights import FlightSort
from flight_service.usecases.search_journeys import Party, Slice, Wishes, search_days_around, search_slice
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.take_seats import take_seats

FLIGHT = build_flight()  # a Thursday
AGENT = StaffMember("agent-1")


def build_rule(id: str = "r", effect: Effect | None = None, **changes: Any) -> PriceRule:
    rule = PriceRule(
        id=id,
        name="Christmas",
        scope=Scope(),
        effect=effect or Percent(Decimal(10)),
        priority=100,
        active=True,
        version=1,
    )
    return replace(rule, **changes)


def draft(**changes: Any) -> RuleDraft:
    wanted = RuleDraft(name="Christmas", scope=Scope(), effect=Percent(Decimal(10)), priority=100, active=True)
    return replace(wanted, **changes)


def price(*rules: PriceRule, fare: str = "200.00") -> str:
    return str(apply_rules(rules, FLIGHT, Cabin.ECONOMY, usd(fare)).amount)


def test_without_a_rule_a_price_is_the_fare() -> None:
    assert price() == "200.00"


@pytest.mark.parametrize(
    ("scope", "matches"),
    [
        (Scope(), True),
        (Scope(airline="UA", origin="JFK", destination="LAX", cabin=Cabin.ECONOMY), True),
        (Scope(airline="DL"), False),
        (Scope(origin="EWR"), False),
        (Scope(destination="SFO"), False),
        (Scope(cabin=Cabin.FIRST), False),
        (Scope(weekdays=frozenset({3})), True),
        (Scope(weekdays=frozenset({4, 6})), False),
        (Scope(first_day=day("2026-12-03"), last_day=day("2026-12-03")), True),
        (Scope(first_day=day("2026-12-04")), False),
        (Scope(last_day=day("2026-12-02")), False),
    ],
)
def test_a_rule_is_for_the_flights_of_its_scope(scope: Scope, matches: bool) -> None:
    assert scope.covers(FLIGHT, Cabin.ECONOMY) == matches


def test_rules_follow_each_other_by_priority() -> None:
    percent, amount = build_rule("a", Percent(Decimal(10)), priority=2), build_rule("b", usd("-50.00"), priority=1)
    assert Decimal(price(percent, amount)) == Decimal("165")  # (200 - 50) * 1.1
    assert Decimal(price(replace(percent, priority=0), amount)) == Decimal("170")  # 200 * 1.1 - 50


def test_a_rule_that_rests_or_speaks_another_currency_does_nothing() -> None:
    assert price(build_rule(active=False), build_rule(effect=Money(Decimal(5), "EUR"))) == "200.00"


def test_no_seat_is_given_away() -> None:
    assert price(build_rule(effect=usd("-500.00"))) == "1"
    assert price(build_rule(effect=usd("-500.00")), fare="0.50") == "0.50"


def test_cents_are_rounded_once_at_the_end(shelf: Shelf) -> None:
    """A third off and a third on again is exact in between."""
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([build_inventory(FLIGHT, fare="0.99")])
    add_price_rule(shelf.stores, "a", draft(effect=Percent(Decimal("-33.33")), priority=1), AGENT, NOW)
    add_price_rule(shelf.stores, "b", draft(effect=Percent(Decimal("49.99")), priority=2), AGENT, NOW)
    assert quoted_everywhere(shelf) == {"0.99"}


def quoted_everywhere(shelf: Shelf, rid: str = "r1") -> set[str]:
    """One seat's price in the search, among the days around, in an offer, and as it is held."""
    stores, key = shelf.stores, segment_of(build_inventory(FLIGHT)).find_key()
    assert key
    part = Slice(origin="JFK", destination="LAX", date=FLIGHT.departure_date)
    wishes = Wishes(party=Party(adults=1), cabin=Cabin.ECONOMY, max_connections=0, sort=FlightSort.PRICE)
    (found,) = search_slice(stores, part, wishes, NOW)
    around = search_days_around(stores, part, wishes, NOW)[FLIGHT.departure_date]
    made = make_offer(stores, [Wanted(key)], Party(adults=1), NOW)
    assert around
    assert isinstance(made, PricedOffer)
    assert take_seats(stores, [segment_of(build_inventory(FLIGHT))], hold_request(rid), announce, NOW)
    held = shelf.outbox()[-1]["data"]["hold"]["fare"]["amount"]
    totals = (found.price.total, around.price.total, made.price.total)
    return {held, *(total.amount_text for total in totals)}


def test_every_price_hears_the_rules(shelf: Shelf) -> None:
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([build_inventory(FLIGHT, fare="199.00")])
    assert quoted_everywhere(shelf) == {"199.00"}
    rule = add_price_rule(shelf.stores, "a", draft(effect=Percent(Decimal("12.5"))), AGENT, NOW)
    assert isinstance(rule, PriceRule)
    assert quoted_everywhere(shelf, "r2") == {"223.88"}
    remove_price_rule(shelf.stores, "a", 1, AGENT, NOW)
    assert quoted_everywhere(shelf, "r3") == {"199.00"}


def test_a_rule_is_found_as_it_was_saved(shelf: Shelf) -> None:
    scope = Scope(
        airline="UA",
        origin="JFK",
        destination="LAX",
        cabin=Cabin.FIRST,
        weekdays=frozenset({0, 6}),
        first_day=day("2026-12-20"),
        last_day=day("2026-12-31"),
    )
    saved = add_price_rule(shelf.stores, "a", draft(scope=scope, effect=usd("-12.50")), AGENT, NOW)
    assert shelf.stores.price_rules.find("a") == saved
    assert shelf.stores.price_rules.all() == [saved]
    assert shelf.stores.price_rules.find("b") is None


def test_who_was_slower_is_told_so(shelf: Shelf) -> None:
    add_price_rule(shelf.stores, "a", draft(), AGENT, NOW)
    assert isinstance(
        change_price_rule(shelf.stores, "a", draft(name="Easter", expected_version=1), AGENT, NOW), PriceRule
    )
    late = change_price_rule(shelf.stores, "a", draft(expected_version=1), AGENT, NOW)
    assert isinstance(late, RuleRefused)
    assert late.code == "CHANGED_MEANWHILE"
    assert isinstance(remove_price_rule(shelf.stores, "a", 1, AGENT, NOW), RuleRefused)
    stale = build_rule("a", version=2)
    entry = shelf.stores.price_rules.acts("a")[0]
    assert not shelf.stores.price_rules.replace(stale, entry)
    assert not shelf.stores.price_rules.remove(build_rule("a", version=1), entry)


def test_every_act_is_on_record_the_removal_too(shelf: Shelf) -> None:
    add_price_rule(shelf.stores, "a", draft(scope=Scope(origin="JFK")), AGENT, NOW)
    change_price_rule(shelf.stores, "a", draft(active=False), AGENT, NOW + timedelta(hours=1))
    remove_price_rule(shelf.stores, "a", None, StaffMember("admin"), NOW + timedelta(hours=2))
    acts = shelf.stores.price_rules.acts("a")
    assert [(one.action, one.version, one.user_id) for one in acts] == [
        ("created", 1, "agent-1"),
        ("changed", 2, "agent-1"),
        ("removed", 3, "admin"),
    ]
    assert acts[0].details == {
        "name": "Christmas",
        "effect": "+10 %",
        "active": "true",
        "origin": "JFK",
        "priority": "100",
    }
    assert shelf.stores.price_rules.all() == []
    refused = change_price_rule(shelf.stores, "a", draft(), AGENT, NOW)
    assert isinstance(refused, RuleRefused)
    assert refused.code == "UNKNOWN_RULE"


def test_there_are_only_so_many_rules(shelf: Shelf) -> None:
    for number in range(MOST_RULES):
        add_price_rule(shelf.stores, f"r{number}", draft(), AGENT, NOW)
    refused = add_price_rule(shelf.stores, "one more", draft(), AGENT, NOW)
    assert isinstance(refused, RuleRefused)
    assert refused.code == "TOO_MANY_RULES"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "input.name"),
        ({"name": "x" * 101}, "input.name"),
        ({"priority": -1}, "input.priority"),
        ({"effect": Percent(Decimal("-90.5"))}, "input.percent"),
        ({"effect": Percent(Decimal(501))}, "input.percent"),
        ({"effect": usd("-10001")}, "input.amount"),
        ({"scope": Scope(airline="QQ")}, "input.airline"),
        ({"scope": Scope(origin="QQQ")}, "input.origin"),
        ({"scope": Scope(destination="QQQ")}, "input.destination"),
        ({"scope": Scope(first_day=day("2026-12-02"), last_day=day("2026-12-01"))}, "input.lastDay"),
    ],
)
def test_an_impossible_rule_is_refused_by_its_field(shelf: Shelf, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_price_rule(shelf.stores, "a", draft(**changes), AGENT, NOW)
    assert refused.value.field == field
    assert shelf.stores.price_rules.all() == []


def test_another_process_sees_a_rule_within_seconds(database: Any) -> None:
    seconds = 0.0
    mine, theirs = MongoPriceRules(database, lambda: seconds), MongoPriceRules(database)
    assert mine.in_force() == []
    rule = build_rule()
    theirs.add(rule, _act_of(rule))
    assert (mine.in_force(), theirs.in_force()) == ([], [rule])
    seconds = 3.0
    assert mine.in_force() == [rule]


def _act_of(rule: PriceRule) -> AuditEntry:
    return AuditEntry(rule.id, rule.version, "agent", "created", NOW)
