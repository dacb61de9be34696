"""Price rules: what staff add to or take from filed fares, for some flights, on some days, for a while.

Every rule that matches is applied, in the order of their priorities, each to what the one before it left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flight_service.domain.cabin import Cabin
from flight_service.domain.flight import Flight
from flight_service.domain.money import Money

_HUNDRED = Decimal(100)
# Discounts that meet may not give seats away.
_LOWEST = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which seats a rule is about; what is not said, or an empty set of weekdays, is every one.

    Days are those of departure, on the calendar of the origin; weekdays count from Monday, 0.
    """

    airline: str | None = None
    origin: str | None = None
    destination: str | None = None
    cabin: Cabin | None = None
    weekdays: frozenset[int] = frozenset()
    first_day: date | None = None
    last_day: date | None = None

    def covers(self, flight: Flight, cabin: Cabin) -> bool:
        day = flight.departure_date
        return (
            self.airline in (None, flight.airline)
            and self.origin in (None, flight.origin)
            and self.destination in (None, flight.destination)
            and self.cabin in (None, cabin)
            and (not self.weekdays or day.weekday() in self.weekdays)
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )


@dataclass(frozen=True, slots=True)
class Percent:
    """Of the price so far; negative for a discount."""

    value: Decimal


Effect = Percent | Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRule:
    """An effect of `Money` is added to fares of its currency, or taken from them when it is negative."""

    id: str
    name: str
    scope: Scope
    effect: Effect
    priority: int
    active: bool
    version: int

    def apply(self, price: Money) -> Money:
        match self.effect:
            case Percent(value=value):
                return Money(price.amount * (_HUNDRED + value) / _HUNDRED, price.currency)
            case Money(amount=amount, currency=currency):
                return Money(price.amount + amount, currency) if currency == price.currency else price


def apply_rules(rules: Iterable[PriceRule], flight: Flight, cabin: Cabin, price: Money) -> Money:
    """Exact, not yet rounded; never less than one unit of the currency, or the fare if that is less."""
    matching = (rule for rule in rules if rule.active and rule.scope.covers(flight, cabin))
    ruled = price
    for rule in sorted(matching, key=lambda rule: (rule.priority, rule.id)):
        ruled = rule.apply(ruled)
    return Money(max(ruled.amount, min(_LOWEST, price.amount)), price.currency)
