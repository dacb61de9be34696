"""What the use cases need from outside. `storage/mongo` and `storage/memory` both pass the contract suite of these."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

from flight_service.domain.announcements import FlightUpdate
from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.claim import Claim
from flight_service.domain.decision import Decision
from flight_service.domain.fare_class import Ladder
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.hold_request import Segment
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.offer import Offer
from flight_service.domain.price_rule import PriceRule
from flight_service.domain.reference import AircraftType, Airline, Airport
from flight_service.domain.refusal import RefusalCode
from flight_service.domain.schedule import Schedule
from flight_service.domain.schedule_import import ScheduleImport
from flight_service.domain.seat_price_list import SeatPriceList
from flight_service.domain.seat_prices import SeatPrices

# An event as it stands in a document's outbox; `events/` makes them, the relay sends them.
OutboxEntry = Mapping[str, Any]


class Clock(Protocol):
    def __call__(self) -> datetime: ...


class Announce(Protocol):
    """Give an update its event id, time and cause; `events/` does."""

    def __call__(self, update: FlightUpdate) -> OutboxEntry: ...


@dataclass(frozen=True, slots=True)
class CabinOffer:
    """Without a ladder, every seat at the fare; without prices of its own, seats cost what they do on its aircraft."""

    capacity: int
    fare: Money
    ladder: Ladder | None = None
    seat_prices: SeatPrices | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinPrices:
    """What cabins are sold at from now on; those that are not named stay as they are."""

    fares: Mapping[Cabin, Money] = field(default_factory=dict)
    ladders: Mapping[Cabin, Ladder] = field(default_factory=dict)
    # None: no longer prices of the flight's own.
    seat_prices: Mapping[Cabin, SeatPrices | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.fares or self.ladders or self.seat_prices)


UNCHANGED_PRICES = CabinPrices()


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who of the staff did what; one per version of its subject: a flight, a cabin of it, a price rule and others."""

    subject_id: str
    version: int
    user_id: str
    action: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it stands in time, each at one of its own. To the millisecond, which is what databases keep of `at`."""
        return f"{self.at.astimezone(UTC).isoformat(timespec='milliseconds')} {self.subject_id}:{self.version}"


@dataclass(frozen=True, slots=True)
class AircraftSwap:
    """Another aircraft that is wished for: the seats of every cabin now, and then; none for a cabin that goes."""

    aircraft_type: str
    before: Mapping[Cabin, int]
    after: Mapping[Cabin, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedChange:
    """A staff act as decided: saved with the flight at once, announced when the inventories have followed.

    So nobody can hold a seat of a flight whose cancellation has been announced, whatever dies in between.
    `cabins` are opened, if they are not there yet. With a `swap` it is still to be decided, and the flight as it was.
    `capacities` are those of another aircraft; `given_back` those of the one that stays, where nothing came of another.
    """

    flight: Flight
    cabins: Mapping[Cabin, CabinOffer] = field(default_factory=dict)
    prices: CabinPrices = UNCHANGED_PRICES
    capacities: Mapping[Cabin, int] = field(default_factory=dict)
    given_back: Mapping[Cabin, int] = field(default_factory=dict)
    swap: AircraftSwap | None = None
    outbox: Sequence[OutboxEntry]
    audit: AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightFilter:
    origin: str | None = None
    destination: str | None = None
    date: date | None = None
    airline: str | None = None
    status: FlightStatus | None = None
    designator: str | None = None


class Flights(Protocol):
    """Lists come without order. A `designator` or a day bounds every one of them."""

    def find(self, flight_id: str) -> Flight | None: ...
    def find_many(self, flight_ids: Collection[str]) -> Mapping[str, Flight]: ...
    def on_route(self, origin: str, destination: str, day: date) -> list[Flight]: ...
    def on_routes(self, routes: Collection[tuple[str, str, date]]) -> list[Flight]:
        """Of several routes and days, in one query."""
        ...

    def on_day(self, day: date, wanted: FlightFilter) -> list[Flight]: ...
    def with_designator(self, designator: str, wanted: FlightFilter) -> list[Flight]: ...
    def of_schedule(self, schedule_id: str) -> list[Flight]: ...
    def assign(self, flight_ids: Collection[str], schedule_id: str) -> None:
        """From now on they are planned by this schedule; nothing else of them changes."""
        ...

    def last_day(self) -> date | None: ...
    def add_missing(self, flights: Sequence[Flight]) -> int:
        """How many were new; the others stay as they are."""
        ...

    def create(self, change: StagedChange) -> bool:
        """False when the flight id is taken."""
        ...

    def stage(self, change: StagedChange) -> bool:
        """False unless the stored flight is exactly one version behind and has nothing staged."""
        ...

    def decide(self, change: StagedChange) -> bool:
        """Put what came of a swap in the place of the wish for it; False when that is decided already."""
        ...

    def find_staged(self, flight_id: str) -> StagedChange | None: ...
    def all_staged(self) -> list[StagedChange]: ...
    def announce(self, change: StagedChange) -> None:
        """Move the staged events to the outbox, once."""
        ...


class Routes(Protocol):
    """Which airports have flights to which; where two routes meet, travellers can change."""

    def destinations_from(self, origin: str) -> frozenset[str]: ...
    def origins_to(self, destination: str) -> frozenset[str]: ...
    def add(self, routes: Collection[tuple[str, str]]) -> None: ...


class LoadedDays(Protocol):
    """Which days of a data set have been put on sale completely."""

    def is_complete(self, data_set: str, day: date) -> bool: ...
    def mark_complete(self, data_set: str, day: date) -> None: ...


class Inventories(Protocol):
    def find(self, key: CabinKey, hold_id: str) -> tuple[Inventory, Claim] | None: ...
    def find_claims(self, key: CabinKey, hold_ids: Collection[str]) -> tuple[Inventory, Mapping[str, Claim]] | None:
        """What it knows of each of these holds, in one query."""
        ...

    def find_hold_id(self, key: CabinKey, reservation_id: str) -> str:
        """The key of its newest hold here; its own id when it made no further attempt."""
        ...

    def apply(self, decisions: Sequence[Decision], outbox: Sequence[OutboxEntry]) -> bool:
        """Save the decisions, each made on what the one before left and about a hold of its own, and their events in
        one write; False when the inventory has changed since it was read.
        """
        ...

    def replace_capacity(self, before: Inventory, after: Inventory, outbox: Sequence[OutboxEntry]) -> bool:
        """With its events, in one write; False when the inventory has changed since it was read."""
        ...

    def replace_blocks(self, before: Inventory, after: Inventory, outbox: Sequence[OutboxEntry]) -> bool:
        """With its events, in one write; False when the inventory has changed since it was read."""
        ...

    def find_many(self, keys: Collection[CabinKey]) -> Mapping[CabinKey, Inventory]:
        """In one query."""
        ...

    def assigned_seats(self, keys: Collection[CabinKey]) -> Mapping[CabinKey, Mapping[str, str]]:
        """Seat number -> the hold id of the party that sits there; in one query."""
        ...

    def add_missing(self, inventories: Sequence[Inventory]) -> int: ...
    def follow(self, flight: Flight, prices: CabinPrices = UNCHANGED_PRICES) -> None:
        """Bring every cabin to the flight's status, times and version, and what it is sold at; never backwards."""
        ...


