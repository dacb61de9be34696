"""What a change costs: held seats against those that were bought, and the fee their conditions ask for.

Who was bought a flight that the airline does not fly as agreed goes on another one of the same route, up to three days
off, for nothing: an even exchange, and what she paid stands for the new flight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.itinerary_change import ChangePrice, Replacement
from reservation_service.domain.money import MixedCurrencies, Money
from reservation_service.domain.reasons import Reason

REBOOKING_WINDOW = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Bought:
    """What the traveller has: `is_paid` unless the journey was booked without a payment, which nothing is added to."""

    total: Money
    seats: int
    is_paid: bool


def price_change(
    bought: Bought, given_up: Sequence[Segment], replacements: Sequence[Replacement]
) -> tuple[ChangePrice, tuple[Replacement, ...]] | Reason:
    """The price, and the replacements at the fares that count from now on; or why it cannot be."""
    by_flight = {segment.flight_id: segment for segment in given_up}
    free = {one.replaces for one in replacements if _is_free(by_flight[one.replaces], one, replacements)}
    if barred := [one for one in given_up if one.flight_id not in free and not _is_changeable(one)]:
        return Reason("NOT_CHANGEABLE", f"The fare of flight {barred[0].flight_id} does not allow this change.")
    counted = tuple(_at_old_fare(one, by_flight) if one.replaces in free else one for one in replacements)
    currencies = {one.segment.price.currency for one in counted} | {bought.total.currency}
    if len(currencies) > 1:
        raise MixedCurrencies
    fee = sum((_fee(one) for one in given_up if one.flight_id not in free), Decimal(0)) * bought.seats
    new = sum((one.segment.price.amount for one in counted), Decimal(0))
    difference = (new - sum((one.price.amount for one in given_up), Decimal(0))) * bought.seats
    return _sum_up(bought, difference, fee), counted


def _is_free(old: Segment, new: Replacement, all_new: Sequence[Replacement]) -> bool:
    if old.disruption is None or not new.same_route or sum(one.replaces == new.replaces for one in all_new) > 1:
        return False
    agreed, departs_at = old.disruption.agreed_departs_at or old.departs_at, new.segment.departs_at
    is_near = agreed is not None and departs_at is not None and abs(departs_at - agreed) <= REBOOKING_WINDOW
    return is_near and new.segment.cabin is old.cabin and new.segment.fare_family is old.fare_family


def _is_changeable(segment: Segment) -> bool:
    return segment.conditions is None or segment.conditions.changeable


def _fee(segment: Segment) -> Decimal:
    fee = segment.conditions.change_fee if segment.conditions else None
    return fee.amount if fee else Decimal(0)


def _at_old_fare(new: Replacement, by_flight: Mapping[str, Segment]) -> Replacement:
    old = by_flight[new.replaces]
    return replace(new, segment=replace(new.segment, fare=old.fare, conditions=old.conditions))


def _sum_up(bought: Bought, difference: Decimal, fee: Decimal) -> ChangePrice:
    def money(amount: Decimal) -> Money:
        return Money(amount, bought.total.currency)

    balance = difference + fee if bought.is_paid else Decimal(0)
    return ChangePrice(
        total=money(bought.total.amount + difference),
        difference=money(difference),
        fee=money(fee),
        due=money(max(balance, Decimal(0))),
        refund=money(max(-balance, Decimal(0))),
    )
