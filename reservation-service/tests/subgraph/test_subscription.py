"""`reservationStatusChanged` over server-sent events: the ASGI application itself, over a real database."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from reservation_service.configuration import load_configuration
from wire.identity import HEADER, Caller, sign_identity

FOLLOW = """
subscription($id: ID!, $known: Int) {
  reservationStatusChanged(id: $id, knownVersion: $known) {
    id status version changed reservation { recordLocator flights { id } user { reservations { id } } }
  }
}
"""
SECRET = "the identity secret of the tests, long enough"
# Longer than anything here takes: what hangs fails instead of stopping the suite.
PATIENCE_SECONDS = 60


class Stream:
    """One request to the ASGI application, and what it sends."""

    def __init__(self, server: Any, body: object, headers: dict[str, str]) -> None:
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._incoming.put_nowait({"type": "http.request", "body": json.dumps(body).encode()})
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": raw}
        self.task = asyncio.create_task(server(scope, self._incoming.get, self._sent.put))

    async def start(self) -> dict[str, Any]:
        return await asyncio.wait_for(self._sent.get(), PATIENCE_SECONDS)

    async def event(self) -> tuple[str, Any]:
        """The next event and its data; ("broken off", None) when there is none."""
        getting = asyncio.ensure_future(self._sent.get())
        await asyncio.wait({getting, self.task}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not getting.done():
            getting.cancel()
            assert self.task.done(), "the stream said nothing"
            return "broken off", None
        name, _, data = getting.result()["body"].decode().rstrip("\n").partition("\ndata:")
        return name.removeprefix("event: "), json.loads(data) if data else None

    async def update(self) -> dict[str, Any]:
        name, data = await self.event()
        assert name == "next", (name, data)
        assert "errors" not in data, data
        found: dict[str, Any] = data["data"]["reservationStatusChanged"]
        return found

    async def leave(self) -> None:
        self._incoming.put_nowait({"type": "http.disconnect"})
        await asyncio.wait_for(self.task, PATIENCE_SECONDS)


class Follower:
    """The server in this event loop, and one caller's subscriptions to it."""

    def __init__(self, server: Any, feed: Any, caller: Caller) -> None:
        self.server, self.feed, self.caller = server, feed, caller

    def seen_by(self, caller: Caller) -> Follower:
        return Follower(self.server, self.feed, caller)

    def open(self, variables: dict[str, Any], query: str = FOLLOW, **headers: str) -> Stream:
        known = {
            HEADER: sign_identity(self.caller, SECRET, "reservations"),
            "content-type": "application/json",
            "accept": "text/event-stream",
        }
        return Stream(self.server, {"query": query, "variables": variables}, known | headers)

    async def follow(self, reservation_id: str, known: int | None = None) -> Stream:
        stream = self.open({"id": reservation_id, "known": known})
        assert (await stream.start())["status"] == 200
        return stream


@asynccontextmanager
async def serving(subgraph: Any, **limits: str) -> AsyncIterator[Follower]:
    from reservation_service.bootstrap import get_application
    from reservation_service.endpoints.streams import StreamParts, StreamServer
    from reservation_service.storage.version_feed import VersionFeed
    from reservation_service.usecases.follow_reservation import FollowReservation, Places
    from wire.database import connect_async
    from wire.portable_subset import PortableSubsetListener

    listener = PortableSubsetListener()
    configuration = load_configuration({"APP_MODE": "development", "MONGODB_URL": subgraph.mongodb_url, **limits})
    database = connect_async(configuration.mongodb_url, subgraph.database.name, listeners=[listener])
    feed = VersionFeed(database, interval_seconds=0.01)
    follow = FollowReservation(feed, Places(configuration.streams, configuration.streams_per_user))
    parts = StreamParts(get_application(), follow, lambda: True, SECRET, introspection=True)
    yield Follower(StreamServer(lambda: parts), feed, subgraph.caller)
    await database.client.close()
    assert listener.violations == []


@pytest.fixture
def run(subgraph: Any) -> Callable[..., None]:
    """Run a coroutine function of (follower) with the server in its event loop."""

    def run_with(scenario: Callable[[Follower], Awaitable[None]], **limits: str) -> None:
        async def main() -> None:
            async with serving(subgraph, **limits) as follower:
                await scenario(follower)

        asyncio.run(main())

    return run_with


