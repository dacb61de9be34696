"""Price rules as GraphQL shows and takes them."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Annotated

import strawberry

from flight_service.domain import money
from flight_service.domain import price_rule as domain
from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput
from flight_service.schema.flight_types import Flight, Together
from flight_service.schema.inputs import parse_code
from flight_service.schema.scalars import Money, MoneyInput, Weekday
from flight_service.usecases.preview_price_rule import RulePreview
from flight_service.usecases.price_rules import RuleDraft, RuleRefusalCode, RuleRefused

strawberry.enum(RuleRefusalCode, name="PriceRuleRefusalCode")

_LONGEST_AMOUNT = 12
_DEFAULT_PRIORITY = 100


@strawberry.type
class PriceRule:
    """What is added to or taken from filed fares. What is null, or an empty list of weekdays, is every one.

    All active rules that match are applied, the lowest priority number first, each to what the one before it left.
    """

    id: strawberry.ID
    name: str
    airline: str | None
    origin: str | None
    destination: str | None
    cabin: Cabin | None
    weekdays: list[Weekday] = strawberry.field(description="Of departure, on the calendar of the origin.")
    first_day: dt.date | None
    last_day: dt.date | None
    percent: str | None = strawberry.field(description='Of the price so far, like "12.5" or "-10".')
    amount: Money | None = strawberry.field(description="Added to a seat's price; negative for a discount.")
    priority: int
    active: bool
    version: int

    @classmethod
    def of(cls, rule: domain.PriceRule) -> "PriceRule":
        scope, effect = rule.scope, rule.effect
        return cls(
            id=strawberry.ID(rule.id),
            name=rule.name,
            airline=scope.airline,
            origin=scope.origin,
            destination=scope.destination,
            cabin=scope.cabin,
            weekdays=[Weekday(day) for day in sorted(scope.weekdays)],
            first_day=scope.first_day,
            last_day=scope.last_day,
            percent=str(effect.value) if isinstance(effect, domain.Percent) else None,
            amount=Money.of(effect) if isinstance(effect, money.Money) else None,
            priority=rule.priority,
            active=rule.active,
            version=rule.version,
        )


@strawberry.type
class PriceRuleRefused:
    """Why the rule was not saved or removed."""

    code: RuleRefusalCode
    message: str

    @classmethod
    def of(cls, refused: RuleRefused) -> "PriceRuleRefused":
        return cls(code=refused.code, message=refused.message)


@strawberry.type
class PriceChange:
    """For one seat of the cabin in the STANDARD family."""

    flight: Flight
    cabin: Cabin
    before: Money
    after: Money


@strawberry.type
class PriceRulePreview:
    """`flights` counts all of the day that the rule is about, or was until now; `changes` are of the first of them."""

    date: dt.date
    flights: int
    changes: list[PriceChange]

    @classmethod
    def of(cls, preview: RulePreview, together: Together) -> "PriceRulePreview":
        changes = [
            PriceChange(
                flight=Flight.of(one.flight, together),
                cabin=one.key.cabin,
                before=Money.of(one.before),
                after=Money.of(one.after),
            )
            for one in preview.changes
        ]
        return cls(date=preview.day, flights=preview.flights, changes=changes)


PriceRuleResult = Annotated[PriceRule | PriceRuleRefused, strawberry.union("PriceRuleResult")]


@strawberry.input
class PriceRuleInput:
    """Either `percent` or `amount`. With an id that rule is changed, without one a new one is made.

    With `expectedVersion` the change is refused if somebody was faster.
    """

    name: str
    id: strawberry.ID | None = None
    expected_version: int | None = None
    airline: str | None = None
    origin: str | None = None
    destination: str | None = None
    cabin: Cabin | None = None
    weekdays: list[Weekday] = strawberry.field(default_factory=list)
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    percent: str | None = None
    amount: MoneyInput | None = None
    priority: int = _DEFAULT_PRIORITY
    active: bool = True

    def parse(self) -> RuleDraft:
        return RuleDraft(
            name=self.name.strip(),
            scope=domain.Scope(
                airline=parse_code("input.airline", self.airline),
                origin=parse_code("input.origin", self.origin),
                destination=parse_code("input.destination", self.destination),
                cabin=self.cabin,
                weekdays=frozenset(day.value for day in self.weekdays),
                first_day=self.first_day,
                last_day=self.last_day,
            ),
            effect=self._parse_effect(),
            priority=self.priority,
            active=self.active,
            expected_version=self.expected_version,
        )

    def _parse_effect(self) -> domain.Effect:
        if (self.percent is None) == (self.amount is None):
            raise InvalidInput("input.percent", "A price rule has a percentage or an amount.")
        if self.percent is not None:
            return domain.Percent(_parse_signed("input.percent", self.percent))
        assert self.amount is not None
        sign, amount = (-1, self.amount.amount[1:]) if self.amount.amount.startswith("-") else (1, self.amount.amount)
        parsed = MoneyInput(amount=amount, currency=self.amount.currency).parse("input.amount")
        return money.Money(sign * parsed.amount, parsed.currency)


def _parse_signed(field: str, text: str) -> Decimal:
    try:
        value = Decimal(text[:_LONGEST_AMOUNT])
        if value.is_finite() and value == value.quantize(Decimal("0.01")):
            return value
    except InvalidOperation:
        pass
    raise InvalidInput(field, f'"{text[:20]}" is no percentage; write it like "12.5" or "-10", to two decimals.')
