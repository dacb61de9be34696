"""Price rules, for staff: the rules there are, who made them so, and changing them."""

import uuid
from datetime import date

import strawberry

from flight_service.domain import price_rule as domain
from flight_service.schema.connections import check_first
from flight_service.schema.context import Info
from flight_service.schema.flight_types import Together
from flight_service.schema.price_rule_types import (
    PriceRule,
    PriceRuleInput,
    PriceRulePreview,
    PriceRuleRefused,
    PriceRuleResult,
)
from flight_service.schema.staff_acts import StaffAct
from flight_service.usecases.preview_price_rule import preview_price_rule
from flight_service.usecases.price_rules import (
    MOST_RULES,
    RuleRefused,
    add_price_rule,
    change_price_rule,
    remove_price_rule,
)


@strawberry.type
class PriceRuleQuery:
    @strawberry.field(description=f"Staff only. In the order they are applied; there are {MOST_RULES} at most.")
    def price_rules(self, info: Info) -> list[PriceRule]:
        info.context.get_staff_member()
        rules = sorted(info.context.stores.price_rules.all(), key=lambda rule: (rule.priority, rule.id))
        return [PriceRule.of(rule) for rule in rules]

    @strawberry.field(
        description="Staff only. What prices of the first flights of a day are, and would be with this rule in the "
        "place of the one that has its id. Nothing is saved."
    )
    def preview_price_rule(
        self, info: Info, input: PriceRuleInput, day: date, first: int | None = 20
    ) -> PriceRulePreview:
        context = info.context
        context.get_staff_member()
        draft, size = input.parse(), check_first(first)
        preview = preview_price_rule(context.stores, input.id, draft, day, size, context.now)
        flights = {one.flight.id: one.flight for one in preview.changes}
        return PriceRulePreview.of(preview, Together(context.stores, list(flights.values())))

    @strawberry.field(description="Staff only. Who did what to a price rule, the first act first.")
    def price_rule_acts(self, info: Info, id: strawberry.ID) -> list[StaffAct]:
        info.context.get_staff_member()
        return [StaffAct.of(act) for act in info.context.stores.price_rules.acts(id)]


@strawberry.type
class PriceRuleMutation:
    @strawberry.mutation(description="Staff only. Prices follow within seconds; offers that were made stand.")
    def save_price_rule(self, info: Info, input: PriceRuleInput) -> PriceRuleResult:
        context, staff = info.context, info.context.get_staff_member()
        draft = input.parse()
        if input.id is None:
            return _to_result(add_price_rule(context.stores, uuid.uuid4().hex, draft, staff, context.now))
        return _to_result(change_price_rule(context.stores, input.id, draft, staff, context.now))

    @strawberry.mutation(description="Staff only. Answers with the rule as it was.")
    def remove_price_rule(self, info: Info, id: strawberry.ID, expected_version: int | None = None) -> PriceRuleResult:
        context, staff = info.context, info.context.get_staff_member()
        return _to_result(remove_price_rule(context.stores, id, expected_version, staff, context.now))


def _to_result(saved: domain.PriceRule | RuleRefused) -> PriceRule | PriceRuleRefused:
    return PriceRuleRefused.of(saved) if isinstance(saved, RuleRefused) else PriceRule.of(saved)
