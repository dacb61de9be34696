"""The key of an attempt, as an argument or as the HTTP header of the IETF's draft."""

from __future__ import annotations

from typing import Any

import pytest

CREATE = """
mutation($input: CreateReservationInput!, $key: String) {
  createReservation(input: $input, idempotencyKey: $key) { id }
}
"""
WISH = {"segments": [{"flightId": "F1"}], "passengers": [{"firstName": "Ada", "lastName": "Lovelace"}]}
# What else takes a key.
OTHERS = {
    "joinWaitlist": """
        mutation { joinWaitlist(input: {flightId: "F1", passengers: [{firstName: "Ada", lastName: "Lovelace"}]}) {
          __typename } }""",
    "payReservation": 'mutation { payReservation(id: "r", paymentToken: "sandbox-approve") { __typename } }',
    "confirmChange": 'mutation { confirmChange(id: "r", changeId: "c") { __typename } }',
}


def create(subgraph: Any, key: str | None = None, **headers: str) -> str:
    created: str = subgraph.execute(CREATE, {"input": WISH, "key": key}, **headers)["createReservation"]["id"]
    return created


def test_the_header_says_the_key_as_well_as_the_argument(subgraph: Any) -> None:
    header = {"idempotency-key": '"one attempt"'}
    first = create(subgraph, **header)
    assert create(subgraph, **header) == first
    assert create(subgraph, "one attempt") == first
    assert create(subgraph, "one attempt", **header) == first
    assert create(subgraph, **{"idempotency-key": "one attempt"}) == first
    assert create(subgraph, **{"idempotency-key": '"another"'}) != first


def test_quotes_and_backslashes_in_the_header_are_escaped(subgraph: Any) -> None:
    assert create(subgraph, **{"idempotency-key": r'"a\"b\\c"'}) == create(subgraph, r'a"b\c')


@pytest.mark.parametrize("header", ['"one', '"a", "b"', '""', '"a\\b"', '"a";p=1', ""])
def test_a_header_that_says_no_key_is_refused(subgraph: Any, header: str) -> None:
    error = subgraph.error(CREATE, {"input": WISH}, **{"idempotency-key": header})
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", "idempotencyKey")


def test_an_argument_and_a_header_that_differ_are_refused(subgraph: Any) -> None:
    variables = {"input": WISH, "key": "one"}
    error = subgraph.error(CREATE, variables, **{"idempotency-key": '"other"'})
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", "idempotencyKey")


def test_without_a_key_the_way_out_is_named(subgraph: Any) -> None:
    for mutation in (CREATE, *OTHERS.values()):
        answer = subgraph.post(mutation, {"input": WISH}).json()
        (error,) = answer["errors"]
        assert error["extensions"]["field"] == "idempotencyKey"
        assert error["message"] == (
            "Give an idempotency key: the argument idempotencyKey, or the HTTP header Idempotency-Key."
        )


@pytest.mark.parametrize("name", OTHERS)
def test_whatever_takes_a_key_takes_the_header(subgraph: Any, name: str) -> None:
    answer = subgraph.post(OTHERS[name], **{"idempotency-key": '"one"'}).json()
    # There is no such reservation to pay or to change, and that is all there is to say.
    codes = [one["extensions"]["code"] for one in answer.get("errors", [])]
    assert codes == ([] if name == "joinWaitlist" else ["NOT_FOUND"])


def test_a_header_is_nobodys_business_where_no_key_is_taken(subgraph: Any) -> None:
    subgraph.execute("{ myReservations { totalCount } }", **{"idempotency-key": '"broken'})
