"""Staff write, change and remove price rules. Refusals that are to be expected come back as values.

A rule carries the acts that made it what it is; the trail of all acts of staff has them too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from flight_service.domain.errors import InvalidInput
from flight_service.domain.money import Money
from flight_service.domain.ports import AuditEntry
from flight_service.domain.price_rule import Effect, Percent, PriceRule, Scope
from flight_service.usecases.checks import get_airport
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores

# Every price asks every rule.
MOST_RULES = 100
_LONGEST_NAME = 100
_PRIORITIES = range(1001)
_SMALLEST_PERCENT, _LARGEST_PERCENT = Decimal(-90), Decimal(500)
_LARGEST_AMOUNT = Decimal(10_000)


class RuleRefusalCode(StrEnum):
    UNKNOWN_RULE = "UNKNOWN_RULE"
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    TOO_MANY_RULES = "TOO_MANY_RULES"


@dataclass(frozen=True, slots=True)
class RuleRefused:
    code: RuleRefusalCode
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """`expected_version` None: whatever is there is overwritten."""

    name: str
    scope: Scope
    effect: Effect
    priority: int
    active: bool
    expected_version: int | None = None


def add_price_rule(
    stores: Stores, rule_id: str, draft: RuleDraft, staff: StaffMember, now: datetime
) -> PriceRule | RuleRefused:
    check_draft(stores, draft)
    if len(stores.price_rules.all()) >= MOST_RULES:
        return RuleRefused(RuleRefusalCode.TOO_MANY_RULES, f"There are {MOST_RULES} price rules; remove one first.")
    rule = build_rule(rule_id, draft, version=1)
    act = _build_act(rule, "created", staff, now)
    stores.price_rules.add(rule, act)
    stores.audit.record(act)
    return rule


def change_price_rule(
    stores: Stores, rule_id: str, draft: RuleDraft, staff: StaffMember, now: datetime
) -> PriceRule | RuleRefused:
    check_draft(stores, draft)
    found = _find_expected(stores, rule_id, draft.expected_version)
    if isinstance(found, RuleRefused):
        return found
    rule = build_rule(rule_id, draft, version=found.version + 1)
    act = _build_act(rule, "changed", staff, now)
    if not stores.price_rules.replace(rule, act):
        return _changed_meanwhile(found)
    stores.audit.record(act)
    return rule


def remove_price_rule(
    stores: Stores, rule_id: str, expected_version: int | None, staff: StaffMember, now: datetime
) -> PriceRule | RuleRefused:
    """The rule as it was."""
    found = _find_expected(stores, rule_id, expected_version)
    if isinstance(found, RuleRefused):
        return found
    act = _build_act(replace(found, version=found.version + 1), "removed", staff, now)
    if not stores.price_rules.remove(found, act):
        return _changed_meanwhile(found)
    stores.audit.record(act)
    return found


def _find_expected(stores: Stores, rule_id: str, expected_version: int | None) -> PriceRule | RuleRefused:
    found = stores.price_rules.find(rule_id)
    if found is None:
        return RuleRefused(RuleRefusalCode.UNKNOWN_RULE, f'There is no price rule "{rule_id[:40]}".')
    return found if expected_version in (None, found.version) else _changed_meanwhile(found)


def _changed_meanwhile(rule: PriceRule) -> RuleRefused:
    message = f'Somebody else has changed the price rule "{rule.name}"; read it again.'
    return RuleRefused(RuleRefusalCode.CHANGED_MEANWHILE, message)


def build_rule(rule_id: str, draft: RuleDraft, *, version: int) -> PriceRule:
    return PriceRule(
        id=rule_id,
        name=draft.name,
        scope=draft.scope,
        effect=draft.effect,
        priority=draft.priority,
        active=draft.active,
        version=version,
    )


def _build_act(rule: PriceRule, action: str, staff: StaffMember, now: datetime) -> AuditEntry:
    details = {"name": rule.name, "effect": _describe(rule.effect), "active": str(rule.active).lower()}
    scope = rule.scope
    said = {
        "airline": scope.airline,
        "origin": scope.origin,
        "destination": scope.destination,
        "cabin": scope.cabin,
        "weekdays": " ".join(map(str, sorted(scope.weekdays))),
        "first_day": scope.first_day,
        "last_day": scope.last_day,
        "priority": rule.priority,
    }
    details |= {name: str(value) for name, value in said.items() if value not in (None, "")}
    return AuditEntry(rule.id, rule.version, staff.user_id, action, now, details)


def _describe(effect: Effect) -> str:
    match effect:
        case Percent(value=value):
            return f"{value:+} %"
        case Money(amount=amount, currency=currency):
            return f"{amount:+} {currency}"


def check_draft(stores: Stores, draft: RuleDraft) -> None:
    if not 1 <= len(draft.name) <= _LONGEST_NAME:
        raise InvalidInput("input.name", f"A price rule has a name of 1 to {_LONGEST_NAME} characters.")
    if draft.priority not in _PRIORITIES:
        raise InvalidInput("input.priority", f"A priority is from 0 to {_PRIORITIES[-1]}; the lowest comes first.")
    _check_effect(draft.effect)
    _check_scope(stores, draft.scope)


def _check_effect(effect: Effect) -> None:
    match effect:
        case Percent(value=value) if not _SMALLEST_PERCENT <= value <= _LARGEST_PERCENT:
            raise InvalidInput("input.percent", f"A percentage is from {_SMALLEST_PERCENT} to {_LARGEST_PERCENT}.")
        case Money(amount=amount) if abs(amount) > _LARGEST_AMOUNT:
            raise InvalidInput("input.amount", f"At most {_LARGEST_AMOUNT} are added or taken.")


def _check_scope(stores: Stores, scope: Scope) -> None:
    if scope.airline is not None and stores.reference.find_airline(scope.airline) is None:
        raise InvalidInput("input.airline", f'There is no airline "{scope.airline}".')
    for field, code in (("input.origin", scope.origin), ("input.destination", scope.destination)):
        if code is not None:
            get_airport(stores.reference, field, code)
    if scope.first_day and scope.last_day and scope.last_day < scope.first_day:
        raise InvalidInput("input.lastDay", "The period ends before it begins.")