# A segment that was asked for, and the id its seats would have been held under.
AskedFor = tuple[Segment, str]


class UnknownCabinRefusals(Protocol):
    """Refusals of cabins that do not exist, and so have no inventory to be recorded in."""

    def find_recorded(self, asked: Collection[AskedFor]) -> Collection[AskedFor]:
        """Those of them that were refused; in one query."""
        ...

    def record(self, segment: Segment, hold_id: str, code: RefusalCode, entry: OutboxEntry) -> bool:
        """False when it had been recorded before."""
        ...


class PriceRules(Protocol):
    """Each is saved with the act that made it so, in one write. What was removed is kept, for the record only."""

    def find(self, rule_id: str) -> PriceRule | None: ...
    def all(self) -> Sequence[PriceRule]: ...
    def in_force(self) -> Sequence[PriceRule]:
        """Those that are active; another process's change is seen a few seconds later."""
        ...

    def add(self, rule: PriceRule, act: AuditEntry) -> None: ...
    def replace(self, rule: PriceRule, act: AuditEntry) -> bool:
        """False unless the stored rule is exactly one version behind."""
        ...

    def remove(self, rule: PriceRule, act: AuditEntry) -> bool:
        """`rule` as it was last read; False when it has changed since."""
        ...

    def acts(self, rule_id: str) -> Sequence[AuditEntry]: ...


