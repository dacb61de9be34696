"""Seats of a cabin that nobody may have: broken, kept for the crew, or left empty for the balance of the aircraft.

A blocked seat is none that is free, so what a cabin can sell is one less for each; its capacity stays what is built in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BlockReason(StrEnum):
    BROKEN = "BROKEN"
    CREW_REST = "CREW_REST"
    WEIGHT_AND_BALANCE = "WEIGHT_AND_BALANCE"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class SeatBlock:
    """Why, in the staff's own words too, and who said so."""

    reason: BlockReason
    note: str
    user_id: str
    at: datetime
