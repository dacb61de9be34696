from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from reservation_service.domain.locator import ALPHABET

CREATE = "mutation($input: CreateReservationInput!, $key: String!) { createReservation(input: $input, idempotencyKey: $key) { id } }"


def person(first_name: str = "Ada", type: str = "ADULT", last_name: str = "Lovelace") -> dict[str, object]:
    return {"firstName": first_name, "lastName": last_name, "type": type}


def stored(subgraph: Any, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = subgraph.database["reservations"].find_one({"_id": reservation_id})
    return found


def test_a_reservation_is_pending_at_once_and_its_event_is_stored_with_it(subgraph: Any) -> None:
    created = subgraph.create("F1", "F2")
    assert (created["status"], created["version"], created["total"], created["failure"]) == ("PENDING", 1, None, None)
    assert len(created["recordLocator"]) == 6
    assert set(created["recordLocator"]) <= set(ALPHABET)
    assert subgraph.outbox(created["id"]) == ["reservation.created"]
    found = subgraph.reservation(created["id"])
    assert [one["flight"]["id"] for one in found["segments"]] == ["F1", "F2"]
    assert [one["status"] for one in found["segments"]] == ["REQUESTED", "REQUESTED"]
    assert found["passengers"] == [{"firstName": "Ada", "lastName": "Lovelace", "type": "ADULT"}]
    assert [one["status"] for one in found["history"]] == ["PENDING"]
    assert found["expiresAt"] > found["createdAt"]
    assert found["user"] == {"id": subgraph.caller.user_id}


def test_the_event_says_what_is_to_be_held(subgraph: Any) -> None:
    party = [person("Ada"), person("Byron", "CHILD"), person("Baby", "INFANT")]
    created = subgraph.create("F1", passengers=party, quotedTotal={"amount": "200", "currency": "USD"})
    (entry,) = stored(subgraph, created["id"])["outbox"]
    assert entry["data"]["seats"] == 2  # an infant takes none
    assert entry["data"]["segments"] == [{"flight_id": "F1", "cabin": "ECONOMY", "fare_family": "STANDARD"}]
    assert entry["data"]["quoted_total"] == {"amount": "200.00", "currency": "USD"}
    assert (entry["correlation_id"], entry["aggregate_id"]) == (created["id"], created["id"])


def test_the_offer_a_traveller_chose_is_passed_on(subgraph: Any) -> None:
    created = subgraph.create("F1", offerId="sealed-by-flight-service")
    (entry,) = stored(subgraph, created["id"])["outbox"]
    assert entry["data"]["offer_id"] == "sealed-by-flight-service"


def test_the_trace_of_the_request_goes_on_in_its_event(subgraph: Any) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    variables = {"input": {"segments": [{"flightId": "F1"}], "passengers": [person()]}, "key": "trace"}
    created = subgraph.execute(CREATE, variables, traceparent=trace)["createReservation"]
    assert stored(subgraph, created["id"])["outbox"][0]["traceparent"] == trace


def test_the_same_key_is_the_same_attempt(subgraph: Any) -> None:
    first = subgraph.create("F1", key="once")
    again = subgraph.create("F1", key="once")
    assert again == first
    assert subgraph.outbox(first["id"]) == ["reservation.created"]


def test_the_same_key_for_another_wish_conflicts(subgraph: Any) -> None:
    subgraph.create("F1", key="once")
    for other in (
        {"segments": [{"flightId": "F2"}], "passengers": [person()]},
        {"segments": [{"flightId": "F1", "cabin": "BUSINESS"}], "passengers": [person()]},
        {"segments": [{"flightId": "F1"}], "passengers": [person("Eve")]},
        {"segments": [{"flightId": "F1"}], "passengers": [person()], "quotedTotal": {"amount": "1", "currency": "USD"}},
        {"segments": [{"flightId": "F1"}], "passengers": [person()], "offerId": "another"},
    ):
        assert subgraph.error(CREATE, {"input": other, "key": "once"})["code"] == "CONFLICT"


def test_keys_of_different_users_do_not_meet(subgraph: Any, stranger: Any) -> None:
    assert subgraph.create("F1", key="once")["id"] != stranger.create("F1", key="once")["id"]


def test_a_hundred_attempts_at_once_make_one_reservation(subgraph: Any) -> None:
    with ThreadPoolExecutor(16) as pool:
        created = list(pool.map(lambda _: subgraph.create("F1", key="impatient"), range(100)))
    assert len({one["id"] for one in created}) == 1
    assert subgraph.database["reservations"].count_documents({"user_id": subgraph.caller.user_id}) == 1


def test_an_anonymous_caller_cannot_reserve(anonymous: Any) -> None:
    variables = {"input": {"segments": [{"flightId": "F1"}], "passengers": [person()]}, "key": "k"}
    assert anonymous.error(CREATE, variables)["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("input.segments", {"segments": []}),
        ("input.segments", {"segments": [{"flightId": f"F{number}"} for number in range(7)]}),
        ("input.segments", {"segments": [{"flightId": "F1"}, {"flightId": "F1"}]}),
        ("input.segments", {"segments": [{"flightId": "F1"}, {"flightId": "F1", "cabin": "FIRST"}]}),
        ("input.segments.0.flightId", {"segments": [{"flightId": ""}]}),
        ("input.segments.0.flightId", {"segments": [{"flightId": "$where"}]}),
        ("input.segments.0.flightId", {"segments": [{"flightId": "x" * 65}]}),
        ("input.passengers", {"passengers": []}),
        ("input.passengers", {"passengers": [person()] * 10}),
        ("input.passengers", {"passengers": [person(type="CHILD")]}),
        ("input.passengers", {"passengers": [person(), person(type="INFANT"), person(type="INFANT")]}),
        ("input.passengers.0.firstName", {"passengers": [person("")]}),
        ("input.passengers.0.firstName", {"passengers": [person("   ")]}),
        ("input.passengers.0.firstName", {"passengers": [person("x" * 61)]}),
        ("input.passengers.0.firstName", {"passengers": [person("x" * 100_000)]}),
        ("input.passengers.0.firstName", {"passengers": [person("R2D2")]}),
        ("input.passengers.0.firstName", {"passengers": [person("<script>")]}),
        ("input.passengers.0.firstName", {"passengers": [person("A\u0000B")]}),
        ("input.passengers.0.lastName", {"passengers": [person(last_name="-")]}),
        ("input.offerId", {"offerId": ""}),
        ("input.offerId", {"offerId": "x" * 4097}),
        ("input.quotedTotal", {"quotedTotal": {"amount": "-1", "currency": "USD"}}),
        ("input.quotedTotal", {"quotedTotal": {"amount": "1e9", "currency": "USD"}}),
        ("input.quotedTotal", {"quotedTotal": {"amount": "1.999", "currency": "USD"}}),
        ("input.quotedTotal", {"quotedTotal": {"amount": "1", "currency": "dollars"}}),
    ],
)
def test_bad_input_names_its_field(subgraph: Any, field: str, change: dict[str, object]) -> None:
    wish = {"segments": [{"flightId": "F1"}], "passengers": [person()]} | change
    error = subgraph.error(CREATE, {"input": wish, "key": "k"})
    assert (error["code"], error["field"], error["http"]) == ("BAD_USER_INPUT", field, {"status": 400})