class SeatPriceLists(Protocol):
    """One an aircraft type, saved with the act that made it so, in one write."""

    def get(self, aircraft_type: str) -> SeatPriceList: ...
    def in_force(self, aircraft_type: str) -> SeatPriceList:
        """Another process's change is seen a few seconds later."""
        ...

    def save(self, prices: SeatPriceList, act: AuditEntry) -> bool:
        """False unless the stored list is exactly one version behind."""
        ...

    def acts(self, aircraft_type: str) -> Sequence[AuditEntry]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFilter:
    """`first_day` and `last_day` bound a period that schedules have at least one day of."""

    airline: str | None = None
    designator: str | None = None
    origin: str | None = None
    destination: str | None = None
    first_day: date | None = None
    last_day: date | None = None


class Schedules(Protocol):
    """Each is saved with the act that made it so, in one write."""

    def find(self, schedule_id: str) -> Schedule | None: ...
    def find_many(self, schedule_ids: Collection[str]) -> Mapping[str, Schedule]: ...
    def list(self, wanted: ScheduleFilter, limit: int, *, after: str | None = None) -> Sequence[Schedule]:
        """By their `place`, those after one."""
        ...

    def add(self, schedule: Schedule, act: AuditEntry) -> bool:
        """False when its id is taken."""
        ...

    def replace(self, schedule: Schedule, act: AuditEntry) -> bool:
        """False unless the stored one is exactly one version behind."""
        ...

    def acts(self, schedule_id: str) -> Sequence[AuditEntry]: ...


class ScheduleImports(Protocol):
    """Schedule files that staff have sent in. One worker at a time carries one out, until its time for it is over."""

    def add(self, wanted: ScheduleImport) -> None: ...
    def find(self, import_id: str) -> ScheduleImport | None: ...
    def newest(self, limit: int, *, before: str | None = None) -> Sequence[tuple[str, ScheduleImport]]:
        """Each after its place in the list, and without the text of its file."""
        ...

    def count_open(self) -> int: ...
    def take(self, now: datetime, until: datetime) -> ScheduleImport | None:
        """The one that waits longest, which is nobody else's until then; None when there is nothing to do."""
        ...

    def save(self, changed: ScheduleImport, until: datetime) -> bool:
        """False unless the stored one is exactly one version behind: somebody else has taken it."""
        ...


class Offers(Protocol):
    """Offers as text that travellers carry: nobody else can make one, or change one."""

    def seal(self, offer: Offer) -> str: ...
    def find(self, text: str) -> Offer | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that could not be handled however often it was tried; `event` is its JSON."""

    id: str
    event_id: str
    event_type: str
    aggregate_id: str
    tries: int
    error: str
    failed_at: datetime
    event: str


class DeadLetters(Protocol):
    def list(self, limit: int) -> Sequence[DeadLetter]: ...
    def replay(self, id: str) -> bool:
        """Try it again; False when there is no such dead letter."""
        ...


class AuditTrail(Protocol):
    def record(self, entry: AuditEntry) -> None:
        """Once per flight and version."""
        ...

    def of_flight(self, flight_id: str) -> list[AuditEntry]:
        """And of its cabins, whose acts have versions of their own."""
        ...

    def newest(self, limit: int, *, before: str | None = None, user_id: str | None = None) -> list[AuditEntry]:
        """Of all flights, of everybody or one; `before` is the `place` of the last one already seen."""
        ...


class ReferenceData(Protocol):
    def find_airport(self, code: str) -> Airport | None: ...
    def find_airline(self, code: str) -> Airline | None: ...
    def find_aircraft_type(self, code: str) -> AircraftType | None: ...
    def airlines(self) -> Sequence[Airline]: ...
    def aircraft_types(self) -> Sequence[AircraftType]: ...
    def search_airports(self, text: str) -> Sequence[Airport]:
        """Best matches first; those with flights before the others."""
        ...
