"""What somebody may ask of a reservation and its state may refuse: expected, and so values instead of exceptions.

Each carries the reservation as it stands, so that whoever asked sees what is possible now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from reservation_service.domain.payment import MAX_ATTEMPTS
from reservation_service.domain.reservation import Reservation


@dataclass(frozen=True, slots=True)
class Refused:
    """A stable code for programs, a sentence for people."""

    code: ClassVar[str]
    reservation: Reservation
    message: str


class NotCancellable(Refused):
    """It is over, or the journey has begun."""

    code = "NOT_CANCELLABLE"


class PaymentUnderWay(Refused):
    """What happens next is the provider's to say; wait for it."""

    code = "PAYMENT_UNDER_WAY"


class QuoteExpired(Refused):
    """It is too old, or another has taken its place; ask again."""

    code = "QUOTE_EXPIRED"


class NotPayable(Refused):
    """It does not wait for a payment, or too many have failed."""

    code = "NOT_PAYABLE"


class HoldExpired(Refused):
    """The seats are no longer kept."""

    code = "HOLD_EXPIRED"


class NotExtendable(Refused):
    """It is not held, or has been extended before."""

    code = "NOT_EXTENDABLE"


class RefundNotStuck(Refused):
    """The provider has taken it, or nothing goes back."""

    code = "REFUND_NOT_STUCK"


class NotChallenged(Refused):
    """The payer's bank asks nothing."""

    code = "NOT_CHALLENGED"


class NotChangeable(Refused):
    """There is no journey to change, or its fare does not allow it."""

    code = "NOT_CHANGEABLE"


class ChangeUnderWay(Refused):
    """One change at a time: confirm or decline the other first."""

    code = "CHANGE_UNDER_WAY"


class ChangeNotOffered(Refused):
    """No such change waits to be confirmed."""

    code = "CHANGE_NOT_OFFERED"


class ChangeExpired(Refused):
    """The seats are no longer kept for it."""

    code = "CHANGE_EXPIRED"


class NothingToAccept(Refused):
    """The flight is as it was bought, or does not fly at all."""

    code = "NOTHING_TO_ACCEPT"


class NotCorrectable(Refused):
    """Nobody travels with it any more, or already."""

    code = "NOT_CORRECTABLE"


class NameTooDifferent(Refused):
    """More than a slip: for staff to decide."""

    code = "NAME_TOO_DIFFERENT"


class PaymentDeclined(Refused):
    """By the provider; while there are attempts left, the seats wait for another."""

    code = "PAYMENT_DECLINED"

    @property
    def attempts_left(self) -> int:
        last = self.reservation.payments[-1]
        return MAX_ATTEMPTS - sum(one.change_id == last.change_id for one in self.reservation.payments)
