"""Staff change a flight's times, status or fares, or cancel it: decided on the version they saw, then announced.

One announcement for each kind of change, made once when it is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flight_service.domain.announcements import Change, announce_flight
from flight_service.domain.errors import Conflict, InvalidInput, NotFound
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.ports import UNCHANGED_PRICES, Announce, AuditEntry, CabinPrices, StagedChange
from flight_service.domain.seat_prices import SeatPrices
from flight_service.usecases.checks import check_times, get_airport
from flight_service.usecases.complete_change import complete_change
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightChanges:
    """None: leave as it is. Without an expected version the changes apply to whatever is there."""

    departs_at: datetime | None = None
    arrives_at: datetime | None = None
    status: FlightStatus | None = None
    prices: CabinPrices = UNCHANGED_PRICES
    expected_version: int | None = None
    reason: str | None = None


def update_flight(
    stores: Stores, flight_id: str, changes: FlightChanges, staff: StaffMember, announce: Announce, now: datetime
) -> Flight:
    current = get_settled_flight(stores, flight_id, announce)
    if changes.expected_version is not None and changes.expected_version != current.version:
        expected = changes.expected_version
        raise Conflict(f"Flight {current.designator} is at version {current.version}, not {expected}; read it again.")
    changed = _with_changes(stores, current, changes, now)
    kinds = _kinds(current, changed, changes)
    if not kinds:
        return current
    flight = changed.next_version()
    outbox = [announce(announce_flight(flight, kind)) for kind in kinds]
    audit = AuditEntry(
        flight.id, flight.version, staff.user_id, " ".join(kinds), now, _details(current, flight, changes)
    )
    change = StagedChange(flight=flight, prices=changes.prices, outbox=outbox, audit=audit)
    if not stores.flights.stage(change):
        raise Conflict(f"Flight {current.designator} was changed by someone else; read it again.")
    complete_change(stores, change, announce)
    return flight


def cancel_flight(
    stores: Stores, flight_id: str, reason: str | None, staff: StaffMember, announce: Announce, now: datetime
) -> Flight:
    """Cancelling twice is cancelling once."""
    changes = FlightChanges(status=FlightStatus.CANCELLED, reason=reason)
    return update_flight(stores, flight_id, changes, staff, announce, now)


def get_settled_flight(stores: Stores, flight_id: str, announce: Announce) -> Flight:
    """The flight with nothing half done: a change that was interrupted is finished first."""
    staged = stores.flights.find_staged(flight_id)
    if staged is not None:
        complete_change(stores, staged, announce)
    flight = stores.flights.find(flight_id)
    if flight is None:
        raise NotFound(f'There is no flight "{flight_id[:40]}".')
    return flight


def _with_changes(stores: Stores, current: Flight, changes: FlightChanges, now: datetime) -> Flight:
    flight = current
    if changes.departs_at is not None or changes.arrives_at is not None:
        departs_at = changes.departs_at or current.departs_at
        arrives_at = changes.arrives_at or current.arrives_at
        check_times(departs_at, arrives_at, now)
        flight = flight.with_times(departs_at, arrives_at, get_airport(stores.reference, "id", current.origin).zone)
    if changes.status is not None:
        flight = flight.with_status(changes.status)
    if changes.prices:
        _check_prices(stores, current, changes.prices)
    return flight


def _check_prices(stores: Stores, current: Flight, prices: CabinPrices) -> None:
    if current.status in (FlightStatus.CANCELLED, FlightStatus.DEPARTED, FlightStatus.ARRIVED):
        raise Conflict(f"Flight {current.designator} is {current.status}; its fares can no longer change.")
    present = {key.cabin: found.fare for key, found in stores.inventories.find_many(current.cabin_keys).items()}
    named = (("fareClasses", prices.ladders), ("seatPrices", prices.seat_prices), ("fares", prices.fares))
    for field_name, cabins in named:
        if unknown := [cabin for cabin in cabins if cabin not in present]:
            raise InvalidInput(f"input.{field_name}", f"Flight {current.designator} has no {unknown[0]} cabin.")
    for cabin, fare in prices.fares.items():
        if fare.currency != present[cabin].currency:
            raise InvalidInput("input.fares", f"Fares of this flight are in {present[cabin].currency}.")


def _kinds(current: Flight, changed: Flight, changes: FlightChanges) -> list[Change]:
    kinds: list[Change] = []
    if (changed.departs_at, changed.arrives_at) != (current.departs_at, current.arrives_at):
        kinds.append(Change.RESCHEDULED)
    if changed.status != current.status:
        kinds.append(Change.CANCELLED if changed.status is FlightStatus.CANCELLED else Change.STATUS_CHANGED)
    if changes.prices:
        kinds.append(Change.FARE_CHANGED)
    return kinds


def _details(current: Flight, changed: Flight, changes: FlightChanges) -> dict[str, str]:
    compared = (
        ("departs_at", current.departs_at.isoformat(), changed.departs_at.isoformat()),
        ("arrives_at", current.arrives_at.isoformat(), changed.arrives_at.isoformat()),
        ("status", current.status, changed.status),
    )
    details = {name: f"{before} -> {after}" for name, before, after in compared if before != after}
    prices = changes.prices
    details |= {f"fare_{cabin.lower()}": str(fare) for cabin, fare in prices.fares.items()}
    details |= {f"fare_classes_{cabin.lower()}": str(ladder) for cabin, ladder in prices.ladders.items()}
    details |= {f"seat_prices_{cabin.lower()}": _say(own) for cabin, own in prices.seat_prices.items()}
    return details | ({"reason": changes.reason} if changes.reason else {})


def _say(own: SeatPrices | None) -> str:
    return "as on its aircraft" if own is None else str(own)
