"""Domain values <-> MongoDB documents. Times are stored in UTC, money as decimal text, local days as ISO dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.fare_class import Ladder, flat_ladder
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.ports import AircraftSwap, AuditEntry, CabinOffer, CabinPrices, StagedChange
from flight_service.domain.seat_block import BlockReason, SeatBlock
from flight_service.domain.seat_prices import NO_SEAT_PRICES, SeatPrices
from flight_service.storage.mongo.earlier import upgrade_flight, upgrade_inventory, upgrade_staged

Document = dict[str, Any]


def route_day(origin: str, destination: str, day: date) -> str:
    """The equality bucket that every route search reads: some tens of flights."""
    return f"{origin}-{destination}-{day.isoformat()}"


def from_utc(stored: datetime) -> datetime:
    """BSON knows instants only; the driver hands them out naive."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def to_money(money: Money) -> Document:
    return {"amount": money.amount_text, "currency": money.currency}


def from_money(document: Mapping[str, Any]) -> Money:
    return Money.parse(document["amount"], document["currency"])


def to_flight(flight: Flight) -> Document:
    return {
        "_id": flight.id,
        "airline": flight.airline,
        "number": flight.number,
        "designator": flight.designator,
        "origin": flight.origin,
        "destination": flight.destination,
        "day": flight.departure_date.isoformat(),
        "route_day": route_day(flight.origin, flight.destination, flight.departure_date),
        "departs_at": flight.departs_at,
        "arrives_at": flight.arrives_at,
        "status": flight.status.value,
        "aircraft_type": flight.aircraft_type,
        "cabins": [cabin.value for cabin in flight.cabins],
        "version": flight.version,
        # Flights of the data sets have none: a year of them is about a million.
        **({"schedule_id": flight.schedule_id} if flight.schedule_id else {}),
    }


def from_flight(stored: Mapping[str, Any]) -> Flight:
    document = upgrade_flight(stored)
    return Flight(
        id=document["_id"],
        airline=document["airline"],
        number=document["number"],
        origin=document["origin"],
        destination=document["destination"],
        departure_date=date.fromisoformat(document["day"]),
        departs_at=from_utc(document["departs_at"]),
        arrives_at=from_utc(document["arrives_at"]),
        status=FlightStatus(document["status"]),
        aircraft_type=document["aircraft_type"],
        cabins=tuple(Cabin(cabin) for cabin in document["cabins"]),
        version=document["version"],
        schedule_id=document.get("schedule_id"),
    )


def to_inventory(inventory: Inventory) -> Document:
    """Holds, sales, closed ids and outbox begin absent: a year of flights is about a million of these."""
    return {
        "_id": str(inventory.key),
        "flight_id": inventory.key.flight_id,
        "cabin": inventory.key.cabin.value,
        "capacity": inventory.capacity,
        "free": inventory.free,
        "held": inventory.held,
        "sold": inventory.sold,
        "fare": to_money(inventory.fare),
        **_to_prices(inventory),
        "flight_status": inventory.flight_status.value,
        "flight_version": inventory.flight_version,
        "departs_at": inventory.departs_at,
        "arrives_at": inventory.arrives_at,
        "version": inventory.version,
        **({"blocks": _to_blocks(inventory.blocks)} if inventory.blocks else {}),
    }


def from_inventory(stored: Mapping[str, Any]) -> Inventory:
    document = upgrade_inventory(stored)
    return Inventory(
        key=CabinKey(document["flight_id"], Cabin(document["cabin"])),
        capacity=document["capacity"],
        free=document["free"],
        held=document["held"],
        sold=document["sold"],
        fare=from_money(document["fare"]),
        ladder=Ladder.parse(document["ladder"]),
        seat_prices=SeatPrices.parse(document["seat_prices"]),
        own_seat_prices=_from_own(document["own_seat_prices"]),
        flight_status=FlightStatus(document["flight_status"]),
        flight_version=document["flight_version"],
        departs_at=from_utc(document["departs_at"]),
        arrives_at=from_utc(document["arrives_at"]),
        version=document["version"],
        blocks={number: _from_block(block) for number, block in document["blocks"].items()},
    )


def _to_blocks(blocks: Mapping[str, SeatBlock]) -> Document:
    return {number: to_block(block) for number, block in blocks.items()}


def to_block(block: SeatBlock) -> Document:
    return {"reason": block.reason.value, "note": block.note, "user_id": block.user_id, "at": block.at}


def _from_block(document: Mapping[str, Any]) -> SeatBlock:
    return SeatBlock(BlockReason(document["reason"]), document["note"], document["user_id"], from_utc(document["at"]))


