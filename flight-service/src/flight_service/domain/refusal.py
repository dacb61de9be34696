"""Why seats cannot be held: an inventory and a request go in, a code and a sentence for the traveller come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flight_service.domain.flight import FlightStatus
from flight_service.domain.hold_request import HoldRequest
from flight_service.domain.inventory import Inventory


class RefusalCode(StrEnum):
    SOLD_OUT = "SOLD_OUT"
    FLIGHT_CANCELLED = "FLIGHT_CANCELLED"
    FLIGHT_DEPARTED = "FLIGHT_DEPARTED"
    EXPIRED = "EXPIRED"
    UNKNOWN_FLIGHT = "UNKNOWN_FLIGHT"


@dataclass(frozen=True, slots=True)
class Refusal:
    code: RefusalCode
    message: str


def find_refusal(inventory: Inventory, request: HoldRequest, now: datetime) -> Refusal | None:
    """Why seats cannot be held now, if they cannot."""
    flight_id = inventory.key.flight_id
    if inventory.flight_status is FlightStatus.CANCELLED:
        return Refusal(RefusalCode.FLIGHT_CANCELLED, f"Flight {flight_id} is cancelled.")
    if inventory.flight_status not in (FlightStatus.SCHEDULED, FlightStatus.DELAYED) or inventory.departs_at <= now:
        return Refusal(
            RefusalCode.FLIGHT_DEPARTED, f"Flight {flight_id} is boarding or has left; it can no longer be booked."
        )
    if request.expires_at <= now:
        return Refusal(RefusalCode.EXPIRED, "The reservation's deadline passed before seats were held.")
    if inventory.free < request.seats:
        return Refusal(
            RefusalCode.SOLD_OUT,
            f"Only {inventory.free} seats are left in {inventory.key.cabin} of flight {flight_id}.",
        )
    return None
