"""The service as a gateway sees it: the WSGI application over a real database, requests with a signed identity."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import httpx
import pytest
from pymongo.database import Database

from wire.database import Document, connect
from wire.envelope import from_document, new_event
from wire.events import FlightUpdated, Hold, Money, Refusal
from wire.identity import HEADER, Caller, sign_identity
from wire.portable_subset import PortableSubsetListener
from wire.testing import DropDatabase

IDENTITY_SECRET = "the identity secret of the tests, long enough"

CREATE = """
mutation Create($input: CreateReservationInput!, $key: String!) {
  createReservation(input: $input, idempotencyKey: $key) {
    id recordLocator status version total { amount currency } failure { code }
  }
}
"""
RESERVATION = """
query($id: ID!) {
  reservation(id: $id) {
    id recordLocator status version total { amount currency } failure { code message } createdAt expiresAt
    segments { flight { id } cabin status fare { amount currency } } flights { id } passengers { firstName lastName type }
    history { status reason } notices { flightId kind message } user { id }
  }
}
"""


def adult(first_name: str = "Ada", last_name: str = "Lovelace", **more: object) -> dict[str, object]:
    return {"firstName": first_name, "lastName": last_name, **more}


def wish(*flight_ids: str, passengers: list[dict[str, object]] | None = None, **more: object) -> dict[str, object]:
    segments = [{"flightId": flight_id} for flight_id in flight_ids or ("UA1545-20261201-EWR",)]
    return {"segments": segments, "passengers": passengers or [adult()], **more}


@dataclass
class Subgraph:
    """One caller's requests to the subgraph, and the airline's answers to what it reserved."""

    http: httpx.Client
    database: Database[Document]
    caller: Caller

    def seen_by(self, caller: Caller) -> Subgraph:
        return Subgraph(self.http, self.database, caller)

    def post(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        identity = sign_identity(self.caller, IDENTITY_SECRET, "reservations")
        body = json.dumps({"query": query, "variables": variables or {}})
        return self.http.post(
            "/graphql", content=body, headers={HEADER: identity, "content-type": "application/json", **headers}
        )

    def execute(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> dict[str, Any]:
        answer = self.post(query, variables, **headers).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    def error(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> dict[str, Any]:
        """The extensions of the one error there must be."""
        (error,) = self.post(query, variables, **headers).json()["errors"]
        extensions: dict[str, Any] = error["extensions"]
        assert extensions["code"] != "INTERNAL_SERVER_ERROR", error
        return extensions

    def create(self, *flight_ids: str, key: str | None = None, **more: object) -> dict[str, Any]:
        variables = {"input": wish(*flight_ids, **more), "key": key or uuid4().hex}
        created: dict[str, Any] = self.execute(CREATE, variables)["createReservation"]
        return created

    def reservation(self, reservation_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.execute(RESERVATION, {"id": reservation_id})["reservation"]
        return found

    @property
    def mongodb_url(self) -> str:
        from reservation_service.settings import CONFIGURATION

        return CONFIGURATION.mongodb_url

    def cancel(self, reservation_id: str) -> None:
        self.execute("mutation($id: ID!) { cancelReservation(id: $id) { __typename } }", {"id": reservation_id})

    def hear(self, updated: FlightUpdated) -> None:
        """flight-service says this, and the service handles it as its worker does."""
        from reservation_service.bootstrap import get_application
        from reservation_service.events.incoming import FlightEvents

        event = new_event("flight.updated", updated.flight_id, updated)
        FlightEvents(get_application().hear_flights).handle([event])

    def hear_hold(self, reservation_id: str, flight_id: str, outcome: Any = "held", **more: Any) -> None:
        self.hear(build_hold(reservation_id, flight_id, outcome, **more))

    def outbox(self, reservation_id: str) -> list[str]:
        """The types of the events that wait to be relayed."""
        document = self.database["reservations"].find_one({"_id": reservation_id})
        assert document is not None
        return [from_document(entry).type for entry in document["outbox"]]


def build_hold(
    reservation_id: str,
    flight_id: str,
    outcome: Any = "held",
    *,
    fare: str = "100.00",
    currency: str = "USD",
    **more: Any,
) -> FlightUpdated:
    hold = Hold(
        reservation_id=reservation_id,
        cabin=more.pop("cabin", "ECONOMY"),
        outcome=outcome,
        seats=1,
        fare=Money(amount=fare, currency=currency) if outcome == "held" else None,
        refusal=Refusal(code="SOLD_OUT", message="No seat is left.") if outcome == "refused" else None,
        hold_id=more.pop("hold_id", None),
        fare_class=more.pop("fare_class", None),
        conditions=more.pop("conditions", None),
        same_route=more.pop("same_route", None),
        seats_worth=more.pop("seats_worth", None),
    )
    return FlightUpdated(
        flight_id=flight_id,
        flight_version=more.pop("flight_version", 1),
        change=f"seats_{outcome}",
        status="SCHEDULED",
        hold=hold,
        **more,
    )


@pytest.fixture(scope="session")
def service(mongodb_url: str, drop_large_database: DropDatabase) -> Iterator[tuple[httpx.Client, Database[Document]]]:
    """Django can be set up once a process; every test has users of its own."""
    environment = {
        "APP_MODE": "development",
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": f"reservations_{uuid4().hex[:12]}",
        "IDENTITY_SECRET": IDENTITY_SECRET,
        "DJANGO_SETTINGS_MODULE": "reservation_service.settings",
        "LONG_POLL_WAITERS": "4",
        "UNPAID_BOOKINGS": "24",
        "UNPAID_SEATS": "27",
    }
    # For as long as it is read: programs that other tests start inherit what stands in the environment.
    with patch.dict(os.environ, environment):
        from reservation_service import bootstrap

        listener = PortableSubsetListener()
        bootstrap.connect = lambda url, name: connect(url, name, listeners=[listener])
        # It connects when it is imported.
        from reservation_service.wsgi import application

    database = bootstrap.get_database()
    bootstrap.ensure_indexes(database)
    with httpx.Client(transport=httpx.WSGITransport(application), base_url="http://localhost") as client:
        yield client, database
    database.client.close()
    drop_large_database(database.name)
    assert listener.violations == []


@pytest.fixture
def subgraph(service: tuple[httpx.Client, Database[Document]]) -> Subgraph:
    """As a customer nobody else is."""
    return Subgraph(*service, Caller(f"user-{uuid4().hex[:12]}", frozenset({"CUSTOMER"})))


@pytest.fixture
def staff(subgraph: Subgraph) -> Subgraph:
    return subgraph.seen_by(Caller("agent-1", frozenset({"AGENT"})))


@pytest.fixture
def stranger(subgraph: Subgraph) -> Subgraph:
    return subgraph.seen_by(Caller(f"stranger-{uuid4().hex[:12]}", frozenset({"CUSTOMER"})))


@pytest.fixture
def anonymous(subgraph: Subgraph) -> Subgraph:
    return subgraph.seen_by(Caller())
