"""A client of the gateway, as a traveller's or an agent's program would be: HTTP and GraphQL, nothing else."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from airline_system.patience import wait_for

PASSWORD = "correct horse 41 battery"  # noqa: S105 (a test traveller's)
POLL_SECONDS = 0.1
SETTLE_SECONDS = 90.0

CREATE_RESERVATION = """
mutation Create($input: CreateReservationInput!, $key: String) {
  createReservation(input: $input, idempotencyKey: $key) { id recordLocator status version total { amount currency } }
}
"""
RESERVATION = """
query Reservation($id: ID!) {
  reservation(id: $id) {
    id recordLocator status version total { amount currency } failure { code message }
    segments { cabin status flight { id } } history { status at reason }
  }
}
"""


class GraphQLFailed(AssertionError):
    """The answer held errors; `codes` are theirs."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(str(errors))
        self.errors = errors
        self.codes = [error.get("extensions", {}).get("code") for error in errors]


@dataclass
class GatewayClient:
    """`token` None: anonymous."""

    url: str
    token: str | None = None
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))

    def post(self, query: str, variables: Mapping[str, Any] | None = None, **more_headers: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {name.replace("_", "-"): value for name, value in more_headers.items()}
        return self.http.post(
            f"{self.url}/graphql", json={"query": query, "variables": dict(variables or {})}, headers=headers
        )

    def execute(self, query: str, variables: Mapping[str, Any] | None = None, **headers: str) -> dict[str, Any]:
        """The `data` of an answer without errors; headers as names in Python. Raises GraphQLFailed."""
        answer = self.post(query, variables, **headers).json()
        if answer.get("errors"):
            raise GraphQLFailed(answer["errors"])
        data: dict[str, Any] = answer["data"]
        return data

    def register(self, email: str | None = None) -> str:
        """Make an account and be logged in with it; its e-mail address."""
        email = email or f"{uuid.uuid4().hex[:12]}@traveller.example"
        mutation = "mutation R($i: RegisterInput!) { register(input: $i) { accessToken } }"
        person = {"email": email, "password": PASSWORD, "firstName": "Ada", "lastName": "Lovelace"}
        self.token = self.execute(mutation, {"i": person})["register"]["accessToken"]
        return email

    def log_in(self, email: str, password: str = PASSWORD) -> None:
        mutation = "mutation L($e: String!, $p: String!) { login(email: $e, password: $p) { accessToken } }"
        self.token = self.execute(mutation, {"e": email, "p": password})["login"]["accessToken"]

    def reserve(
        self,
        *flight_ids: str,
        passengers: int = 1,
        cabin: str = "ECONOMY",
        key: str | None = None,
        header: str | None = None,
    ) -> dict[str, Any]:
        """Ask for seats, under a key or one in the HTTP header; the reservation as first answered, usually PENDING."""
        names = [{"firstName": "Ada", "lastName": "Lovelace"}] * passengers
        segments = [{"flightId": flight_id, "cabin": cabin} for flight_id in flight_ids]
        wish = {"segments": segments, "passengers": names}
        if header is not None:
            created = self.execute(CREATE_RESERVATION, {"input": wish}, idempotency_key=f'"{header}"')
        else:
            created = self.execute(CREATE_RESERVATION, {"input": wish, "key": key or uuid.uuid4().hex})
        reservation: dict[str, Any] = created["createReservation"]
        return reservation

    def reservation(self, reservation_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.execute(RESERVATION, {"id": reservation_id})["reservation"]
        return found

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Poll until `is_so`; the saga settles within seconds."""
        wait_for(is_so, SETTLE_SECONDS)

    def wait_until_settled(self, reservation_id: str) -> dict[str, Any]:
        """Poll as the web client does until the reservation is no longer PENDING."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while (found := self.reservation(reservation_id))["status"] == "PENDING":
            if time.monotonic() > deadline:
                raise AssertionError(f"still PENDING after {SETTLE_SECONDS:.0f} s: {found}")
            time.sleep(POLL_SECONDS)
        return found
