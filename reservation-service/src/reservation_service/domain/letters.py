"""Letters: what a traveller is told by e-mail, and what the book of letters promises.

There is one letter for each notification, under the notification's id. The book says which have been sent, so that
none is sent twice by anybody. Between handing a letter over and writing that down a process may die: then it is sent
once more with the same id, by which mail programs know it for the same. No mail server offers better.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reservation_service.domain.reservation import Reservation


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a letter stands: `again_at` is when it may be tried again, None when it is sent or given up."""

    tries: int
    again_at: datetime | None


class Letters(Protocol):
    """The book of letters."""

    def list_due(self, at: datetime, *, limit: int) -> list[Reservation]:
        """Those that something may have to be told about."""

    def set_due(self, reservation: Reservation, at: datetime | None) -> None:
        """Look again then; None: when it changes. Nothing, if it has changed meanwhile."""

    def find_deliveries(self, letter_ids: Collection[str]) -> Mapping[str, Delivery]: ...

    def claim(self, letter_id: str, tries: int, until: datetime) -> bool:
        """Try it now, for the first time or after so many tries; False if another does."""

    def delay(self, letter_id: str, until: datetime) -> None: ...

    def close(self, letter_id: str, at: datetime, trouble: str | None = None) -> None:
        """Sent, or given up because of that trouble."""
