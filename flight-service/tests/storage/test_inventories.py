"""What every store of inventories promises."""

from __future__ import annotations

from dataclasses import replace

from flight_builders import NOW, announce, build_flight, build_inventory, cabins_of, hold_request, usd
from flight_shelves import Shelf

from flight_service.domain.announcements import announce_decision
from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.claim import NO_CLAIM, Claim, ClaimState
from flight_service.domain.decide import decide_hold, decide_release, decide_sale
from flight_service.domain.decision import Decision
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import FlightStatus
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import CabinPrices
from flight_service.domain.quote import Quote
from flight_service.usecases.stores import Stores

QUOTE = Quote(usd("199.00"), FareFamily.STANDARD, "Y")


def find(stores: Stores, key: CabinKey, reservation_id: str = "r1") -> tuple[Inventory, Claim]:
    found = stores.inventories.find(key, reservation_id)
    assert found is not None
    return found


def apply(stores: Stores, decision: Decision | None) -> bool:
    assert decision is not None
    return stores.inventories.apply([decision], [announce(update) for update in announce_decision(decision, "r1")])


def test_an_unknown_cabin_is_not_found(stores: Stores) -> None:
    assert stores.inventories.find(CabinKey("UA1-20261203-JFK", Cabin.ECONOMY), "r1") is None


def test_a_claim_goes_from_held_to_sold_to_closed(shelf: Shelf) -> None:
    stores, fresh = shelf.stores, build_inventory()
    key = fresh.key
    stores.inventories.add_missing([fresh])
    assert find(stores, key) == (fresh, NO_CLAIM)

    assert apply(stores, decide_hold(*find(stores, key), hold_request(seats=4), QUOTE, NOW))
    held, claim = find(stores, key)
    assert (held.free, held.held, held.sold, claim) == (6, 4, 0, Claim(ClaimState.HELD, 4, "u1", fare_class="Y"))

    assert apply(stores, decide_sale(*find(stores, key), "r1"))
    sold, claim = find(stores, key)
    assert (sold.free, sold.held, sold.sold, claim) == (6, 0, 4, Claim(ClaimState.SOLD, 4, "u1", fare_class="Y"))

    assert apply(stores, decide_release(*find(stores, key), "r1"))
    released, claim = find(stores, key)
    assert (released.free, released.held, released.sold, claim) == (10, 0, 0, Claim(ClaimState.CLOSED))
    assert shelf.announced() == ["seats_held", "seats_sold", "seats_released"]
    assert find(stores, key, "r2") == (released, NO_CLAIM)


def test_a_held_claim_can_be_released_before_it_is_sold(stores: Stores) -> None:
    fresh = build_inventory()
    stores.inventories.add_missing([fresh])
    assert apply(stores, decide_hold(*find(stores, fresh.key), hold_request(seats=4), QUOTE, NOW))
    assert apply(stores, decide_release(*find(stores, fresh.key), "r1"))
    released, claim = find(stores, fresh.key)
    assert (released.free, released.held, released.sold, claim.state) == (10, 0, 0, ClaimState.CLOSED)


def test_a_refusal_and_an_early_release_close_the_claim(shelf: Shelf) -> None:
    stores, fresh = shelf.stores, build_inventory(capacity=1)
    stores.inventories.add_missing([fresh])
    assert apply(stores, decide_hold(*find(stores, fresh.key, "r1"), hold_request("r1", seats=2), QUOTE, NOW))
    assert apply(stores, decide_release(*find(stores, fresh.key, "r2"), "r2"))
    for reservation_id in ("r1", "r2"):
        inventory, claim = find(stores, fresh.key, reservation_id)
        assert (inventory.free, claim.state) == (1, ClaimState.CLOSED)
    assert shelf.announced() == ["seats_refused"]


def test_a_decision_is_not_saved_on_another_state_than_it_was_made_for(shelf: Shelf) -> None:
    stores, fresh = shelf.stores, build_inventory()
    stores.inventories.add_missing([fresh])
    late = decide_hold(*find(stores, fresh.key, "r2"), hold_request("r2"), QUOTE, NOW)
    assert apply(stores, decide_hold(*find(stores, fresh.key, "r1"), hold_request("r1"), QUOTE, NOW))
    assert not apply(stores, late)
    assert find(stores, fresh.key, "r2")[1] == NO_CLAIM
    assert shelf.announced() == ["seats_held"]


def test_inventories_follow_their_flight_and_only_forwards(stores: Stores) -> None:
    flight = build_flight()
    economy, business = build_inventory(flight), build_inventory(flight, cabin=Cabin.BUSINESS, fare="600.00")
    stores.inventories.add_missing([economy, business])
    third = replace(flight, status=FlightStatus.DELAYED, version=3)
    stores.inventories.follow(third, CabinPrices(fares={Cabin.BUSINESS: usd("650.00")}))
    stores.inventories.follow(
        replace(flight, status=FlightStatus.BOARDING, version=2), CabinPrices(fares={Cabin.BUSINESS: usd("1.00")})
    )
    followed = cabins_of(stores.inventories, flight)
    assert [(one.flight_status, one.flight_version, one.fare.amount_text) for one in followed] == [
        (FlightStatus.DELAYED, 3, "199.00"),
        (FlightStatus.DELAYED, 3, "650.00"),
    ]


def test_a_hold_decided_before_the_flight_changed_is_not_saved(stores: Stores) -> None:
    flight = build_flight()
    fresh = build_inventory(flight)
    stores.inventories.add_missing([fresh])
    decision = decide_hold(*find(stores, fresh.key), hold_request(), QUOTE, NOW)
    stores.inventories.follow(replace(flight, status=FlightStatus.CANCELLED, version=2))
    assert not apply(stores, decision)


def test_cabins_of_several_flights_come_together(stores: Stores) -> None:
    one, other = build_flight(), build_flight(number="8")
    inventories = [build_inventory(one, cabin=Cabin.FIRST), build_inventory(one), build_inventory(other)]
    assert stores.inventories.add_missing(inventories) == 3
    assert stores.inventories.add_missing(inventories) == 0
    found = stores.inventories.find_many(
        [*one.cabin_keys, *other.cabin_keys, CabinKey("UA9-20261203-JFK", Cabin.FIRST)]
    )
    assert found == {inventory.key: inventory for inventory in inventories}
