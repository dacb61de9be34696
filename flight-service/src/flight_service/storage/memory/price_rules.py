"""Price rules in a dictionary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from flight_service.domain.ports import AuditEntry
from flight_service.domain.price_rule import PriceRule


class InMemoryPriceRules:
    def __init__(self) -> None:
        self._rules: dict[str, PriceRule] = {}
        self._acts: defaultdict[str, list[AuditEntry]] = defaultdict(list)

    def find(self, rule_id: str) -> PriceRule | None:
        return self._rules.get(rule_id)

    def all(self) -> Sequence[PriceRule]:
        return list(self._rules.values())

    def in_force(self) -> Sequence[PriceRule]:
        return [rule for rule in self._rules.values() if rule.active]

    def add(self, rule: PriceRule, act: AuditEntry) -> None:
        self._rules[rule.id] = rule
        self._acts[rule.id].append(act)

    def replace(self, rule: PriceRule, act: AuditEntry) -> bool:
        before = self._rules.get(rule.id)
        if before is None or before.version != rule.version - 1:
            return False
        self.add(rule, act)
        return True

    def remove(self, rule: PriceRule, act: AuditEntry) -> bool:
        before = self._rules.get(rule.id)
        if before is None or before.version != rule.version:
            return False
        del self._rules[rule.id]
        self._acts[rule.id].append(act)
        return True

    def acts(self, rule_id: str) -> Sequence[AuditEntry]:
        return list(self._acts[rule_id])
