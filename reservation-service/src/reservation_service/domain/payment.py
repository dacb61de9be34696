"""A payment for a reservation, and what a payment provider promises.

A payment under way is a semantic lock: while it is PROCESSING or CHALLENGED the reservation neither expires nor is
cancelled, so that nobody pays for seats that are gone. Past the deadline the provider is asked to void it, and its
answer decides: it either has the money or never will.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from reservation_service.domain.money import Money, add_up

# Somebody trying stolen cards needs many attempts, a traveller a few.
MAX_ATTEMPTS = 6


class PaymentStatus(StrEnum):
    PROCESSING = "PROCESSING"
    CHALLENGED = "CHALLENGED"
    CAPTURED = "CAPTURED"
    DECLINED = "DECLINED"
    VOIDED = "VOIDED"
    REFUNDING = "REFUNDING"
    REFUNDED = "REFUNDED"


UNDER_WAY = frozenset({PaymentStatus.PROCESSING, PaymentStatus.CHALLENGED})
# The provider, or this service, still has something to do.
UNSETTLED = UNDER_WAY | {PaymentStatus.REFUNDING}
PAID = frozenset({PaymentStatus.CAPTURED, PaymentStatus.REFUNDING, PaymentStatus.REFUNDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefund:
    """Money that goes back, once: `id` is what the provider knows it by. `taken_over` says how staff pay it back
    instead of the provider, which is not asked any more.
    """

    id: str
    amount: Money
    is_done: bool = False
    taken_over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One attempt. `challenge` is what the payer is asked, `note` why it was declined. `change_id` names the change of
    the journey it pays for, and is empty for the journey itself. What goes back may do so in parts.
    """

    id: str
    amount: Money
    status: PaymentStatus
    started_at: datetime
    settled_at: datetime | None = None
    challenge: str | None = None
    note: str | None = None
    change_id: str = ""
    refunds: tuple[PaymentRefund, ...] = ()

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY

    @property
    def refund(self) -> Money | None:
        """What goes back or has gone back, altogether."""
        return add_up(one.amount for one in self.refunds) if self.refunds else None

    @property
    def left(self) -> Money:
        """What is still ours of it."""
        taken = self.amount.amount if self.status in PAID else Decimal(0)
        return Money(taken - sum(one.amount.amount for one in self.refunds), self.amount.currency)


@dataclass(frozen=True, slots=True)
class Captured:
    """The money is ours."""


@dataclass(frozen=True, slots=True)
class Declined:
    message: str


@dataclass(frozen=True, slots=True)
class Challenged:
    """The payer has to answer this before her bank decides."""

    question: str


@dataclass(frozen=True, slots=True)
class Processing:
    """Ask again later."""


@dataclass(frozen=True, slots=True)
class Voided:
    """It has not been and will not be captured."""


PaymentAnswer = Captured | Declined | Challenged | Processing | Voided


class Payments(Protocol):
    """A payment provider. Everything may be repeated: ids are ours, and the same id is the same payment or refund."""

    def capture(self, payment_id: str, amount: Money, token: str) -> PaymentAnswer:
        """Charge `amount` to what `token` stands for; a payment that was voided before stays voided."""

    def answer_challenge(self, payment_id: str, answer: str) -> PaymentAnswer: ...

    def find(self, payment_id: str) -> PaymentAnswer | None:
        """None if the provider has never heard of it."""

    def void(self, payment_id: str) -> PaymentAnswer:
        """Captured if that had happened already, else Voided, for ever: a capture that comes later is refused."""

    def refund(self, payment_id: str, refund_id: str, amount: Money) -> None:
        """Give back, once for each refund id."""
