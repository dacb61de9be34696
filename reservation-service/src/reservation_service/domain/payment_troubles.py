"""The provider does not take what it is asked, a refund mostly: it is asked again, with pauses that grow, for ever.

Money that is owed is never given up. Staff sees what waits and why, and may have it tried at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
MAX_ERROR_LENGTH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTrouble:
    """With one payment; `since` the first of these tries failed."""

    payment_id: str
    reservation_id: str
    tries: int
    since: datetime
    again_at: datetime
    error: str


def build_trouble(
    reservation_id: str, payment_id: str, before: PaymentTrouble | None, error: str, at: datetime
) -> PaymentTrouble:
    """After one more try that failed."""
    tries = before.tries + 1 if before else 1
    # The power is bounded, so that no try makes a number nobody can add to a date.
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)
    return PaymentTrouble(
        payment_id=payment_id,
        reservation_id=reservation_id,
        tries=tries,
        since=before.since if before else at,
        again_at=at + pause,
        error=error[:MAX_ERROR_LENGTH],
    )


class PaymentTroubles(Protocol):
    def find_many(self, payment_ids: Collection[str]) -> Mapping[str, PaymentTrouble]: ...

    def list_waiting(self, at: datetime) -> Collection[str]:
        """The ids of all payments that are tried again later than this."""

    def list_due(self, at: datetime, *, limit: int) -> Sequence[PaymentTrouble]:
        """Those that are tried again by then."""

    def put(self, trouble: PaymentTrouble) -> None:
        """In the place of the one there was."""

    def clear(self, payment_id: str) -> None: ...

    def list(self, *, limit: int) -> list[PaymentTrouble]:
        """The oldest first."""

    def try_at(self, reservation_id: str, at: datetime) -> bool:
        """All of this reservation then; False if there is none."""
