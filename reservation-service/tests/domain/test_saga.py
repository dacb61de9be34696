"""A line about each event of a saga."""

from __future__ import annotations

from typing import Any

import pytest

from reservation_service.domain.saga import describe_event

OLD, NEW = {"flight_id": "F1", "cabin": "ECONOMY"}, {"flight_id": "F2", "cabin": "BUSINESS"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"seats": 2, "segments": [OLD, NEW]}, "2 seats in ECONOMY of F1, BUSINESS of F2"),
        ({"seats": 1, "sold": [NEW], "released": [OLD]}, "1 seat in BUSINESS of F2 instead of ECONOMY of F1"),
        ({"flight_id": "F1", "change": "rescheduled", "status": "DELAYED"}, "F1 rescheduled DELAYED"),
        ({"seats": 1, "segments": [OLD], "reason": {"code": "EXPIRED", "message": "Too late."}}, "EXPIRED: Too late."),
        ({}, ""),
    ],
)
def test_an_event_is_said_in_a_line(data: dict[str, Any], said: str) -> None:
    assert describe_event(data) == said