@pytest.mark.parametrize("key", ["", " ", "x" * 129, "schlüssel", "a\nb"])
def test_a_key_is_short_and_printable(subgraph: Any, key: str) -> None:
    variables = {"input": {"segments": [{"flightId": "F1"}], "passengers": [person()]}, "key": key}
    assert subgraph.error(CREATE, variables)["field"] == "idempotencyKey"


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"segments": [{"flightId": "F1"}]},
        {"segments": [{"flightId": "F1", "cabin": "COCKPIT"}], "passengers": [person()]},
        {"segments": [{"flightId": "F1"}], "passengers": [person(type="DOG")]},
        {"segments": [{"flightId": "F1"}], "passengers": 3},
        {"segments": [{"flightId": "F1"}], "passengers": [person()], "seats": 1},
        None,
    ],
)
def test_input_of_another_shape_is_never_a_server_error(subgraph: Any, wish: object) -> None:
    answer = subgraph.post(CREATE, {"input": wish, "key": "k"})
    assert answer.status_code == 200
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"BAD_USER_INPUT"}


@pytest.mark.parametrize("name", ["Zoë", "O'Neil", "Anne-Marie", "de la Cruz", "Nguyễn", "李", "Jr.", "D’Arcy"])  # noqa: RUF001
def test_real_names_are_accepted(subgraph: Any, name: str) -> None:
    created = subgraph.create("F1", passengers=[person(name, last_name=name)])
    assert subgraph.reservation(created["id"])["passengers"][0]["firstName"] == name


