"""`reservationStatus`: polling that answers as soon as there is something to say."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

STATUS = """
query($id: ID!, $known: Int, $wait: Int) {
  reservationStatus(id: $id, knownVersion: $known, waitSeconds: $wait) { status version changed reservation { id } }
}
"""


def ask(subgraph: Any, reservation_id: str, known: int | None, wait: int) -> dict[str, Any]:
    variables = {"id": reservation_id, "known": known, "wait": wait}
    found: dict[str, Any] = subgraph.execute(STATUS, variables)["reservationStatus"]
    return found


def test_whoever_knows_another_version_or_none_is_answered_at_once(subgraph: Any) -> None:
    created = subgraph.create("F1")
    began = time.monotonic()
    for known in (None, 0, 99):
        answer = ask(subgraph, created["id"], known, 20)
        assert (answer["status"], answer["version"], answer["changed"]) == ("PENDING", 1, True)
    assert time.monotonic() - began < 5


def test_a_change_ends_the_wait(subgraph: Any) -> None:
    created = subgraph.create("F1")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, subgraph, created["id"], 1, 20)
        wait_until_somebody_waits()
        began = time.monotonic()
        subgraph.hear_hold(created["id"], "F1")
        answer = waiting.result()
    assert (answer["status"], answer["version"], answer["changed"]) == ("CONFIRMED", 2, True)
    assert time.monotonic() - began < 5


def test_a_wait_without_a_change_ends_by_itself(subgraph: Any) -> None:
    created = subgraph.create("F1")
    assert ask(subgraph, created["id"], 1, 1)["changed"] is False
    assert ask(subgraph, created["id"], 1, 0)["changed"] is False


def test_more_waiters_than_threads_are_answered_at_once(subgraph: Any) -> None:
    """The service was started with room for four."""
    created = subgraph.create("F1")
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(ask, subgraph, created["id"], 1, 20) for _ in range(4)]
        wait_until_somebody_waits(4)
        began = time.monotonic()
        assert ask(subgraph, created["id"], 1, 20)["changed"] is False
        assert time.monotonic() - began < 5
        subgraph.hear_hold(created["id"], "F1")
        assert all(one.result()["changed"] for one in waiting)


def wait_until_somebody_waits(count: int = 1) -> None:
    from reservation_service.bootstrap import get_application

    watch = get_application().await_change.changes
    deadline = time.monotonic() + 20
    while watch.waiting < count:  # type: ignore[attr-defined]  # the real one counts
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_only_those_who_may_see_it_may_wait(subgraph: Any, stranger: Any) -> None:
    created = subgraph.create("F1")
    assert stranger.error(STATUS, {"id": created["id"], "known": 1, "wait": 20})["code"] == "NOT_FOUND"


@pytest.mark.parametrize("wait", [-1, 26, 3600])
def test_a_wait_is_bounded(subgraph: Any, wait: int) -> None:
    assert subgraph.error(STATUS, {"id": "x", "known": 1, "wait": wait})["field"] == "waitSeconds"
