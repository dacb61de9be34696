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
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from airline_system.plain_http import HttpFailed, post_for_lines, post_json
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
TIMEOUT_SECONDS = 30
REFUSED = "REFUSED"
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
    """`status` is REFUSED, and there is no reservation, for a buyer who came when the seats were known to be gone.
    `seconds` until she was told, `ordered_seconds` until her order was answered.
    """

    wish: Wish
    reservation_id: str
    status: str
    seconds: float
    ordered_seconds: float

    @property
    def has_lost(self) -> bool:
        """To faster buyers, whether she was told at once or later."""
        return self.status in ("FAILED", REFUSED)


class _SoldOut(Exception):
    """The order was refused before anything was stored."""


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
        self._patience = asyncio.timeout(self.patience_seconds)
        async with self._patience:
            turnstile = asyncio.Semaphore(self.at_once)
            return await asyncio.gather(*(self._enter(turnstile, wish) for wish in wishes))

    async def _enter(self, turnstile: asyncio.Semaphore, wish: Wish) -> Outcome:
        async with turnstile:
            return await self._buy(wish)

    async def _buy(self, wish: Wish) -> Outcome:
        began = time.monotonic()
        buyer = self.door.new_buyer()
        request = {
            "segments": [{"flightId": flight_id} for flight_id in wish.flight_ids],
            "passengers": [{"firstName": "Ada", "lastName": "Lovelace"}] * wish.passengers,
        }
        try:
            found = await self._insist(buyer, CREATE, {"input": request, "key": uuid.uuid4().hex})
        except _SoldOut:
            found = {"id": "", "status": REFUSED}
        reservation_id, ordered = found["id"], time.monotonic() - began
        found = await self._follow(buyer, reservation_id, found)
        if wish.cancels and found["status"] == "CONFIRMED":
            found = await self._insist(buyer, CANCEL, {"id": reservation_id})
        self._answered += 1
        self._patience.reschedule(asyncio.get_running_loop().time() + self.patience_seconds)
        self.progress(self._answered)
        return Outcome(wish, reservation_id, found["status"], time.monotonic() - began, ordered)

    async def _follow(self, buyer: Buyer, reservation_id: str, found: dict[str, Any]) -> dict[str, Any]:
        if found["status"] == "PENDING":
            found = await self._listen(buyer, reservation_id, found)
        while found["status"] == "PENDING":
            known = found["version"]
            found = await self._insist(buyer, STATUS, {"id": reservation_id, "version": known})
            if found["version"] == known:
                await asyncio.sleep(AGAIN_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
        return found

    async def _listen(self, buyer: Buyer, reservation_id: str, found: dict[str, Any]) -> dict[str, Any]:
        """What she was told last; she may have to ask for the rest."""
        if buyer.streams_url is None:
            return found
        headers = buyer.headers() | {"accept": "text/event-stream"}
        query = {"query": LISTEN, "variables": {"id": reservation_id, "version": found["version"]}}
        lines = post_for_lines(buyer.streams_url, query, headers, timeout_seconds=TIMEOUT_SECONDS)
        with suppress(HttpFailed):
            async with aclosing(lines):
                async for line in lines:
                    told = json.loads(line[6:]) if line.startswith("data: {") else {}
                    if told.get("errors"):
                        return found
                    found = (told.get("data") or {}).get("reservationStatusChanged", found)
                    if found["status"] != "PENDING":
                        return found
        return found

    async def _insist(self, buyer: Buyer, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The one field asked for, however often it takes."""
        while True:
            try:
                body = await post_json(
                    buyer.url,
                    {"query": query, "variables": variables},
                    buyer.headers(),
                    timeout_seconds=TIMEOUT_SECONDS,
                )
            except HttpFailed:
                body = None
            if body and not body.get("errors"):
                (value,) = body["data"].values()
                found: dict[str, Any] = value
                return found
            error = body["errors"][0]["extensions"] if body else {"code": "SERVICE_UNAVAILABLE"}
            if error.get("reason") == "SOLD_OUT":
                raise _SoldOut
            if error["code"] != "SERVICE_UNAVAILABLE":
                raise AssertionError(body)
            await asyncio.sleep(AGAIN_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
