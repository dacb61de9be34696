"""What a price rule would do before anybody pays for it: prices of a day as they are, and as they would be with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flight_service.domain.cabin import CabinKey
from flight_service.domain.flight import Flight
from flight_service.domain.money import Money
from flight_service.domain.ports import FlightFilter
from flight_service.domain.price_rule import PriceRule, Scope
from flight_service.domain.pricing import Tariff
from flight_service.usecases.checks import check_day_ahead
from flight_service.usecases.price_rules import RuleDraft, build_rule, check_draft
from flight_service.usecases.stores import Stores


@dataclass(frozen=True, slots=True)
class PriceChange:
    """Of the next seat of a cabin in the STANDARD family."""

    flight: Flight
    key: CabinKey
    before: Money
    after: Money


@dataclass(frozen=True, slots=True)
class RulePreview:
    """`flights` counts all that the rule is about, or was until now; `changes` are those of the first of them."""

    day: date
    flights: int
    changes: tuple[PriceChange, ...]


def preview_price_rule(
    stores: Stores, rule_id: str | None, draft: RuleDraft, day: date, limit: int, now: datetime
) -> RulePreview:
    """`rule_id` is that of the rule that the draft would replace. Nothing is written."""
    check_draft(stores, draft)
    # It may still be yesterday where the flights leave.
    check_day_ahead("day", day, (now - timedelta(days=1)).date())
    stored = stores.price_rules.find(rule_id) if rule_id else None
    rule = build_rule(rule_id or "", draft, version=0)
    scopes = [one.scope for one in (rule, stored) if one is not None]
    flights = _find_flights(stores, scopes, day, now)
    changes = _compare(stores, flights[:limit], scopes, _with_rule(stores.price_rules.in_force(), rule))
    return RulePreview(day, len(flights), changes)


def _find_flights(stores: Stores, scopes: Sequence[Scope], day: date, now: datetime) -> list[Flight]:
    """Those of the day that can still be sold, by departure."""
    wanted = FlightFilter()
    for name in ("airline", "origin", "destination"):
        codes = {getattr(scope, name) for scope in scopes}
        wanted = replace(wanted, **{name: codes.pop()}) if len(codes) == 1 else wanted
    of_day = (flight for flight in stores.flights.on_day(day, wanted) if flight.is_bookable(at=now))
    concerned = (flight for flight in of_day if any(_covers(scopes, key, flight) for key in flight.cabin_keys))
    return sorted(concerned, key=lambda flight: (flight.departs_at, flight.id))


def _covers(scopes: Sequence[Scope], key: CabinKey, flight: Flight) -> bool:
    return any(scope.covers(flight, key.cabin) for scope in scopes)


def _with_rule(in_force: Sequence[PriceRule], rule: PriceRule) -> tuple[Tariff, Tariff]:
    others = [one for one in in_force if one.id != rule.id]
    return Tariff(in_force), Tariff([*others, rule])


def _compare(
    stores: Stores, flights: Sequence[Flight], scopes: Sequence[Scope], tariffs: tuple[Tariff, Tariff]
) -> tuple[PriceChange, ...]:
    keys = {key: flight for flight in flights for key in flight.cabin_keys if _covers(scopes, key, flight)}
    cabins = stores.inventories.find_many(keys)
    before, after = tariffs
    return tuple(
        PriceChange(flight, key, before.quote(flight, cabins[key]).fare, after.quote(flight, cabins[key]).fare)
        for key, flight in keys.items()
        if key in cabins
    )
