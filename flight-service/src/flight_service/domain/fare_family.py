"""Fare families: the same seat with more or less freedom afterwards, for more or less money.

STANDARD costs what the cabin's fare says. Fees are for one seat, in the currency of its fare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from flight_service.domain.money import Money


class FareFamily(StrEnum):
    LIGHT = "LIGHT"
    STANDARD = "STANDARD"
    FLEX = "FLEX"


@dataclass(frozen=True, slots=True, kw_only=True)
class FareConditions:
    """What may be done with a seat once it is bought. A fee of None: free of charge."""

    changeable: bool
    change_fee: Money | None
    refundable: bool
    refund_fee: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """Shares are of the fare; None: not at all."""

    factor: Decimal
    change_share: Decimal | None
    refund_share: Decimal | None


_FREE = Decimal(0)
# About what American and European airlines ask for their three usual brands.
_TERMS: Mapping[FareFamily, _Terms] = {
    FareFamily.LIGHT: _Terms(factor=Decimal("0.85"), change_share=None, refund_share=None),
    FareFamily.STANDARD: _Terms(factor=Decimal(1), change_share=Decimal("0.15"), refund_share=Decimal("0.25")),
    FareFamily.FLEX: _Terms(factor=Decimal("1.30"), change_share=_FREE, refund_share=_FREE),
}
_WHOLE = Decimal(1)
_CENT = Decimal("0.01")


def family_factor(family: FareFamily) -> Decimal:
    """Of the STANDARD price."""
    return _TERMS[family].factor


def build_conditions(family: FareFamily, fare: Money) -> FareConditions:
    """For a seat sold at `fare`."""
    terms = _TERMS[family]
    return FareConditions(
        changeable=terms.change_share is not None,
        change_fee=_fee(terms.change_share, fare),
        refundable=terms.refund_share is not None,
        refund_fee=_fee(terms.refund_share, fare),
    )


def _fee(share: Decimal | None, fare: Money) -> Money | None:
    if not share:
        return None
    return Money((fare.amount * share).quantize(_WHOLE, ROUND_HALF_UP).quantize(_CENT), fare.currency)
