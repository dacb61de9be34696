"""Many buyers at once: each reserves, follows the reservation to its end, and remembers what she was told.

They behave as good clients do: whatever fails is tried again with the same idempotency key, until it is answered, and
where there are subscriptions they listen, and ask only when their stream has broken off.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from airline_system.stack import Stack
from airline_system.subgraph_client import identity_headers
from wire.identity import Caller

CREATE = """
mutation($input: CreateReservationInput!, $key: String!) {
  createReservation(input: $input, idempotencyKey: $key) { id status version }
}
"""
STATUS = """
query($id: ID!, $version: Int) { reservationStatus(id: $id, knownVersion: $version, waitSeconds: 5) { status version } }
"""
LISTEN = """
subscription($id: ID!, $version: Int) { reservationStatusChanged(id: $id, knownVersion: $version) { status version } }
"""
CANCEL = "mutation($id: ID!) { cancelReservation(id: $id) { ... on Reservation { id status version } } }"
# After an error, and after a long poll that was answered early because too many wait.
AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What one buyer wants; `cancels` as soon as it is confirmed."""

    flight_ids: tuple[str, ...]
    passengers: int = 1
    cancels: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    wish: Wish
    reservation_id: str
    status: str
    seconds: float


class Door(Protocol):
    """Where buyers come in, and how they say who they are."""

    def new_buyer(self) -> Buyer: ...


@dataclass(frozen=True, slots=True)
class Buyer:
    """`headers` are asked for anew with each request, as identities live for a minute only. Without a `streams_url`
    she does not listen.
    """

    url: str
    headers: Callable[[], dict[str, str]]
    streams_url: str | None = None


@dataclass(frozen=True, slots=True)
class SubgraphDoor:
    """Straight to the reservations subgraph, everybody a user of her own."""

    stack: Stack

    def new_buyer(self) -> Buyer:
        caller = Caller(f"buyer-{uuid.uuid4().hex}", frozenset({"CUSTOMER"}))
        return Buyer(
            self.stack.service_url("reservations"),
            lambda: identity_headers(self.stack, "reservations", caller),
            self.stack.service_url("reservations-streams"),
        )


@dataclass(frozen=True, slots=True)
class GatewayDoor:
    """Through the gateway, all for one traveller: to register hundreds would measure password hashing."""

    stack: Stack
    token: str

    def new_buyer(self) -> Buyer:
        return Buyer(f"{self.stack.gateway_url}/graphql", lambda: {"authorization": f"Bearer {self.token}"})


@dataclass
class Crowd:
    """`progress` is called with the number of buyers that have their answer, for whoever wants to do harm meanwhile."""

    door: Door
    # So long nobody may get her answer.
    patience_seconds: float = 120
    progress: Callable[[int], None] = lambda answered: None
    # So many buyers at a time, the next one coming when one has her answer.
    at_once: int = 1000
    _answered: int = field(default=0, init=False)
    _patience: asyncio.Timeout = field(init=False, repr=False)

    def buy(self, wishes: Sequence[Wish]) -> list[Outcome]:
        """All of them; the outcomes in the order of the wishes. Raises TimeoutError."""
        # In a thread of its own: a browser test may have left an event loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(self._buy_all(wishes))).result()

    async def _buy_all(self, wishes: Sequence[Wish]) -> list[Outcome]:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
        self._patience = asyncio.timeout(self.patience_seconds)
        async with httpx.AsyncClient(timeout=30, limits=limits) as http, self._patience:
            turnstile = asyncio.Semaphore(self.at_once)
            return await asyncio.gather(*(self._enter(turnstile, http, wish) for wish in wishes))

    async def _enter(self, turnstile: asyncio.Semaphore, http: httpx.AsyncClient, wish: Wish) -> Outcome:
        async with turnstile:
            return await self._buy(http, wish)

    async def _buy(self, http: httpx.AsyncClient, wish: Wish) -> Outcome:
        began = time.monotonic()
        buyer = self.door.new_buyer()
        request = {
            "segments": [{"flightId": flight_id} for flight_id in wish.flight_ids],
            "passengers": [{"firstName": "Ada", "lastName": "Lovelace"}] * wish.passengers,
        }
        found = await self._insist(http, buyer, CREATE, {"input": request, "key": uuid.uuid4().hex})
        reservation_id = found["id"]
        found = await self._follow(http, buyer, reservation_id, found)
        if wish.cancels and found["status"] == "CONFIRMED":
            found = await self._insist(http, buyer, CANCEL, {"id": reservation_id})
        self._answered += 1
        self._patience.reschedule(asyncio.get_running_loop().time() + self.patience_seconds)
        self.progress(self._answered)
        return Outcome(wish, reservation_id, found["status"], time.monotonic() - began)

    async def _follow(
        self, http: httpx.AsyncClient, buyer: Buyer, reservation_id: str, found: dict[str, Any]
    ) -> dict[str, Any]:
        found = await self._listen(http, buyer, reservation_id, found)
        while found["status"] == "PENDING":
            known = found["version"]
            found = await self._insist(http, buyer, STATUS, {"id": reservation_id, "version": known})
            if found["version"] == known:
                await asyncio.sleep(AGAIN_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
        return found

    async def _listen(
        self, http: httpx.AsyncClient, buyer: Buyer, reservation_id: str, found: dict[str, Any]
    ) -> dict[str, Any]:
        """What she was told last; she may have to ask for the rest."""
        if buyer.streams_url is None:
            return found
        headers = buyer.headers() | {"accept": "text/event-stream"}
        query = {"query": LISTEN, "variables": {"id": reservation_id, "version": found["version"]}}
        try:
            async with http.stream("POST", buyer.streams_url, json=query, headers=headers) as answer:
                async for line in answer.aiter_lines():
                    told = json.loads(line[6:]) if line.startswith("data: {") else {}
                    if told.get("errors"):
                        return found
                    found = (told.get("data") or {}).get("reservationStatusChanged", found)
                    if found["status"] != "PENDING":
                        return found
        except (httpx.TransportError, ValueError):
            pass
        return found

    async def _insist(
        self, http: httpx.AsyncClient, buyer: Buyer, query: str, variables: dict[str, Any]
    ) -> dict[str, Any]:
        """The one field asked for, however often it takes."""
        while True:
            try:
                answer = await http.post(
                    buyer.url,
                    json={"query": query, "variables": variables},
                    headers=buyer.headers(),
                )
                body = answer.json()
            except (httpx.TransportError, ValueError):
                body = None
            if body and not body.get("errors"):
                (value,) = body["data"].values()
                found: dict[str, Any] = value
                return found
            if body and body["errors"][0]["extensions"]["code"] != "SERVICE_UNAVAILABLE":
                raise AssertionError(body["errors"])
            await asyncio.sleep(AGAIN_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
