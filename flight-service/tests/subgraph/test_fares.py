"""Fare families, fare classes and price rules over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flight_http import Service, days_ahead

from wire.identity import Caller

AGENT = Caller(user_id="agent-1", roles=frozenset({"AGENT"}))
CUSTOMER = Caller(user_id="customer-1", roles=frozenset({"CUSTOMER"}))

FARES = """query ($id: ID!, $passengers: Int!) { flight(id: $id) {
    cabins { cabin capacity fare { amount } filedFare { amount } fareClasses { letter seatsLeft fare { amount } } }
    fareFamilies(cabin: ECONOMY, passengers: $passengers) {
        family fareClass seatsLeft fare { amount }
        conditions { changeable changeFee { amount } refundable refundFee { amount } } } } }"""
OFFER = """query ($id: ID!, $family: FareFamily!) {
    offer(segments: [{ flightId: $id, fareFamily: $family }]) { ... on Offer {
        price { total { amount } } segments { fareFamily fareClass fare { amount } conditions { refundable } } } } }"""
RULE = """fragment Rule on PriceRuleResult { __typename
    ... on PriceRule { id name origin weekdays percent amount { amount currency } active version }
    ... on PriceRuleRefused { code } }"""
SAVE = f"mutation ($input: PriceRuleInput!) {{ savePriceRule(input: $input) {{ ...Rule }} }} {RULE}"
REMOVE = f"""mutation ($id: ID!, $version: Int) {{
    removePriceRule(id: $id, expectedVersion: $version) {{ ...Rule }} }} {RULE}"""


@pytest.fixture
def flight_id(service: Service) -> str:
    """Of an aircraft large enough to have a ladder of classes, and of tomorrow."""
    day = days_ahead(1).isoformat()
    flight = service.database["flights"].find_one({"day": day, "origin": "JFK", "destination": "LAX"})
    assert flight
    found: str = flight["_id"]
    return found


def economy(service: Service, flight_id: str) -> dict[str, Any]:
    flight = service.data(FARES, id=flight_id, passengers=1)["flight"]
    found: dict[str, Any] = next(one for one in flight["cabins"] if one["cabin"] == "ECONOMY")
    return found


def test_a_shopper_sees_what_each_family_costs_and_allows(service: Service, flight_id: str) -> None:
    flight = service.data(FARES, id=flight_id, passengers=2)["flight"]
    fare = Decimal(economy(service, flight_id)["fare"]["amount"])
    light, standard, flex = flight["fareFamilies"]
    assert [one["family"] for one in (light, standard, flex)] == ["LIGHT", "STANDARD", "FLEX"]
    assert Decimal(light["fare"]["amount"]) < Decimal(standard["fare"]["amount"]) == fare
    assert Decimal(flex["fare"]["amount"]) > fare
    assert light["conditions"] == {"changeable": False, "changeFee": None, "refundable": False, "refundFee": None}
    assert flex["conditions"] == {"changeable": True, "changeFee": None, "refundable": True, "refundFee": None}
    assert standard["conditions"]["changeFee"]
    assert standard["conditions"]["refundFee"]


def test_an_offer_is_made_for_the_family_asked_for(service: Service, flight_id: str) -> None:
    made = service.data(OFFER, id=flight_id, family="FLEX")["offer"]
    (segment,) = made["segments"]
    assert (segment["fareFamily"], segment["conditions"]) == ("FLEX", {"refundable": True})
    assert segment["fare"] == made["price"]["total"]


def test_the_last_seats_of_a_large_cabin_are_dearer(service: Service, flight_id: str) -> None:
    cabin = economy(service, flight_id)
    cheap, middle, dear = cabin["fareClasses"]
    assert cheap["fare"] == cabin["fare"] == cabin["filedFare"]
    assert Decimal(cheap["fare"]["amount"]) < Decimal(middle["fare"]["amount"]) < Decimal(dear["fare"]["amount"])
    assert cheap["seatsLeft"] < middle["seatsLeft"] < dear["seatsLeft"] == cabin["capacity"]


def test_a_party_is_of_one_to_nine(service: Service, flight_id: str) -> None:
    assert service.refusal(FARES, id=flight_id, passengers=0)["field"] == "passengers"


def test_staff_write_a_rule_that_every_price_hears_and_take_it_back(service: Service, flight_id: str) -> None:
    before = Decimal(economy(service, flight_id)["fare"]["amount"])
    wanted = {"name": "Fog at JFK", "origin": "jfk", "amount": {"amount": "-12.50", "currency": "USD"}}
    rule = service.data(SAVE, AGENT, input=wanted)["savePriceRule"]
    assert (rule["origin"], rule["amount"], rule["version"]) == ("JFK", wanted["amount"], 1)
    cabin = economy(service, flight_id)
    assert Decimal(cabin["fare"]["amount"]) == before - Decimal("12.50")
    assert Decimal(cabin["filedFare"]["amount"]) == before

    rested = service.data(SAVE, AGENT, input={**wanted, "id": rule["id"], "active": False, "expectedVersion": 1})
    assert (rested["savePriceRule"]["active"], rested["savePriceRule"]["version"]) == (False, 2)
    assert Decimal(economy(service, flight_id)["fare"]["amount"]) == before
    late = service.data(SAVE, AGENT, input={**wanted, "id": rule["id"], "expectedVersion": 1})["savePriceRule"]
    assert late == {"__typename": "PriceRuleRefused", "code": "CHANGED_MEANWHILE"}
    listed = service.data("{ priceRules { id } }", AGENT)["priceRules"]
    assert {"id": rule["id"]} in listed
    assert service.data(REMOVE, AGENT, id=rule["id"], version=2)["removePriceRule"]["__typename"] == "PriceRule"
    gone = service.data(REMOVE, AGENT, id=rule["id"])["removePriceRule"]
    assert gone == {"__typename": "PriceRuleRefused", "code": "UNKNOWN_RULE"}
    acts = service.data("query ($id: ID!) { priceRuleActs(id: $id) { action userId } }", AGENT, id=rule["id"])
    assert acts["priceRuleActs"] == [
        {"action": action, "userId": "agent-1"} for action in ("created", "changed", "removed")
    ]
    trail = service.data("{ flightAudit(first: 3) { edges { node { subjectId action } } } }", AGENT)["flightAudit"]
    assert [edge["node"] for edge in trail["edges"]] == [
        {"subjectId": rule["id"], "action": action} for action in ("removed", "changed", "created")
    ]


CREATE = """mutation ($input: CreateFlightInput!) { createFlight(input: $input) { id version
    cabins { fare { amount } fareClasses { letter seatsLeft fare { amount } } } } }"""
UPDATE = """mutation ($id: ID!, $classes: [CabinFareClassesInput!]!) {
    updateFlight(id: $id, input: { fareClasses: $classes }) { cabins { fareClasses { letter fare { amount } } } } }"""


def test_staff_say_which_fare_classes_a_cabin_has(service: Service) -> None:
    departs_at = datetime.now(UTC) + timedelta(days=210)
    classes = [
        {"letter": "K", "factor": "0.80", "protected": 90},
        {"letter": "M", "factor": "1", "protected": 20},
        {"letter": "Y", "factor": "1.505", "protected": 0},
    ]
    cabin = {"cabin": "ECONOMY", "capacity": 100, "fare": {"amount": "200", "currency": "USD"}, "fareClasses": classes}
    wanted = {
        "airline": "DL",
        "flightNumber": "7901",
        "origin": "JFK",
        "destination": "SEA",
        "departsAt": departs_at.isoformat(),
        "arrivesAt": (departs_at + timedelta(hours=6)).isoformat(),
        "cabins": [cabin],
    }
    created = service.data(CREATE, AGENT, input=wanted)["createFlight"]
    assert created["cabins"] == [
        {
            "fare": {"amount": "160.00"},
            "fareClasses": [
                {"letter": "K", "seatsLeft": 10, "fare": {"amount": "160.00"}},
                {"letter": "M", "seatsLeft": 80, "fare": {"amount": "200.00"}},
                {"letter": "Y", "seatsLeft": 100, "fare": {"amount": "301.00"}},
            ],
        }
    ]
    changed = service.data(UPDATE, AGENT, id=created["id"], classes=[{"cabin": "ECONOMY", "classes": classes[2:]}])
    assert changed["updateFlight"]["cabins"] == [{"fareClasses": [{"letter": "Y", "fare": {"amount": "301.00"}}]}]
    (act,) = service.data(
        "query ($id: ID!) { staffActs(flightId: $id) { version details { name value } } }", AGENT, id=created["id"]
    )["staffActs"][1:]
    assert {"name": "fare_classes_economy", "value": "Y:1.505:0"} in act["details"]
    for wrong in ([], classes[:1], [{**classes[2], "factor": "1e3"}], [{**classes[2], "letter": "YY"}]):
        refused = service.refusal(UPDATE, AGENT, id=created["id"], classes=[{"cabin": "ECONOMY", "classes": wrong}])
        assert refused["field"] == "input.fareClasses"
    elsewhere = [{"cabin": "FIRST", "classes": classes[2:]}]
    assert service.refusal(UPDATE, AGENT, id=created["id"], classes=elsewhere)["field"] == "input.fareClasses"


@pytest.mark.parametrize(("caller", "code"), [(Caller(), "UNAUTHENTICATED"), (CUSTOMER, "FORBIDDEN")])
def test_price_rules_are_for_staff(service: Service, caller: Caller, code: str) -> None:
    assert service.refusal(SAVE, caller, input={"name": "x", "percent": "1"})["code"] == code
    assert service.refusal(REMOVE, caller, id="x")["code"] == code
    assert service.refusal("{ priceRules { id } }", caller)["code"] == code
    assert service.refusal('{ priceRuleActs(id: "x") { action } }', caller)["code"] == code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "input.percent"),
        ({"percent": "10", "amount": {"amount": "1", "currency": "USD"}}, "input.percent"),
        ({"percent": "ten"}, "input.percent"),
        ({"percent": "NaN"}, "input.percent"),
        ({"percent": "1e9999999"}, "input.percent"),
        ({"percent": "1.005"}, "input.percent"),
        ({"amount": {"amount": "--1", "currency": "USD"}}, "input.amount"),
        ({"amount": {"amount": "1", "currency": "$"}}, "input.amount"),
        ({"percent": "10", "origin": "?"}, "input.origin"),
    ],
)
def test_an_impossible_rule_is_refused_by_its_field(service: Service, changes: dict[str, Any], field: str) -> None:
    refused = service.refusal(SAVE, AGENT, input={"name": "x", **changes})
    assert (refused["code"], refused["field"]) == ("BAD_USER_INPUT", field)


def test_staff_see_what_a_rule_would_change_and_others_do_not(service: Service) -> None:
    query = """query ($input: PriceRuleInput!, $day: Date!) { previewPriceRule(input: $input, day: $day, first: 2) {
        flights changes { flight { id cabins { cabin fare { amount } } } cabin before { amount } after { amount } } } }"""
    rule = {"name": "Half", "percent": "-50", "origin": "JFK", "cabin": "ECONOMY"}
    tomorrow = days_ahead(1).isoformat()
    preview = service.data(query, AGENT, input=rule, day=tomorrow)["previewPriceRule"]
    assert preview["flights"] > 2
    assert len(preview["changes"]) == 2
    for change in preview["changes"]:
        (fare,) = [one["fare"] for one in change["flight"]["cabins"] if one["cabin"] == "ECONOMY"]
        assert change["before"] == fare
        assert abs(Decimal(change["after"]["amount"]) * 2 - Decimal(fare["amount"])) <= Decimal("0.01")
    assert service.refusal(query, input=rule, day=tomorrow)["code"] == "UNAUTHENTICATED"


COPY_PREVIEW = """query ($input: FareCopyInput!) { previewFareCopy(input: $input) { toChange refused unchanged
    targets { flight { id } refusal cabins { cabin before { amount } after { amount } fareClassesChange } } } }"""
COPY = """mutation ($input: FareCopyInput!) {
    copyFares(input: $input) { changed remaining endCursor refused { refusal } } }"""


def test_staff_copy_the_fares_of_a_flight_to_others_of_its_route(service: Service, flight_id: str) -> None:
    day = (datetime.now(UTC) + timedelta(days=150)).date()
    for number in ("8901", "8902"):
        service.data(CREATE_ON, AGENT, input=new_flight(number, day.isoformat()))
    wish = {
        "fromFlightId": f"DL8901-{day:%Y%m%d}-JFK",
        "origin": "jfk",
        "destination": "SEA",
        "firstDay": day.isoformat(),
        "lastDay": day.isoformat(),
        "fareClasses": False,
    }
    service.data(REPRICE, AGENT, id=wish["fromFlightId"])
    preview = service.data(COPY_PREVIEW, AGENT, input=wish)["previewFareCopy"]
    assert (preview["toChange"], preview["refused"]) == (1, 0)
    (target,) = preview["targets"]
    assert target["cabins"] == [
        {
            "cabin": "ECONOMY",
            "before": {"amount": "99.00"},
            "after": {"amount": "77.00"},
            "fareClassesChange": False,
        }
    ]
    assert service.data(COPY, AGENT, input=wish)["copyFares"] == {
        "changed": 1,
        "remaining": 0,
        "refused": [],
        "endCursor": None,
    }
    assert economy(service, f"DL8902-{day:%Y%m%d}-JFK")["filedFare"]["amount"] == "77.00"
    assert service.data(COPY, AGENT, input=wish)["copyFares"]["changed"] == 0
    for operation in (COPY_PREVIEW, COPY):
        assert service.refusal(operation, CUSTOMER, input=wish)["code"] == "FORBIDDEN"


CREATE_ON = "mutation ($input: CreateFlightInput!) { createFlight(input: $input) { id } }"
REPRICE = """mutation ($id: ID!) { updateFlight(id: $id, input: {
    fares: [{ cabin: ECONOMY, fare: { amount: "77", currency: "USD" } }] }) { id } }"""


def new_flight(number: str, day: str) -> dict[str, Any]:
    return {
        "airline": "DL",
        "flightNumber": number,
        "origin": "JFK",
        "destination": "SEA",
        "departsAt": f"{day}T15:00:00Z",
        "arrivesAt": f"{day}T21:00:00Z",
        "cabins": [{"cabin": "ECONOMY", "capacity": 100, "fare": {"amount": "99", "currency": "USD"}}],
    }
