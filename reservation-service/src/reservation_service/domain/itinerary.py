"""Where a reservation goes: cabins of flights, and what has become of the seats in each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from reservation_service.domain.money import Money
from reservation_service.domain.refusals import InvalidInput

MAX_SEGMENTS = 6
# A flight that moves less than this is still the flight that was bought.
WORTH_ASKING = timedelta(minutes=30)
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


class DisruptionKind(StrEnum):
    SCHEDULE_CHANGE = "SCHEDULE_CHANGE"
    CANCELLATION = "CANCELLATION"


class Remedy(StrEnum):
    """What a traveller may do about a disruption: take it as it is, another flight for nothing, or her money back."""

    ACCEPT = "ACCEPT"
    REBOOK = "REBOOK"
    REFUND = "REFUND"


@dataclass(frozen=True, slots=True)
class Disruption:
    """The airline does not fly as agreed."""

    kind: DisruptionKind
    agreed_departs_at: datetime | None
    agreed_arrives_at: datetime | None

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        if self.kind is DisruptionKind.CANCELLATION:
            return Remedy.REBOOK, Remedy.REFUND
        return Remedy.ACCEPT, Remedy.REBOOK, Remedy.REFUND


@dataclass(frozen=True, slots=True)
class ChargedSeat:
    number: str
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatChoice:
    """What the chosen seats of a segment cost together, and those of them that cost something. Of two the one of the
    larger revision counts.
    """

    charge: Money
    revision: int
    seats: tuple[ChargedSeat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What travellers call a flight, between which airports it flies, and their time zones."""

    designator: str
    origin: str
    destination: str
    origin_zone: str
    destination_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """`fare` and `conditions` are for one seat, as they were when it was held; nobody told conditions before there were
    fare families. Times are those of `flight_version`, the newest that flight-service told of. `hold_id` is what the
    seats are held under in the inventory, empty for the reservation's own id. The agreed times are those the traveller
    bought or has accepted since.
    """

    flight_id: str
    cabin: Cabin
    fare_family: FareFamily = FareFamily.STANDARD
    hold_id: str = ""
    status: SegmentStatus = SegmentStatus.REQUESTED
    fare: Money | None = None
    fare_class: str | None = None
    conditions: FareConditions | None = None
    # For the seats chosen, all together.
    seat_charge: Money | None = None
    seat_charge_revision: int = 0
    charged_seats: tuple[ChargedSeat, ...] = ()
    # Heard of before all was held, or while a payment was under way: counts when that is over.
    next_choice: SeatChoice | None = None
    departs_at: datetime | None = None
    arrives_at: datetime | None = None
    flight_version: int = 0
    agreed_departs_at: datetime | None = None
    agreed_arrives_at: datetime | None = None
    is_cancelled: bool = False
    # Told with the seats, since events have it.
    route: Route | None = None

    @property
    def disruption(self) -> Disruption | None:
        if self.is_cancelled:
            kind = DisruptionKind.CANCELLATION
        elif _is_moved(self.agreed_departs_at, self.departs_at) or _is_moved(self.agreed_arrives_at, self.arrives_at):
            kind = DisruptionKind.SCHEDULE_CHANGE
        else:
            return None
        return Disruption(kind, self.agreed_departs_at, self.agreed_arrives_at)

    def has_departed(self, at: datetime) -> bool:
        """A flight that is cancelled never does."""
        return self.departs_at is not None and self.departs_at <= at and not self.is_cancelled

    @property
    def name(self) -> str:
        """Of its flight, for people."""
        return self.route.designator if self.route else self.flight_id

    @property
    def price(self) -> Money:
        """Of one seat; held seats have one."""
        if self.fare is None:
            raise ValueError(f"Segment {self.flight_id} has no fare yet")
        return self.fare


def _is_moved(agreed: datetime | None, now: datetime | None) -> bool:
    return agreed is not None and now is not None and abs(now - agreed) >= WORTH_ASKING


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