def _to_prices(inventory: Inventory) -> Document:
    """Absent for cabins with one price, and where a seat costs nothing more."""
    flat = flat_ladder(inventory.key.cabin)
    ladder = {} if inventory.ladder == flat else {"ladder": str(inventory.ladder)}
    is_free = inventory.seat_prices == NO_SEAT_PRICES
    scheduled = {} if is_free else {"seat_prices": str(inventory.seat_prices)}
    own = {} if inventory.own_seat_prices is None else {"own_seat_prices": str(inventory.own_seat_prices)}
    return {**ladder, **scheduled, **own}


def _from_own(text: str | None) -> SeatPrices | None:
    return None if text is None else SeatPrices.parse(text)


def to_audit(entry: AuditEntry) -> Document:
    return {
        "_id": f"{entry.subject_id}:{entry.version}",
        "flight_id": entry.subject_id,
        "version": entry.version,
        "user_id": entry.user_id,
        "action": entry.action,
        "at": entry.at,
        "details": dict(entry.details),
        # One log, read from its end: every entry has the same `log`, so that a page is a range of one index.
        "log": "staff",
        "place": entry.place,
    }


def from_audit(document: Mapping[str, Any]) -> AuditEntry:
    return AuditEntry(
        subject_id=document["flight_id"],
        version=document["version"],
        user_id=document["user_id"],
        action=document["action"],
        at=from_utc(document["at"]),
        details=document["details"],
    )


def to_staged(change: StagedChange) -> Document:
    return {
        "version": change.flight.version,
        "cabins": {cabin.value: _to_offer(offer) for cabin, offer in change.cabins.items()},
        **_to_cabin_prices(change.prices),
        "capacities": _to_seats(change.capacities),
        "given_back": _to_seats(change.given_back),
        **({"swap": _to_swap(change.swap)} if change.swap else {}),
        "outbox": list(change.outbox),
        "audit": to_audit(change.audit),
    }


def from_staged(document: Mapping[str, Any]) -> StagedChange:
    """`document` is the whole flight, with its staged change inside."""
    staged = upgrade_staged(document["staged"])
    return StagedChange(
        flight=from_flight(document),
        cabins={Cabin(cabin): _from_offer(offer) for cabin, offer in staged["cabins"].items()},
        prices=_from_cabin_prices(staged),
        capacities=_from_seats(staged["capacities"]),
        given_back=_from_seats(staged["given_back"]),
        swap=_from_swap(staged["swap"]) if staged["swap"] else None,
        outbox=staged["outbox"],
        audit=from_audit(staged["audit"]),
    )


def _to_cabin_prices(prices: CabinPrices) -> Document:
    own = prices.seat_prices.items()
    return {
        "fares": {cabin.value: to_money(fare) for cabin, fare in prices.fares.items()},
        "ladders": {cabin.value: str(ladder) for cabin, ladder in prices.ladders.items()},
        "seat_prices": {cabin.value: None if said is None else str(said) for cabin, said in own},
    }


def _from_cabin_prices(staged: Mapping[str, Any]) -> CabinPrices:
    return CabinPrices(
        fares={Cabin(cabin): from_money(fare) for cabin, fare in staged["fares"].items()},
        ladders={Cabin(cabin): Ladder.parse(ladder) for cabin, ladder in staged["ladders"].items()},
        seat_prices={Cabin(cabin): _from_own(own) for cabin, own in staged["seat_prices"].items()},
    )


def _to_offer(offer: CabinOffer) -> Document:
    ladder = {"ladder": str(offer.ladder)} if offer.ladder else {}
    prices = {} if offer.seat_prices is None else {"seat_prices": str(offer.seat_prices)}
    return {"capacity": offer.capacity, "fare": to_money(offer.fare), **ladder, **prices}


def _from_offer(document: Mapping[str, Any]) -> CabinOffer:
    ladder = Ladder.parse(document["ladder"]) if "ladder" in document else None
    prices = _from_own(document.get("seat_prices"))
    return CabinOffer(document["capacity"], from_money(document["fare"]), ladder, prices)


def _to_swap(swap: AircraftSwap) -> Document:
    return {"aircraft_type": swap.aircraft_type, "before": _to_seats(swap.before), "after": _to_seats(swap.after)}


def _from_swap(document: Mapping[str, Any]) -> AircraftSwap:
    return AircraftSwap(document["aircraft_type"], _from_seats(document["before"]), _from_seats(document["after"]))


def _to_seats(seats: Mapping[Cabin, int]) -> Document:
    return {cabin.value: count for cabin, count in seats.items()}


def _from_seats(document: Mapping[str, int]) -> dict[Cabin, int]:
    return {Cabin(cabin): count for cabin, count in document.items()}