def test_the_place_on_a_waitlist_is_looked_up_where_nobody_else_waits_for_it(
    subgraph: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thread serves all streams: it must not wait for the database."""
    from reservation_service.storage.mongo import MongoReservations

    created = subgraph.create("W-stream")
    waiting = {"$set": {"status": "WAITLISTED", "waits": True, "waits_for": ["W-stream:ECONOMY"]}}
    subgraph.database["reservations"].update_one({"_id": created["id"]}, waiting)
    asking: list[int] = []

    def count(*_: Any, **__: Any) -> int:
        asking.append(threading.get_ident())
        return 4

    monkeypatch.setattr(MongoReservations, "count_waitlisted", count)
    query = """subscription($id: ID!) {
      reservationStatusChanged(id: $id) { reservation { waitlistPosition } }
    }"""

    async def scenario(follower: Follower) -> None:
        stream = follower.open({"id": created["id"]}, query)
        assert (await stream.start())["status"] == 200
        assert await stream.update() == {"reservation": {"waitlistPosition": 5}}
        assert threading.get_ident() not in asking
        await stream.leave()

    run(scenario)
    assert len(asking) == 1


def test_a_follower_hears_what_becomes_of_a_reservation_until_it_is_over(subgraph: Any, run: Any) -> None:
    created = subgraph.create("F1")

    async def scenario(follower: Follower) -> None:
        stream = await follower.follow(created["id"])
        first = await stream.update()
        assert first == {
            "id": created["id"],
            "status": "PENDING",
            "version": 1,
            "changed": True,
            "reservation": {
                "recordLocator": created["recordLocator"],
                "flights": [{"id": "F1"}],
                "user": {"reservations": [{"id": created["id"]}]},
            },
        }
        await asyncio.to_thread(subgraph.hear_hold, created["id"], "F1")
        confirmed = await stream.update()
        assert (confirmed["status"], confirmed["version"]) == ("CONFIRMED", 2)
        await asyncio.to_thread(subgraph.cancel, created["id"])
        assert (await stream.update())["status"] == "CANCELLED"
        assert await stream.event() == ("complete", None)
        assert follower.feed.following == 0

    run(scenario)


def test_what_is_known_is_not_told_again(subgraph: Any, run: Any) -> None:
    created = subgraph.create("F1")

    async def scenario(follower: Follower) -> None:
        stream = await follower.follow(created["id"], known=1)
        await asyncio.to_thread(subgraph.hear_hold, created["id"], "F1")
        assert (await stream.update())["version"] == 2
        await stream.leave()

    run(scenario)


def test_what_is_over_completes_at_once(subgraph: Any, run: Any) -> None:
    created = subgraph.create("F1")
    subgraph.hear_hold(created["id"], "F1", "refused")

    async def scenario(follower: Follower) -> None:
        stream = await follower.follow(created["id"], known=2)
        assert await stream.event() == ("complete", None)

    run(scenario)


def test_who_leaves_is_forgotten_and_the_database_left_in_peace(subgraph: Any, run: Any) -> None:
    created = subgraph.create("F1")

    async def scenario(follower: Follower) -> None:
        stream = await follower.follow(created["id"])
        await stream.update()
        await stream.leave()
        assert follower.feed.following == 0
        watching = follower.feed._watching
        assert watching is not None
        await asyncio.wait_for(watching, PATIENCE_SECONDS)

    run(scenario)


def test_many_who_follow_share_one_query(subgraph: Any, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [subgraph.create("F1")["id"] for _ in range(5)]

    async def scenario(follower: Follower) -> None:
        asked: list[int] = []
        are_all_there = asyncio.Event()
        find_versions = follower.feed._find_versions

        async def counted(wanted: Any) -> Any:
            asked.append(len(wanted))
            if follower.feed.following == 10:
                are_all_there.set()
            return await find_versions(wanted)

        monkeypatch.setattr(follower.feed, "_find_versions", counted)
        streams = [await follower.follow(one, known=1) for one in ids * 2]
        await asyncio.wait_for(are_all_there.wait(), PATIENCE_SECONDS)
        assert max(asked) == 5
        for one in ids:
            await asyncio.to_thread(subgraph.hear_hold, one, "F1")
        assert [(await stream.update())["status"] for stream in streams] == ["CONFIRMED"] * 10
        for stream in streams:
            await stream.leave()

    run(scenario)


def test_a_stranger_is_not_told_that_it_exists(subgraph: Any, stranger: Any, anonymous: Any, run: Any) -> None:
    created = subgraph.create("F1")

    async def refusal(follower: Follower, reservation_id: str) -> tuple[str, Any]:
        stream = await follower.follow(reservation_id)
        (error,) = (await stream.event())[1]["errors"]
        assert (await stream.event())[0] == "complete"
        return error["message"], error["extensions"]

    async def scenario(follower: Follower) -> None:
        seen = await refusal(follower.seen_by(stranger.caller), created["id"])
        assert seen[1]["code"] == "NOT_FOUND"
        assert seen == await refusal(follower.seen_by(stranger.caller), "nothing")
        assert (await refusal(follower.seen_by(anonymous.caller), created["id"]))[1]["code"] == "UNAUTHENTICATED"

    run(scenario)


def test_staff_may_follow(subgraph: Any, staff: Any, run: Any) -> None:
    created = subgraph.create("F1")

    async def scenario(follower: Follower) -> None:
        stream = await follower.seen_by(staff.caller).follow(created["id"])
        assert (await stream.update())["status"] == "PENDING"
        await stream.leave()

    run(scenario)


@pytest.mark.parametrize("limit", [{"STREAMS": "2"}, {"STREAMS_PER_USER": "2"}])
def test_followers_are_limited_and_places_become_free_again(subgraph: Any, run: Any, limit: dict[str, str]) -> None:
    created = subgraph.create("F1")

    async def scenario(follower: Follower) -> None:
        streams = [await follower.follow(created["id"]) for _ in range(2)]
        for stream in streams:
            await stream.update()
        refused = await follower.follow(created["id"])
        (error,) = (await refused.event())[1]["errors"]
        assert (error["extensions"]["code"], error["extensions"]["retryAfterSeconds"]) == ("RATE_LIMITED", 10)
        await streams[0].leave()
        again = await follower.follow(created["id"])
        assert (await again.update())["status"] == "PENDING"
        for stream in (streams[1], again):
            await stream.leave()

    run(scenario, **limit)


def test_a_database_that_goes_away_is_waited_for(subgraph: Any, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    created = subgraph.create("F1")

    async def scenario(follower: Follower) -> None:
        find_versions, failures = follower.feed._find_versions, iter([ConnectionError()] * 3)

        async def away(wanted: Any) -> Any:
            for failure in failures:
                raise failure
            return await find_versions(wanted)

        monkeypatch.setattr(follower.feed, "_find_versions", away)
        stream = await follower.follow(created["id"], known=1)
        await asyncio.to_thread(subgraph.hear_hold, created["id"], "F1")
        assert (await stream.update())["status"] == "CONFIRMED"
        await stream.leave()

    run(scenario)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({HEADER: "forged"}, 401, "UNAUTHENTICATED"),
        ({"content-type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"accept": "application/json"}, 406, "NOT_ACCEPTABLE"),
    ],
)
def test_what_is_no_subscription_of_the_gateway_is_refused(
    run: Any, headers: dict[str, str], status: int, code: str
) -> None:
    async def scenario(follower: Follower) -> None:
        stream = follower.open({"id": "x"}, **headers)
        assert (await stream.start())["status"] == status
        await stream.task

    run(scenario)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ me", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ myNotifications { unread } }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_a_document_that_is_no_subscription_is_refused(run: Any, query: str, code: str) -> None:
    async def scenario(follower: Follower) -> None:
        stream = follower.open({}, query)
        await stream.start()
        (error,) = (await stream.event())[1]["errors"]
        assert error["extensions"]["code"] == code
        assert (await stream.event())[0] == "complete"

    run(scenario)


def test_a_subscription_sent_to_the_other_server_is_refused(subgraph: Any) -> None:
    answer = subgraph.post(FOLLOW, {"id": "x"}).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]
