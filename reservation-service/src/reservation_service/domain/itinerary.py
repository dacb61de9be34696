"""Where a reservation goes: cabins of flights, and what has become of the seats in each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reservation_service.domain.money import Money
from reservation_service.domain.refusals import InvalidInput

MAX_SEGMENTS = 6
# What flight-service calls its flights is its own affair; this only keeps rubbish out of messages and indexes.
_FLIGHT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)


class Cabin(StrEnum):
    ECONOMY = "ECONOMY"
    PREMIUM_ECONOMY = "PREMIUM_ECONOMY"
    BUSINESS = "BUSINESS"
    FIRST = "FIRST"


class FareFamily(StrEnum):
    """How much freedom a fare leaves; flight-service says what each costs and allows."""

    LIGHT = "LIGHT"
    STANDARD = "STANDARD"
    FLEX = "FLEX"


@dataclass(frozen=True, slots=True, kw_only=True)
class FareConditions:
    """What may be done with a seat once it is bought. Fees are for one seat; None is free of charge."""

    changeable: bool
    refundable: bool
    change_fee: Money | None = None
    refund_fee: Money | None = None


class SegmentStatus(StrEnum):
    REQUESTED = "REQUESTED"
    HELD = "HELD"
    REFUSED = "REFUSED"
    SOLD = "SOLD"
    RELEASED = "RELEASED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """`fare` and `conditions` are for one seat, as they were when it was held; nobody told conditions before there were
    fare families. Times are those of `flight_version`, the newest that flight-service told of. `hold_id` is what the
    seats are held under in the inventory, empty for the reservation's own id.
    """

    flight_id: str
    cabin: Cabin
    fare_family: FareFamily = FareFamily.STANDARD
    hold_id: str = ""
    status: SegmentStatus = SegmentStatus.REQUESTED
    fare: Money | None = None
    fare_class: str | None = None
    conditions: FareConditions | None = None
    departs_at: datetime | None = None
    arrives_at: datetime | None = None
    flight_version: int = 0


def parse_flight_id(text: str, field: str) -> str:
    if not _FLIGHT_ID.fullmatch(text):
        raise InvalidInput(field, "This is not the id of a flight.")
    return text


def check_segments(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The itinerary itself, if it can be travelled. Raises InvalidInput."""
    field = "input.segments"
    if not 1 <= len(segments) <= MAX_SEGMENTS:
        raise InvalidInput(field, f"A reservation has 1 to {MAX_SEGMENTS} segments.")
    if len({segment.flight_id for segment in segments}) < len(segments):
        raise InvalidInput(field, "Nobody can take the same flight twice; name each flight once.")
    return tuple(segments)
