"""Which reservation an offer belongs to: the price it promises is promised to one.

An offer is a bearer's: anybody who has it can name it, for the twenty minutes it stands. The last seats of a cheap fare
class could be sold many times over with one. So the first reservation that names it has it, and another gets it only
when that one came to nothing; else the promise is passed over, as that of an expired offer is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OfferHolder:
    """Who names an offer: a user's attempt to reserve, by its key, or a reservation that is changed."""

    user_id: str
    key: str = ""
    reservation_id: str = ""


class UsedOffers(Protocol):
    def claim(self, offer_id: str, holder: OfferHolder) -> bool:
        """False if another has it that has not come to nothing. The same may claim it again."""
