"""One flight of a schedule file is created, changed or cancelled, as by the hand of whoever sent the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flight_service.domain.errors import ClientError, Conflict
from flight_service.domain.flight import Flight
from flight_service.domain.ports import Announce
from flight_service.domain.schedule_import import Outcome
from flight_service.usecases.create_flight import create_flight
from flight_service.usecases.decide_import import PlannedFlight, decide_flight
from flight_service.usecases.plan_import import is_swap
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores
from flight_service.usecases.swap_aircraft import SwapRefused, swap_aircraft
from flight_service.usecases.update_flight import FlightChanges, cancel_flight, update_flight


def import_flight(
    stores: Stores, planned: PlannedFlight, staff: StaffMember, announce: Announce, now: datetime
) -> PlannedFlight:
    """With what came of it: it is decided anew, for the flight as it is now."""
    if planned.outcome in (Outcome.UNCHANGED, Outcome.REFUSED):
        return planned
    try:
        current = stores.flights.find(planned.id)
        decided = decide_flight(stores.reference, planned.line, planned.new, current, now)
        if decided.outcome is Outcome.CREATED:
            create_flight(stores, decided.new, staff, announce, now)
        elif decided.outcome is Outcome.CHANGED and current is not None:
            _change(stores, decided, current, staff, announce, now)
    except ClientError as refusal:
        return replace(planned, outcome=Outcome.REFUSED, message=refusal.message)
    return decided


def cancel_absent_flight(
    stores: Stores, flight: Flight, staff: StaffMember, announce: Announce, now: datetime
) -> str | None:
    """Why not, or None when it is cancelled."""
    try:
        cancel_flight(stores, flight.id, "no longer in the schedule", staff, announce, now)
    except ClientError as refusal:
        return refusal.message
    return None


def _change(
    stores: Stores, decided: PlannedFlight, current: Flight, staff: StaffMember, announce: Announce, now: datetime
) -> None:
    """The aircraft first: where it does not fit, nothing changes."""
    new = decided.new
    if is_swap(decided):
        swapped = swap_aircraft(stores, current.id, new.aircraft_type or "", current.version, staff, announce, now)
        if isinstance(swapped, SwapRefused):
            raise Conflict(swapped.message)
        current = swapped
    if (current.departs_at, current.arrives_at) != (new.departs_at, new.arrives_at):
        changes = FlightChanges(departs_at=new.departs_at, arrives_at=new.arrives_at, expected_version=current.version)
        update_flight(stores, current.id, changes, staff, announce, now)
