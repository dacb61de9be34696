"""What flight-service does when it hears of reservations: hold, sell or release their seats."""

from __future__ import annotations

import re
from datetime import datetime

from flight_service.domain.inventory import HoldRequest, Segment
from flight_service.domain.money import Money
from flight_service.domain.ports import Clock
from flight_service.events.announce import announce_because_of
from flight_service.usecases.release_seats import release_seats
from flight_service.usecases.sell_seats import sell_seats
from flight_service.usecases.stores import Stores
from flight_service.usecases.take_seats import take_seats
from wire.envelope import Envelope
from wire.events import (
    RESERVATION_CANCELLED,
    RESERVATION_CHANGE_FAILED,
    RESERVATION_CHANGE_REQUESTED,
    RESERVATION_CHANGED,
    RESERVATION_CONFIRMED,
    RESERVATION_CREATED,
    RESERVATION_EXPIRED,
    RESERVATION_FAILED,
    ReservationChanged,
    ReservationChangeFailed,
    ReservationChangeRequested,
    ReservationConfirmed,
    ReservationCreated,
    ReservationSettled,
    read,
)
from wire.events import Segment as WireSegment

# The queue, and the name under which the inbox remembers what was handled.
CONSUMER = "flight-service.reservations"
HEARD_TYPES = (
    RESERVATION_CREATED,
    RESERVATION_CONFIRMED,
    RESERVATION_FAILED,
    RESERVATION_CANCELLED,
    RESERVATION_EXPIRED,
    RESERVATION_CHANGE_REQUESTED,
    RESERVATION_CHANGED,
    RESERVATION_CHANGE_FAILED,
)

# An id becomes part of a field's path in the inventory: nothing in it may be read as an operator or a step.
_HOLD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class ReservationEvents:
    """One handler for all of them. Every one may come twice and in any order."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    def handle(self, event: Envelope) -> None:
        announce = announce_because_of(event)
        match read(event):
            case ReservationCreated() | ReservationChangeRequested() as wanted:
                request = self._to_request(wanted, asked_at=event.occurred_at)
                take_seats(self._stores, _segments(wanted.segments), request, announce, self._clock())
            case ReservationConfirmed() as confirmed:
                sell_seats(self._stores, _segments(confirmed.segments), _parse_id(confirmed.reservation_id), announce)
            case ReservationChanged() as changed:
                reservation_id = _parse_id(changed.reservation_id)
                sell_seats(self._stores, _segments(changed.sold), reservation_id, announce)
                release_seats(self._stores, _segments(changed.released), reservation_id, announce)
            case ReservationSettled() | ReservationChangeFailed() as ended:
                release_seats(self._stores, _segments(ended.segments), _parse_id(ended.reservation_id), announce)

    def _to_request(self, created: ReservationCreated | ReservationChangeRequested, asked_at: datetime) -> HoldRequest:
        """An offer that is none, or is for something else, is passed over: the fare is then the one of the moment."""
        return HoldRequest(
            _parse_id(created.reservation_id),
            created.seats,
            created.expires_at,
            created.user_id,
            self._stores.offers.find(created.offer_id) if created.offer_id else None,
            asked_at,
        )


def _parse_id(text: str) -> str:
    if not _HOLD_ID.fullmatch(text):
        raise ValueError(f"not a reservation id: {text!r}")
    return text


def _segments(segments: tuple[WireSegment, ...]) -> list[Segment]:
    """Each cabin once, in the order of the journey."""
    return list(dict.fromkeys(map(_to_segment, segments)))


def _to_segment(segment: WireSegment) -> Segment:
    return Segment(
        segment.flight_id,
        segment.cabin,
        _parse_id(segment.hold_id) if segment.hold_id else "",
        segment.fare_family,
        segment.replaces,
        Money.parse(segment.seat_charge.amount, segment.seat_charge.currency) if segment.seat_charge else None,
    )
