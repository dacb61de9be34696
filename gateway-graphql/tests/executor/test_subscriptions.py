"""Events of a subscription are completed from other subgraphs, each for itself."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from jetbridge.executor.executable import Executable
from jetbridge.executor.subgraph_client import SubgraphError
from jetbridge.pipeline import GraphQLRequest, RequestContext

from ..federation import Federation, Subgraph

ORDERS = """
    type Query { a: Int }
    type Subscription { orderPlaced: Order }
    type Order @key(fields: "id") { id: ID! amount: Int customer: Customer }
    type Customer @key(fields: "id", resolvable: false) @context(name: "customer") { id: ID! country: String! note: Note }
    type Note @key(fields: "id") { id: ID! text(country: String! @fromContext(field: "$customer { country }")): String }
"""
CUSTOMERS = 'type Query { b: Int } type Customer @key(fields: "id") { id: ID! name: String! }'


def _order(number: int, customer: str, country: str = "PT") -> dict[str, Any]:
    note = {"id": str(number), "text": lambda note, *, country: f"{note['id']} to {country}"}
    return {"id": str(number), "amount": number, "customer": {"id": customer, "country": country, "note": note}}


def federation(*orders: Any) -> Federation:
    def fail(_: Any) -> str:
        raise ValueError("no name")

    customers = [{"id": "ann", "name": "Ann"}, {"id": "bo", "name": fail}]
    notes = [order["customer"]["note"] for order in orders if isinstance(order, dict) and order["customer"]]
    data = {"Query": {}, "Subscription": {"orderPlaced": list(orders)}, "Order": [], "Note": notes}
    return Federation(
        orders=Subgraph(ORDERS, data), customers=Subgraph(CUSTOMERS, {"Query": {}, "Customer": customers})
    )


def subscribe(over: Federation, query: str) -> list[Any]:
    async def collect() -> list[Any]:
        events = over.engine.subscribe(GraphQLRequest(query), RequestContext(lambda _: b""))
        return [msgspec.json.decode(event.body) async for event in events]

    return asyncio.run(collect())


def test_each_event_is_completed_by_requests_of_its_own():
    over = federation(_order(1, "ann"), _order(2, "ann"))
    assert subscribe(over, "subscription { orderPlaced { amount customer { name } } }") == [
        {"data": {"orderPlaced": {"amount": 1, "customer": {"name": "Ann"}}}},
        {"data": {"orderPlaced": {"amount": 2, "customer": {"name": "Ann"}}}},
    ]
    assert [request.subgraph for request in over.requests] == ["orders", "customers", "customers"]


def test_events_are_read_by_compiled_code_from_the_second_on():
    over = federation(*(_order(number, "ann") for number in range(5)))
    query = "subscription { orderPlaced { amount customer { name } } }"
    expected = [{"data": {"orderPlaced": {"amount": number, "customer": {"name": "Ann"}}}} for number in range(5)]
    assert subscribe(over, query) == expected
    executables = over.engine.preparation.executables.cache
    (key,) = executables.get_keys()
    executable = executables.find(key)
    assert isinstance(executable, Executable)
    assert executable.compiled is not None
    assert executable.irregular_answers == 0
    assert [request.subgraph for request in over.requests] == ["orders", *["customers"] * 5]


def test_an_event_that_needs_nobody_else_asks_nobody():
    over = federation(_order(1, "ann") | {"customer": None}, None)
    assert subscribe(over, "subscription { orderPlaced { amount customer { name } } }") == [
        {"data": {"orderPlaced": {"amount": 1, "customer": None}}},
        {"data": {"orderPlaced": None}},
    ]
    assert [request.subgraph for request in over.requests] == ["orders"]


def test_what_fails_for_one_event_leaves_the_others_alone():
    over = federation(_order(1, "bo"), _order(2, "ann"))
    first, second = subscribe(over, "subscription { orderPlaced { amount customer { name } } }")
    assert first["data"] == {"orderPlaced": {"amount": 1, "customer": None}}
    assert [(error["message"], error["path"]) for error in first["errors"]] == [
        ("no name", ["orderPlaced", "customer", "name"])
    ]
    assert second == {"data": {"orderPlaced": {"amount": 2, "customer": {"name": "Ann"}}}}


def test_an_events_own_error_reaches_the_client_with_its_path():
    def fail(_: Any) -> None:
        raise ValueError("lost")

    (event,) = subscribe(federation(_order(1, "ann") | {"amount": fail}), "subscription { orderPlaced { id amount } }")
    assert event["data"] == {"orderPlaced": {"id": "1", "amount": None}}
    assert [(error["message"], error["path"]) for error in event["errors"]] == [("lost", ["orderPlaced", "amount"])]


def test_contexts_are_those_of_the_event():
    over = federation(_order(1, "ann", "PT"), _order(2, "ann", "NZ"))
    events = subscribe(over, "subscription { orderPlaced { customer { note { text } } } }")
    assert [event["data"]["orderPlaced"]["customer"]["note"]["text"] for event in events] == ["1 to PT", "2 to NZ"]


def test_when_a_subgraph_is_away_events_still_come_without_its_fields():
    over = federation(_order(1, "ann"), _order(2, "ann"))
    send = over.send

    def refuse(subgraph: str, body: bytes, headers: bytes, **options: Any) -> Any:
        if subgraph == "customers":
            reply: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            reply.set_exception(SubgraphError("SERVICE_UNAVAILABLE", subgraph, "away"))
            return reply
        return send(subgraph, body, headers, **options)

    over.send = refuse  # type: ignore[method-assign]  # a fault put between
    events = subscribe(over, "subscription { orderPlaced { amount customer { name } } }")
    assert [event["data"] for event in events] == [
        {"orderPlaced": {"amount": 1, "customer": None}},
        {"orderPlaced": {"amount": 2, "customer": None}},
    ]
    assert all(event["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE" for event in events)
