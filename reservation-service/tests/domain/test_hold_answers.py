"""What an answer about seats makes of a segment, in whatever order answers come."""

from __future__ import annotations

import pytest

from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome, hear_segment
from reservation_service.domain.itinerary import Cabin, Segment, SegmentStatus

REQUESTED, HELD, REFUSED, SOLD, RELEASED = (
    SegmentStatus.REQUESTED,
    SegmentStatus.HELD,
    SegmentStatus.REFUSED,
    SegmentStatus.SOLD,
    SegmentStatus.RELEASED,
)


@pytest.mark.parametrize(
    ("outcome", "became"),
    [
        (HoldOutcome.HELD, {REQUESTED: HELD, HELD: HELD, REFUSED: REFUSED, SOLD: SOLD, RELEASED: RELEASED}),
        (HoldOutcome.REFUSED, {REQUESTED: REFUSED, HELD: HELD, REFUSED: REFUSED, SOLD: SOLD, RELEASED: RELEASED}),
        (HoldOutcome.SOLD, {REQUESTED: SOLD, HELD: SOLD, REFUSED: SOLD, SOLD: SOLD, RELEASED: RELEASED}),
        # Refused without an answer, when a try from the waitlist was given up: that it was held and came back is no news.
        (
            HoldOutcome.RELEASED,
            {REQUESTED: RELEASED, HELD: RELEASED, REFUSED: REFUSED, SOLD: RELEASED, RELEASED: RELEASED},
        ),
    ],
)
def test_an_answer_goes_on_from_what_was_and_never_back(
    outcome: HoldOutcome, became: dict[SegmentStatus, SegmentStatus]
) -> None:
    answer = HoldAnswer(flight_id="F1", cabin="ECONOMY", outcome=outcome)
    for before, after in became.items():
        segment = Segment(flight_id="F1", cabin=Cabin.ECONOMY, status=before)
        assert hear_segment(segment, answer).status is after, before
