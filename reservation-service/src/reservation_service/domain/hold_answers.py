"""flight-service's answer to a hold, and what it makes of the segment that asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from reservation_service.domain.itinerary import FareConditions, Route, Segment, SegmentStatus
from reservation_service.domain.money import Money
from reservation_service.domain.reasons import Reason


class HoldOutcome(StrEnum):
    HELD = "held"
    REFUSED = "refused"
    RELEASED = "released"
    SOLD = "sold"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAnswer:
    """What became of the seats held in one cabin under one hold id, empty for the reservation's own id. `fare` and
    `conditions` are for one seat.
    """

    flight_id: str
    cabin: str
    outcome: HoldOutcome
    hold_id: str = ""
    fare: Money | None = None
    fare_class: str | None = None
    conditions: FareConditions | None = None
    refusal: Reason | None = None
    departs_at: datetime | None = None
    arrives_at: datetime | None = None
    flight_version: int = 0
    route: Route | None = None
    # Of a flight taken instead of another: whether it leads from and to the same airports.
    same_route: bool | None = None
    # There, too: the most that chosen seats could cost the party.
    seats_worth: Money | None = None


def find_segment(segments: Iterable[Segment], answer: HoldAnswer) -> Segment | None:
    """The one that is meant, by flight, cabin and hold."""
    for segment in segments:
        if (segment.flight_id, segment.cabin, segment.hold_id) == (answer.flight_id, answer.cabin, answer.hold_id):
            return segment
    return None


def hear_segment(segment: Segment, answer: HoldAnswer) -> Segment:
    """The segment after the answer. What a seat was is never made undone by older news of it."""
    status = segment.status
    match answer.outcome:
        case HoldOutcome.HELD if status is SegmentStatus.REQUESTED:
            status = SegmentStatus.HELD
        case HoldOutcome.REFUSED if status is SegmentStatus.REQUESTED:
            status = SegmentStatus.REFUSED
        case HoldOutcome.SOLD if status is not SegmentStatus.RELEASED:
            status = SegmentStatus.SOLD
        case HoldOutcome.RELEASED if status is not SegmentStatus.REFUSED:
            status = SegmentStatus.RELEASED
    if status is segment.status:
        return segment
    heard = replace(
        segment,
        status=status,
        fare=segment.fare or answer.fare,
        fare_class=segment.fare_class or answer.fare_class,
        conditions=segment.conditions or answer.conditions,
        route=segment.route or answer.route,
    )
    # Later answers carry the flight's new times too, but those are news: `domain.notices` tells the traveller.
    is_decision = answer.outcome in (HoldOutcome.HELD, HoldOutcome.REFUSED)
    if not is_decision or answer.flight_version < segment.flight_version:
        return heard
    return replace(
        heard,
        departs_at=answer.departs_at or segment.departs_at,
        arrives_at=answer.arrives_at or segment.arrives_at,
        flight_version=answer.flight_version,
        agreed_departs_at=answer.departs_at or segment.agreed_departs_at,
        agreed_arrives_at=answer.arrives_at or segment.agreed_arrives_at,
    )
