"""What a change costs: held seats against those that were bought, and the fee their conditions ask for.

Who was bought a flight that the airline does not fly as agreed goes on another one of the same route, up to three days
off, for nothing: an even exchange, and what she paid stands for the new flight. Elsewhere she pays the difference, but
no fee. What a fare would have kept if it had been cancelled is kept still: see `residual_value`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.itinerary_change import ChangePrice, Replacement
from reservation_service.domain.money import MixedCurrencies, Money
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refunds import is_free_to_cancel
from reservation_service.domain.residual_value import carry_over, find_withheld

REBOOKING_WINDOW = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Bought:
    """What the traveller has. `paid_at` is None when the journey was booked without a payment, which nothing is added
    to.
    """

    total: Money
    seats: int
    paid_at: datetime | None


def price_change(
    bought: Bought, given_up: Sequence[Segment], replacements: Sequence[Replacement], at: datetime
) -> tuple[ChangePrice, tuple[Replacement, ...]] | Reason:
    """The price, and the replacements at the fares and conditions that count from now on; or why it cannot be."""
    if barred := [one for one in given_up if not _is_changeable(one)]:
        return Reason("NOT_CHANGEABLE", f"The fare of flight {barred[0].flight_id} does not allow this change.")
    by_flight = {segment.flight_id: segment for segment in given_up}
    fee, counted = Decimal(0), dict[str, list[Replacement]]()
    for flight_id, old in by_flight.items():
        new = [one for one in replacements if one.replaces == flight_id]
        if _is_free(old, new):
            counted[flight_id] = [_at_old_fare(one, old) for one in new]
            continue
        counted[flight_id], too_cheap_for = carry_over(_find_withheld(bought, old, at), new)
        fee += max(_fee(old), too_cheap_for)
    ordered = _in_order(replacements, counted)
    if len({one.segment.price.currency for one in ordered} | {bought.total.currency}) > 1:
        raise MixedCurrencies
    before, after = (sum((one.price.amount for one in segments), Decimal(0)) for segments in (given_up, _new(ordered)))
    return _sum_up(bought, (after - before) * bought.seats, fee * bought.seats), ordered


def _find_withheld(bought: Bought, old: Segment, at: datetime) -> Decimal:
    """Nothing where cancelling would cost nothing either."""
    if bought.paid_at is None or is_free_to_cancel(bought.paid_at, at):
        return Decimal(0)
    return find_withheld(old, at)


def _is_free(old: Segment, all_new: Sequence[Replacement]) -> bool:
    if old.disruption is None or len(all_new) > 1 or not all_new[0].same_route:
        return False
    new = all_new[0].segment
    agreed, departs_at = old.disruption.agreed_departs_at or old.departs_at, new.departs_at
    is_near = agreed is not None and departs_at is not None and abs(departs_at - agreed) <= REBOOKING_WINDOW
    return is_near and new.cabin is old.cabin and new.fare_family is old.fare_family


def _is_changeable(segment: Segment) -> bool:
    return segment.disruption is not None or segment.conditions is None or segment.conditions.changeable


def _fee(segment: Segment) -> Decimal:
    fee = segment.conditions.change_fee if segment.conditions and segment.disruption is None else None
    return fee.amount if fee else Decimal(0)


def _at_old_fare(new: Replacement, old: Segment) -> Replacement:
    return replace(new, segment=replace(new.segment, fare=old.fare, conditions=old.conditions))


def _in_order(asked: Sequence[Replacement], counted: Mapping[str, Sequence[Replacement]]) -> tuple[Replacement, ...]:
    """As the traveller named them."""
    each = {flight_id: iter(new) for flight_id, new in counted.items()}
    return tuple(next(each[one.replaces]) for one in asked)


def _new(replacements: Sequence[Replacement]) -> Sequence[Segment]:
    return [one.segment for one in replacements]


def _sum_up(bought: Bought, difference: Decimal, fee: Decimal) -> ChangePrice:
    def money(amount: Decimal) -> Money:
        return Money(amount, bought.total.currency)

    balance = difference + fee if bought.paid_at is not None else Decimal(0)
    return ChangePrice(
        total=money(bought.total.amount + difference),
        difference=money(difference),
        fee=money(fee),
        due=money(max(balance, Decimal(0))),
        refund=money(max(-balance, Decimal(0))),
    )
