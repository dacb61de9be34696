"""Another aircraft: paid seats that are gone are exchanged for others as good, or what they cost is charged no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, hold_request, segment_of, sell_seats, usd
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin, CabinKey, split_seats
from flight_service.domain.claim import Claim, ClaimState, Seating
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import Flight
from flight_service.domain.ports import AircraftSwap, AuditEntry, CabinPrices, StagedChange
from flight_service.domain.reseating import NewCabin, Reseating, reseat
from flight_service.domain.seat_map import build_seat_map
from flight_service.domain.seat_prices import NO_SEAT_PRICES, SeatPrices, price_seats
from flight_service.usecases.choose_seats import Traveller, choose_seats
from flight_service.usecases.complete_change import complete_interrupted_changes
from flight_service.usecases.reseat_parties import reseat_parties
from flight_service.usecases.resize_cabins import resize_cabin
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.swap_aircraft import swap_aircraft
from flight_service.usecases.take_seats import take_seats
from flight_service.usecases.update_flight import FlightChanges, update_flight

PRICES = SeatPrices.parse("39.00 12.00")
# Twelve rows of A C D F; legroom in rows 1 and 7, front rows 1 to 4.
SMALL = build_seat_map(Cabin.ECONOMY, {Cabin.ECONOMY: 48})
LEGROOM = [f"{row}{letter}" for row in (1, 7) for letter in "ACDF"]
FRONT = [f"{row}{letter}" for row in (2, 3, 4) for letter in "ACDF"]


def move(numbers: dict[str, str | None], taken: Collection[str] = (), charge: str | None = None) -> Reseating | None:
    """A sold claim of these seats, each with its price if it has one, on the small aircraft."""
    prices = {number: Decimal(price) for number, price in numbers.items() if price}
    paid = charge or (str(sum(prices.values())) if prices else None)
    claim = Claim(
        ClaimState.SOLD, len(numbers), numbers=tuple(numbers), prices=prices, charge=usd(paid) if paid else None
    )
    return reseat(claim, NewCabin(SMALL, price_seats(SMALL, PRICES, FareFamily.STANDARD), {*taken, *numbers}))


def test_seats_that_are_still_there_are_kept() -> None:
    assert move({"1A": "39.00", "2A": "12.00", "9C": None}) is None


def test_a_paid_seat_becomes_the_nearest_that_is_as_good() -> None:
    moved = move({"11B": "39.00", "9A": None})
    assert moved
    assert (moved.moved, moved.lost, moved.ordinary) == ({"11B": "7A"}, (), ())
    assert moved.seating.numbers == ("7A", "9A")
    assert (moved.seating.prices, moved.seating.charge) == ({"7A": Decimal("39.00")}, usd("39.00"))


def test_a_better_one_costs_nothing_more_and_a_lesser_one_is_no_exchange() -> None:
    better = move({"14A": "12.00"}, taken=FRONT)
    assert better
    assert (better.moved, better.seating.charge) == ({"14A": "7A"}, usd("12.00"))
    none = move({"14A": "39.00"}, taken=LEGROOM)
    assert none
    assert (none.lost, none.seating.numbers, none.seating.charge) == (("14A",), (), None)


def test_of_several_the_charge_of_those_that_are_lost_is_gone() -> None:
    moved = move({"14A": "39.00", "14B": "39.00", "2A": "12.00"}, taken=[one for one in LEGROOM if one != "7F"])
    assert moved
    assert (moved.moved, moved.lost) == ({"14A": "7F"}, ("14B",))
    assert moved.seating.numbers == ("7F", "2A")
    assert moved.seating.charge == usd("51.00")


def test_a_seat_that_is_an_ordinary_one_now_is_kept_but_not_charged() -> None:
    moved = move({"11A": "39.00"}, taken=LEGROOM)
    assert moved
    assert (moved.ordinary, moved.seating.numbers, moved.seating.charge) == (("11A",), ("11A",), None)
    assert move({"11A": "39.00"}) == replace(move({"11A": "39.00"}) or moved, moved={"11A": "7A"})


def test_whoever_has_nothing_left_of_what_she_paid_for_gets_all_of_it_back() -> None:
    """It may have been more than her seats cost: what was left of it could be spent on others."""
    moved = move({"14A": "12.00"}, taken=[*LEGROOM, *FRONT], charge="39.00")
    assert moved
    assert moved.seating.charge is None


def test_seats_without_a_price_are_lost_and_what_may_be_spent_stays() -> None:
    moved = move({"14A": None}, charge="39.00")
    assert moved
    assert (moved.lost, moved.seating.numbers, moved.seating.charge) == (("14A",), (), usd("39.00"))


LARGE = split_seats(160)
FLIGHT = build_flight(aircraft_type="738", cabins=tuple(LARGE))
ECONOMY = replace(build_inventory(FLIGHT, capacity=LARGE[Cabin.ECONOMY]), seat_prices=PRICES)


@pytest.fixture
def on_sale(shelf: Shelf) -> Shelf:
    shelf.stores.flights.add_missing([FLIGHT])
    others = [build_inventory(FLIGHT, cabin=one, capacity=LARGE[one]) for one in LARGE if one is not Cabin.ECONOMY]
    shelf.stores.inventories.add_missing([ECONOMY, *others])
    return shelf


def take(shelf: Shelf, rid: str, *numbers: str) -> None:
    take_seats(shelf.stores, [segment_of(ECONOMY)], hold_request(rid, len(numbers)), announce, NOW)
    choose_seats(shelf.stores, ECONOMY.key, rid, numbers, Traveller("u1", is_staff=False), announce, NOW)


def sell(shelf: Shelf, rid: str, paid: str) -> None:
    sell_seats(shelf.stores, [replace(segment_of(ECONOMY), paid_for_seats=usd(paid))], rid, announce)


def swap(shelf: Shelf) -> list[dict[str, Any]]:
    """What the parties are told."""
    assert isinstance(
        swap_aircraft(shelf.stores, FLIGHT.id, "CRJ", None, StaffMember("agent-1"), announce, NOW), Flight
    )
    return [entry["data"] for entry in shelf.outbox() if entry["data"].get("taken_back")]


def test_a_swap_exchanges_paid_seats_and_says_so(on_sale: Shelf) -> None:
    take(on_sale, "r1", "19A")
    sell(on_sale, "r1", "39.00")
    take(on_sale, "r2", "19F")
    told = {one["taken_back"]["reservation_id"]: one for one in swap(on_sale)}
    (moved,) = told["r1"]["taken_back"]["moved"]
    assert (moved["before"], list(told["r1"]["taken_back"]["seats"])) == ("19A", [])
    charge = told["r1"]["seat_charge"]
    assert (charge["charge"]["amount"], charge["is_sold"]) == ("39.00", True)
    assert list(charge["seats"]) == [{"number": moved["after"], "price": {"amount": "39.00", "currency": "USD"}}]
    assert told["r2"]["seat_charge"].get("is_sold", False) is False
    seats = on_sale.stores.inventories.assigned_seats([ECONOMY.key])[ECONOMY.key]
    assert (seats[moved["after"]], len(seats)) == ("r1", 2)


def test_a_swap_charges_no_more_what_it_cannot_exchange(on_sale: Shelf) -> None:
    prices = price_seats(build_seat_map(Cabin.ECONOMY, LARGE), PRICES, FareFamily.STANDARD)
    legroom = [number for number, price in prices.items() if price == Decimal("39.00")]
    rows = {f"r{place}": legroom[place : place + 3] for place in range(0, 12, 3)}
    for rid, numbers in rows.items():
        take(on_sale, rid, *numbers)
        sell(on_sale, rid, "117.00")
    told = swap(on_sale)
    charges = [one["seat_charge"]["charge"]["amount"] for one in told]
    # The small one has legroom for eight.
    assert sorted(charges) == ["0.00", "117.00", "117.00", "78.00"]
    kept = [len(one["taken_back"].get("moved", ())) for one in told]
    assert sum(kept) == 8
    flight = on_sale.stores.flights.find(FLIGHT.id)
    assert flight
    reseat_parties(on_sale.stores, flight, split_seats(50), announce)
    assert len([one for one in on_sale.outbox() if one["data"].get("taken_back")]) == len(told)


def overtake_a_swap(shelf: Shelf) -> None:
    """Staff wished for a small aircraft that has no premium economy, and somebody booked there."""
    wish = AircraftSwap("CRJ", LARGE, dict.fromkeys(LARGE, 0) | {Cabin.ECONOMY: 50})
    flight = shelf.stores.flights.find(FLIGHT.id)
    assert flight
    audit = AuditEntry(FLIGHT.id, flight.version + 1, "agent-1", "aircraft_changed", NOW)
    assert shelf.stores.flights.stage(StagedChange(flight=flight.next_version(), swap=wish, outbox=[], audit=audit))
    premium = replace(segment_of(ECONOMY), cabin=Cabin.PREMIUM_ECONOMY)
    take_seats(shelf.stores, [premium], hold_request("p", 1), announce, NOW)


def seating_of(shelf: Shelf, rid: str) -> Seating:
    found = shelf.stores.inventories.find(ECONOMY.key, rid)
    assert found
    return found[1].seating


def test_who_has_paid_for_a_seat_keeps_it_when_nothing_comes_of_another_aircraft(on_sale: Shelf) -> None:
    take(on_sale, "r1", "9A")
    sell(on_sale, "r1", "39.00")
    free = FlightChanges(prices=CabinPrices(seat_prices={Cabin.ECONOMY: NO_SEAT_PRICES}))
    update_flight(on_sale.stores, FLIGHT.id, free, StaffMember("agent-1"), announce, NOW)
    before = seating_of(on_sale, "r1")
    overtake_a_swap(on_sale)
    assert complete_interrupted_changes(on_sale.stores, announce) == 1
    assert seating_of(on_sale, "r1") == before == Seating(("9A",), {"9A": Decimal("39.00")}, usd("39.00"))
    assert not any(one["data"].get("taken_back") for one in on_sale.outbox())


def test_a_seat_that_was_there_only_while_another_aircraft_was_tried_is_exchanged(on_sale: Shelf) -> None:
    overtake_a_swap(on_sale)
    for cabin, seats in ((Cabin.ECONOMY, 50), (Cabin.BUSINESS, 0)):
        resize_cabin(on_sale.stores, CabinKey(FLIGHT.id, cabin), seats, 2, announce)
    take(on_sale, "r1", "6A")
    complete_interrupted_changes(on_sale.stores, announce)
    (number,) = seating_of(on_sale, "r1").numbers
    assert number in build_seat_map(Cabin.ECONOMY, LARGE).numbers
    (told,) = [one["data"]["taken_back"] for one in on_sale.outbox() if one["data"].get("taken_back")]
    assert (told["reservation_id"], *told["moved"]) == ("r1", {"before": "6A", "after": number})
