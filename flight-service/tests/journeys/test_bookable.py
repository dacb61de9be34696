"""Until when, and in which states, a flight can be booked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flight_builders import build_flight

from flight_service.domain.flight import FlightStatus

MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize("status", FlightStatus)
def test_a_flight_is_bookable_before_it_boards_and_up_to_the_moment_it_departs(status: FlightStatus) -> None:
    flight = build_flight(status=status)
    is_open = status in (FlightStatus.SCHEDULED, FlightStatus.DELAYED)
    moments = (flight.departs_at - MOMENT, flight.departs_at, flight.departs_at + MOMENT)
    assert [flight.is_bookable(at=at) for at in moments] == [is_open, False, False]
