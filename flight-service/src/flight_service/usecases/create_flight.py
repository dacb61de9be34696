"""Staff create a flight: checked, saved with its announcement, opened for sale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flight_service.domain.announcements import Change, announce_flight
from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import Conflict, InvalidInput
from flight_service.domain.flight import Flight, FlightStatus, build_flight_id
from flight_service.domain.ports import Announce, AuditEntry, CabinOffer, ReferenceData, StagedChange
from flight_service.domain.reference import Airport
from flight_service.usecases.checks import check_times, get_airport
from flight_service.usecases.complete_change import complete_change
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
# The largest aircraft certified seats 853.
_MOST_SEATS = 853


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFlight:
    airline: str
    number: str
    origin: str
    destination: str
    departs_at: datetime
    arrives_at: datetime
    aircraft_type: str | None
    cabins: Mapping[Cabin, CabinOffer]
    schedule_id: str | None = None


def create_flight(stores: Stores, new: NewFlight, staff: StaffMember, announce: Announce, now: datetime) -> Flight:
    origin = check_new_flight(stores.reference, new, now)
    departure_date = new.departs_at.astimezone(origin.zone).date()
    flight = Flight(
        id=build_flight_id(new.airline + new.number, departure_date, new.origin),
        airline=new.airline,
        number=new.number,
        origin=new.origin,
        destination=new.destination,
        departure_date=departure_date,
        departs_at=new.departs_at,
        arrives_at=new.arrives_at,
        status=FlightStatus.SCHEDULED,
        aircraft_type=new.aircraft_type,
        cabins=tuple(cabin for cabin in Cabin if cabin in new.cabins),
        version=1,
        schedule_id=new.schedule_id,
    )
    audit = AuditEntry(flight.id, flight.version, staff.user_id, Change.CREATED, now)
    outbox = [announce(announce_flight(flight, Change.CREATED))]
    change = StagedChange(flight=flight, cabins=new.cabins, outbox=outbox, audit=audit)
    if not stores.flights.create(change):
        raise Conflict(
            f"Flight {flight.designator} from {flight.origin} on {departure_date.isoformat()} exists already."
        )
    complete_change(stores, change, announce)
    return flight


def check_new_flight(reference: ReferenceData, new: NewFlight, now: datetime) -> Airport:
    """Every reference resolves, every number is possible; the airport of departure comes back."""
    origin = get_airport(reference, "input.origin", new.origin)
    get_airport(reference, "input.destination", new.destination)
    if new.origin == new.destination:
        raise InvalidInput("input.destination", "A flight ends at another airport than it began.")
    if reference.find_airline(new.airline) is None:
        raise InvalidInput("input.airline", f'There is no airline "{new.airline}".')
    if not _NUMBER.fullmatch(new.number):
        raise InvalidInput("input.flightNumber", "A flight number has one to four digits and does not begin with 0.")
    check_times(new.departs_at, new.arrives_at, now)
    _check_cabins(reference, new)
    return origin


def _check_cabins(reference: ReferenceData, new: NewFlight) -> None:
    aircraft = reference.find_aircraft_type(new.aircraft_type) if new.aircraft_type else None
    if new.aircraft_type and aircraft is None:
        raise InvalidInput("input.aircraftType", f'There is no aircraft type "{new.aircraft_type}".')
    if not new.cabins:
        raise InvalidInput("input.cabins", "A flight has at least one cabin.")
    if any(offer.capacity < 1 for offer in new.cabins.values()):
        raise InvalidInput("input.cabins", "A cabin has at least one seat.")
    seats, most = sum(offer.capacity for offer in new.cabins.values()), aircraft.seats if aircraft else _MOST_SEATS
    if seats > most:
        raise InvalidInput("input.cabins", f"The cabins have {seats} seats together, the aircraft has {most}.")
