"""Seat maps and choosing seats over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flight_http import Service, days_ahead

from wire.identity import Caller

OWNER = Caller(user_id="owner-1", roles=frozenset({"CUSTOMER"}))
STRANGER = Caller(user_id="stranger-1", roles=frozenset({"CUSTOMER"}))

CHOOSE = """mutation ($rid: ID!, $flight: ID!, $seats: [String!]!) {
    chooseSeats(reservationId: $rid, flightId: $flight, cabin: ECONOMY, seats: $seats) { seats numbers } }"""
ASSIGNMENT = """query ($rid: ID!, $flight: ID!) {
    seatAssignment(reservationId: $rid, flightId: $flight, cabin: ECONOMY) { flightId cabin seats numbers } }"""
MAP = """query ($id: ID!, $cabin: Cabin!) { flight(id: $id) { seatMap(cabin: $cabin) {
    cabin columns rows { number seats { number column characteristics isFree } } } } }"""


@pytest.fixture
def held(service: Service) -> dict[str, str]:
    """A reservation of two seats on some flight of tomorrow."""
    flight = service.database["flights"].find_one({"day": days_ahead(1).isoformat()})
    assert flight
    rid = f"r{uuid4().hex}"
    key = {"_id": f"{flight['_id']}:ECONOMY"}
    claim = {"seats": 2, "user_id": OWNER.user_id, "numbers": []}
    update = {"$inc": {"free": -2, "held": 2, "version": 1}, "$set": {f"holds.{rid}": claim}}
    service.database["inventories"].update_one(key, update)
    return {"rid": rid, "flight": flight["_id"]}


def test_a_party_chooses_and_others_see_its_seats_taken(service: Service, held: dict[str, str]) -> None:
    rows = service.data(MAP, id=held["flight"], cabin="ECONOMY")["flight"]["seatMap"]["rows"]
    wanted = [seat["number"] for seat in rows[-3]["seats"][:2]]
    chosen = service.data(CHOOSE, OWNER, **held, seats=[number.lower() for number in wanted])["chooseSeats"]
    assert chosen == {"seats": 2, "numbers": wanted}
    assert service.data(ASSIGNMENT, OWNER, **held)["seatAssignment"] == {
        "flightId": held["flight"],
        "cabin": "ECONOMY",
        "seats": 2,
        "numbers": wanted,
    }
    after = service.data(MAP, STRANGER, id=held["flight"], cabin="ECONOMY")["flight"]["seatMap"]["rows"]
    taken = [seat["number"] for row in after for seat in row["seats"] if not seat["isFree"]]
    assert set(wanted) <= set(taken)


def test_the_map_has_every_seat_of_the_cabin(service: Service, held: dict[str, str]) -> None:
    query = "query ($id: ID!) { flight(id: $id) { cabins { cabin capacity } } }"
    for cabin in service.data(query, id=held["flight"])["flight"]["cabins"]:
        rows = service.data(MAP, id=held["flight"], cabin=cabin["cabin"])["flight"]["seatMap"]["rows"]
        assert sum(len(row["seats"]) for row in rows) == cabin["capacity"]


def test_a_cabin_the_flight_has_not_has_no_map(service: Service, held: dict[str, str]) -> None:
    small = service.database["inventories"].find_one({"capacity": 55})
    assert small
    assert service.data(MAP, id=small["flight_id"], cabin="FIRST") == {"flight": {"seatMap": None}}


@pytest.mark.parametrize(
    ("caller", "changes", "code"),
    [
        (Caller(), {}, "UNAUTHENTICATED"),
        (STRANGER, {}, "NOT_FOUND"),
        (OWNER, {"rid": "unknown"}, "NOT_FOUND"),
        (OWNER, {"rid": "$where.x"}, "NOT_FOUND"),
        (OWNER, {"flight": "nonsense"}, "NOT_FOUND"),
        (OWNER, {"seats": ["0A"]}, "BAD_USER_INPUT"),
        (OWNER, {"seats": ["99A"]}, "BAD_USER_INPUT"),
        (OWNER, {"seats": ["1A"] * 10}, "BAD_USER_INPUT"),
    ],
)
def test_what_is_not_theirs_or_not_there_is_refused(
    service: Service, held: dict[str, str], caller: Caller, changes: dict[str, Any], code: str
) -> None:
    assert service.refusal(CHOOSE, caller, **{**held, "seats": ["9A"], **changes})["code"] == code


def test_an_assignment_is_shown_to_its_owner_only(service: Service, held: dict[str, str]) -> None:
    answer = service.ask(ASSIGNMENT, STRANGER, **held)
    assert answer["data"] == {"seatAssignment": None}
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


AGENT = Caller(user_id="agent-1", roles=frozenset({"AGENT"}))
PRICED = """query ($id: ID!) { flight(id: $id) { version aircraftType { code }
    cabins { cabin seatPrices { isOwn prices { price characteristic firstRow lastRow front } } }
    seatMap(cabin: ECONOMY) { rows { number seats { price { amount } } } } } }"""
CHANGE = """mutation ($id: ID!, $input: UpdateFlightInput!) { updateFlight(id: $id, input: $input) { version } }"""
SAVE = """mutation ($input: AircraftSeatPricesInput!) { saveAircraftSeatPrices(input: $input) {
    version cabins { cabin prices { price } } acts { userId action } } }"""


def test_staff_write_the_seat_prices_of_a_flight_and_of_its_aircraft(service: Service, held: dict[str, str]) -> None:
    flight = service.data(PRICED, id=held["flight"])["flight"]
    first_row = flight["seatMap"]["rows"][0]["number"]
    prices = [{"price": "25.00", "firstRow": first_row}, {"price": "5.00", "characteristic": "WINDOW"}]
    of_flight = {"seatPrices": [{"cabin": "ECONOMY", "prices": prices}], "expectedVersion": flight["version"]}
    service.data(CHANGE, AGENT, id=held["flight"], input=of_flight)
    assert service.refusal(CHANGE, AGENT, id=held["flight"], input=of_flight)["code"] == "CONFLICT"

    own = service.data(PRICED, id=held["flight"])["flight"]
    assert own["cabins"][0]["seatPrices"]["isOwn"]
    assert {seat["price"]["amount"] for seat in own["seatMap"]["rows"][0]["seats"]} == {"25.00"}

    of_type = {"aircraftType": flight["aircraftType"]["code"], "cabins": [{"cabin": "ECONOMY", "prices": prices[:1]}]}
    saved = service.data(SAVE, AGENT, input=of_type)["saveAircraftSeatPrices"]
    assert (saved["version"], saved["cabins"][0]["prices"]) == (1, [{"price": "25.00"}])
    assert saved["acts"] == [{"userId": "agent-1", "action": "seat_prices_changed"}]
    service.data(CHANGE, AGENT, id=held["flight"], input={"seatPrices": [{"cabin": "ECONOMY"}]})
    as_typed = service.data(PRICED, id=held["flight"])["flight"]["cabins"][0]["seatPrices"]
    assert (as_typed["isOwn"], len(as_typed["prices"])) == (False, 1)
    of_type["cabins"] = [{"cabin": "ECONOMY"}]
    assert service.data(SAVE, AGENT, input=of_type)["saveAircraftSeatPrices"]["cabins"][0]["prices"] is None


@pytest.mark.parametrize(
    "prices", [[{"price": "x"}], [{"price": "1", "firstRow": 9, "lastRow": 2}], [{"price": "1"}] * 21]
)
def test_prices_that_are_none_are_refused_by_their_field(
    service: Service, held: dict[str, str], prices: list[dict[str, Any]]
) -> None:
    change = {"seatPrices": [{"cabin": "ECONOMY", "prices": prices}]}
    assert service.refusal(CHANGE, AGENT, id=held["flight"], input=change)["field"] == "input.seatPrices"
    of_type = {"aircraftType": "737-824", "cabins": []}
    assert service.refusal(SAVE, OWNER, input=of_type)["code"] == "FORBIDDEN"


BLOCK = """mutation ($flight: ID!, $seats: [String!]!) {
    blockSeats(flightId: $flight, cabin: ECONOMY, seats: $seats, reason: BROKEN, note: "no belt") {
    ... on BlockedSeats { flight { cabins { cabin capacity free held sold blocked } } blocks { number reason note } }
    ... on SeatBlockRefused { code taken { number reservation { id } } } } }"""
UNBLOCK = """mutation ($flight: ID!, $seats: [String!]!) {
    unblockSeats(flightId: $flight, cabin: ECONOMY, seats: $seats) { blocks { number } } }"""
MOVE = """mutation ($flight: ID!, $seat: String!, $to: String!) {
    moveSeat(flightId: $flight, cabin: ECONOMY, seat: $seat, to: $to) { numbers } }"""


def test_staff_take_seats_out_of_use_and_move_who_sits_there(service: Service, held: dict[str, str]) -> None:
    flight, rid = held["flight"], held["rid"]
    rows = service.data(MAP, id=flight, cabin="ECONOMY")["flight"]["seatMap"]["rows"]
    first, second, other = [seat["number"] for seat in rows[-2]["seats"][:3]]
    service.data(CHOOSE, OWNER, **held, seats=[first])
    assert service.refusal(BLOCK, OWNER, flight=flight, seats=[second])["code"] == "FORBIDDEN"
    refused = service.data(BLOCK, AGENT, flight=flight, seats=[first, second])["blockSeats"]
    assert refused == {"code": "SEAT_TAKEN", "taken": [{"number": first, "reservation": {"id": rid}}]}
    moved = service.data(MOVE, AGENT, flight=flight, seat=first.lower(), to=other)["moveSeat"]
    assert moved == {"numbers": [other]}
    blocked = service.data(BLOCK, AGENT, flight=flight, seats=[first, second])["blockSeats"]
    assert blocked["blocks"] == [{"number": one, "reason": "BROKEN", "note": "no belt"} for one in (first, second)]
    (cabin,) = [one for one in blocked["flight"]["cabins"] if one["cabin"] == "ECONOMY"]
    assert cabin["free"] + cabin["held"] + cabin["sold"] + 2 == cabin["capacity"]
    assert service.refusal(CHOOSE, OWNER, **held, seats=[first])["code"] == "CONFLICT"
    shown = "query ($id: ID!) { seatBlocks(flightId: $id) { cabin number user { id } } }"
    assert service.data(shown, AGENT, id=flight)["seatBlocks"][0]["user"] == {"id": "agent-1"}
    assert service.data(UNBLOCK, AGENT, flight=flight, seats=[first, second])["unblockSeats"] == {"blocks": []}
