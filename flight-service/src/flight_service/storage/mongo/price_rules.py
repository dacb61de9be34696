"""Price rules in MongoDB, and for a moment in memory: a few of them, asked for by every price there is.

A rule's document carries the acts that made it what it is. One that was removed stays, marked, for the record.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pymongo.database import Database

from flight_service.domain.cabin import Cabin
from flight_service.domain.money import Money
from flight_service.domain.ports import AuditEntry
from flight_service.domain.price_rule import Effect, Percent, PriceRule, Scope
from flight_service.storage.mongo.documents import Document, from_audit, to_audit

# Offers and holds of another process may be priced by the rules of this long ago.
_STALE_SECONDS = 3.0
_WITHOUT_ACTS = {"acts": 0}


@dataclass(frozen=True, slots=True)
class _InForce:
    rules: Sequence[PriceRule]
    read_at: float


class MongoPriceRules:
    def __init__(self, database: Database[Document], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._rules = database["price_rules"]
        self._monotonic = monotonic
        self._known = _InForce((), float("-inf"))
        self._changes = 0

    def find(self, rule_id: str) -> PriceRule | None:
        document = self._rules.find_one({"_id": rule_id, "removed": False}, _WITHOUT_ACTS)
        return _from_rule(document) if document else None

    def all(self) -> Sequence[PriceRule]:
        return [_from_rule(document) for document in self._rules.find({"removed": False}, _WITHOUT_ACTS)]

    def in_force(self) -> Sequence[PriceRule]:
        now, known = self._monotonic(), self._known
        if now - known.read_at < _STALE_SECONDS:
            return known.rules
        changes = self._changes
        rules = [rule for rule in self.all() if rule.active]
        # What another thread changed while these were read is not in them: they are for this price only.
        if changes == self._changes:
            self._known = _InForce(rules, now)
        return rules

    def add(self, rule: PriceRule, act: AuditEntry) -> None:
        self._rules.insert_one({"_id": rule.id, **_to_rule(rule), "acts": [to_audit(act)]})
        self._forget()

    def replace(self, rule: PriceRule, act: AuditEntry) -> bool:
        result = self._rules.update_one(
            {"_id": rule.id, "version": rule.version - 1, "removed": False},
            {"$set": _to_rule(rule), "$push": {"acts": to_audit(act)}},
        )
        self._forget()
        return result.modified_count == 1

    def remove(self, rule: PriceRule, act: AuditEntry) -> bool:
        result = self._rules.update_one(
            {"_id": rule.id, "version": rule.version, "removed": False},
            {"$set": {"removed": True, "version": rule.version + 1}, "$push": {"acts": to_audit(act)}},
        )
        self._forget()
        return result.modified_count == 1

    def acts(self, rule_id: str) -> Sequence[AuditEntry]:
        document = self._rules.find_one({"_id": rule_id}, {"acts": 1})
        return [from_audit(act) for act in document["acts"]] if document else []

    def _forget(self) -> None:
        """Whoever changed a rule sees it in the next price."""
        self._changes += 1
        self._known = _InForce((), float("-inf"))


def _to_rule(rule: PriceRule) -> Document:
    scope = rule.scope
    return {
        "name": rule.name,
        "airline": scope.airline,
        "origin": scope.origin,
        "destination": scope.destination,
        "cabin": scope.cabin.value if scope.cabin else None,
        "weekdays": sorted(scope.weekdays),
        "first_day": scope.first_day.isoformat() if scope.first_day else None,
        "last_day": scope.last_day.isoformat() if scope.last_day else None,
        "effect": _to_effect(rule.effect),
        "priority": rule.priority,
        "active": rule.active,
        "version": rule.version,
        "removed": False,
    }


def _from_rule(document: Mapping[str, Any]) -> PriceRule:
    return PriceRule(
        id=document["_id"],
        name=document["name"],
        scope=Scope(
            airline=document["airline"],
            origin=document["origin"],
            destination=document["destination"],
            cabin=Cabin(document["cabin"]) if document["cabin"] else None,
            weekdays=frozenset(document["weekdays"]),
            first_day=_from_day(document["first_day"]),
            last_day=_from_day(document["last_day"]),
        ),
        effect=_from_effect(document["effect"]),
        priority=document["priority"],
        active=document["active"],
        version=document["version"],
    )


def _to_effect(effect: Effect) -> Document:
    match effect:
        case Percent(value=value):
            return {"percent": str(value)}
        case Money(amount=amount, currency=currency):
            return {"amount": str(amount), "currency": currency}


def _from_effect(document: Mapping[str, Any]) -> Effect:
    if "percent" in document:
        return Percent(Decimal(document["percent"]))
    return Money(Decimal(document["amount"]), document["currency"])


def _from_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
