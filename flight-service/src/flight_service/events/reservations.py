"""What flight-service does when it hears of reservations: hold, sell or release their seats."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from flight_service.domain.cabin import CabinKey
from flight_service.domain.hold_request import HoldRequest, Segment
from flight_service.domain.money import Money
from flight_service.domain.ports import Clock
from flight_service.events.announce import announce_because_of
from flight_service.usecases.release_seats import build_release
from flight_service.usecases.seat_credit import find_spendable
from flight_service.usecases.sell_seats import build_sale
from flight_service.usecases.stores import Stores
from flight_service.usecases.take_seats import FindFlight, build_hold, take_seats
from flight_service.usecases.take_turns import Turn, take_turns
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
    EventData,
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


# What asks for seats.
Wish = ReservationCreated | ReservationChangeRequested
# An event, and what it says.
Heard = tuple[Envelope, EventData]


class ReservationEvents:
    """One handler for all of them. Every one may come twice and in any order."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    def handle(self, events: Sequence[Envelope]) -> None:
        """What concerns one cabin is decided together, in the order of the events. A journey of several flights is
        held whole or not at all: those come after, each by itself.
        """
        heard = [(event, read(event)) for event in events]
        by_cabin, alone = self._sort(heard)
        for key, turns in by_cabin.items():
            if take_turns(self._stores.inventories, key, [turn for _, turn in turns]) is None:
                alone += [one for one, _ in turns]
        for event, said in alone:
            self._handle_alone(event, said)

    def _sort(self, heard: Sequence[Heard]) -> tuple[Mapping[CabinKey, list[tuple[Heard, Turn]]], list[Heard]]:
        """By cabin, and those that have to be handled alone."""
        refused = self._find_refused(heard)
        # Many at once want the same few flights.
        find_flight = cache(self._stores.flights.find)
        by_cabin: defaultdict[CabinKey, list[tuple[Heard, Turn]]] = defaultdict(list)
        alone: list[Heard] = []
        for event, said in heard:
            if isinstance(said, Wish) and (event.id in refused or _find_only_cabin(said) is None):
                alone.append((event, said))
                continue
            for key, turn in self._build_turns(event, said, find_flight):
                by_cabin[key].append(((event, said), turn))
        return by_cabin, alone

    def _find_refused(self, heard: Sequence[Heard]) -> frozenset[str]:
        """Ids of events that were answered before, when there was no such cabin: there may be one now."""
        asked = {
            event.id: (segment, segment.hold_id or said.reservation_id)
            for event, said in heard
            if isinstance(said, Wish)
            for segment in _segments(said.segments)
        }
        recorded = self._stores.refusals.find_recorded(asked.values())
        return frozenset(event_id for event_id, one in asked.items() if one in recorded)

    def _build_turns(self, event: Envelope, said: EventData, find_flight: FindFlight) -> list[tuple[CabinKey, Turn]]:
        announce = announce_because_of(event)
        turns: list[tuple[Segment, Turn]] = []
        match said:
            case ReservationCreated() | ReservationChangeRequested():
                (segment,) = _segments(said.segments)
                request = self._to_request(said, event.occurred_at)
                own = replace(request, hold_id=segment.hold_id, fare_family=segment.fare_family)
                turns = [(segment, build_hold(self._stores, own, announce, self._clock(), find_flight))]
            case ReservationConfirmed(segments=sold):
                rid = _parse_id(said.reservation_id)
                turns = [(one, build_sale(one, rid, announce)) for one in _segments(sold)]
            case ReservationChanged(sold=sold, released=released):
                rid, spendable = _parse_id(said.reservation_id), partial(find_spendable, self._stores)
                turns = [(one, build_sale(one, rid, announce, spendable)) for one in _segments(sold)]
                turns += [(one, build_release(one, rid, announce)) for one in _segments(released)]
            case ReservationSettled(segments=ended) | ReservationChangeFailed(segments=ended):
                turns = [
                    (one, build_release(one, _parse_id(said.reservation_id), announce)) for one in _segments(ended)
                ]
        return [(key, turn) for segment, turn in turns if (key := segment.find_key()) is not None]

    def _handle_alone(self, event: Envelope, said: EventData) -> None:
        """A wish as such; of the others nothing is left to do where there is no such cabin."""
        if isinstance(said, Wish):
            request = self._to_request(said, event.occurred_at)
            take_seats(self._stores, _segments(said.segments), request, announce_because_of(event), self._clock())

    def _to_request(self, wish: Wish, asked_at: datetime) -> HoldRequest:
        """An offer that is none, or is for something else, is passed over: the fare is then the one of the moment."""
        return HoldRequest(
            _parse_id(wish.reservation_id),
            wish.seats,
            wish.expires_at,
            wish.user_id,
            self._stores.offers.find(wish.offer_id) if wish.offer_id else None,
            asked_at,
        )


def _find_only_cabin(wish: Wish) -> CabinKey | None:
    """None for a journey of several flights, one instead of another, and a cabin that cannot be."""
    segments = _segments(wish.segments)
    return segments[0].find_key() if len(segments) == 1 and not segments[0].replaces else None


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