def test_seats_follow_the_passengers_named(subgraph: Any) -> None:
    """Their number is not asked for apart, so it cannot disagree with the list of them."""
    created = subgraph.create("F1", passengers=[person(name) for name in ("Ada", "Eve", "Bob")])
    assert stored(subgraph, created["id"])["outbox"][0]["data"]["seats"] == 3


def with_letters(subgraph: Any, number: int) -> dict[str, Any]:
    address = f"stranger-{number}@example.com"
    wanted = {"segments": [{"flightId": "F1"}], "passengers": [person()], "contactEmail": address}
    variables = {"input": wanted, "key": f"k{number}"}
    answer: dict[str, Any] = subgraph.post(CREATE, variables).json()
    return answer


def test_one_account_does_not_have_many_strangers_written_to(subgraph: Any, staff: Any) -> None:
    proved = subgraph.seen_by(replace(subgraph.caller, email_verified=True))
    answers = [with_letters(proved, number) for number in range(22)]
    refused = [one["errors"][0]["extensions"] for one in answers if "errors" in one]
    assert [one["code"] for one in refused] == ["RATE_LIMITED"] * 2
    assert 1 <= refused[0]["retryAfterSeconds"] <= 24 * 3600
    assert with_letters(proved, 3) == answers[3]
    proved.create("F1")
    keys = [uuid4().hex for _ in range(22)]
    assert [staff.create("F1", key=key, contactEmail="ada@example.com")["status"] for key in keys] == ["PENDING"] * 22


def told_offer(subgraph: Any, reservation_id: str, event: int = -1) -> str | None:
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    offer: str | None = document["outbox"][event]["data"].get("offer_id")
    return offer


def test_the_price_of_an_offer_is_promised_to_one_reservation(subgraph: Any, stranger: Any) -> None:
    offer = uuid4().hex
    first = subgraph.create("F1", key="k", offerId=offer)["id"]
    assert subgraph.create("F1", key="k", offerId=offer)["id"] == first
    second = stranger.create("F1", offerId=offer)["id"]
    assert (told_offer(subgraph, first), told_offer(subgraph, second)) == (offer, None)

    subgraph.hear_hold(first, "F1", "refused")
    third = stranger.create("F1", offerId=offer)["id"]
    assert told_offer(subgraph, third) == offer


def test_of_many_who_name_an_offer_at_once_one_has_it(subgraph: Any) -> None:
    offer = uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: subgraph.create("F1", offerId=offer)["id"], range(12)))
    assert [told_offer(subgraph, one) for one in made].count(offer) == 1


def test_one_attempt_repeated_at_once_keeps_its_offer(subgraph: Any) -> None:
    offer = uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: subgraph.create("F1", key="same", offerId=offer)["id"], range(24)))
    assert [told_offer(subgraph, one) for one in made] == [offer]
