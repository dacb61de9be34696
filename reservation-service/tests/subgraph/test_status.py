"""`reservationStatus`: polling that answers as soon as there is something to say."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from reservation_service.storage.version_watch import VersionWatch

STATUS = """
query($id: ID!, $known: Int, $wait: Int) {
  reservationStatus(id: $id, knownVersion: $known, waitSeconds: $wait) { status version changed reservation { id } }
}
"""


LONGEST_WAIT = 25
# Long for a busy machine, and shorter than the wait.
SOONER = 15


def ask(subgraph: Any, reservation_id: str, known: int | None, wait: int) -> dict[str, Any]:
    variables = {"id": reservation_id, "known": known, "wait": wait}
    found: dict[str, Any] = subgraph.execute(STATUS, variables)["reservationStatus"]
    return found


def test_whoever_knows_another_version_or_none_does_not_wait(subgraph: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    created, waits = subgraph.create("F1"), list[tuple[Any, ...]]()
    monkeypatch.setattr(VersionWatch, "wait", lambda _, *asked: waits.append(asked))
    for known in (None, 0, 99):
        answer = ask(subgraph, created["id"], known, 25)
        assert (answer["status"], answer["version"], answer["changed"]) == ("PENDING", 1, True)
    assert waits == []
    ask(subgraph, created["id"], 1, 25)
    assert waits == [(created["id"], 1, 25)]


def test_a_change_ends_the_wait(subgraph: Any) -> None:
    created = subgraph.create("F1")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, subgraph, created["id"], 1, LONGEST_WAIT)
        wait_until_somebody_waits()
        subgraph.hear_hold(created["id"], "F1")
        answer = waiting.result(SOONER)
    assert (answer["status"], answer["version"], answer["changed"]) == ("CONFIRMED", 2, True)


def test_a_wait_without_a_change_ends_by_itself(subgraph: Any) -> None:
    created = subgraph.create("F1")
    assert ask(subgraph, created["id"], 1, 1)["changed"] is False
    assert ask(subgraph, created["id"], 1, 0)["changed"] is False


def test_more_waiters_than_threads_are_answered_at_once(subgraph: Any) -> None:
    """The service was started with room for four."""
    created = subgraph.create("F1")
    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(ask, subgraph, created["id"], 1, LONGEST_WAIT) for _ in range(4)]
        wait_until_somebody_waits(4)
        fifth = pool.submit(ask, subgraph, created["id"], 1, LONGEST_WAIT)
        assert fifth.result(SOONER)["changed"] is False
        subgraph.hear_hold(created["id"], "F1")
        assert all(one.result()["changed"] for one in waiting)


def wait_until_somebody_waits(count: int = 1) -> None:
    from reservation_service.bootstrap import get_application

    watch = get_application().await_change.changes
    deadline = time.monotonic() + 60
    while watch.waiting < count:  # type: ignore[attr-defined]  # the real one counts
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_only_those_who_may_see_it_may_wait(subgraph: Any, stranger: Any) -> None:
    created = subgraph.create("F1")
    assert stranger.error(STATUS, {"id": created["id"], "known": 1, "wait": 20})["code"] == "NOT_FOUND"


@pytest.mark.parametrize("wait", [-1, 26, 3600])
def test_a_wait_is_bounded(subgraph: Any, wait: int) -> None:
    assert subgraph.error(STATUS, {"id": "x", "known": 1, "wait": wait})["field"] == "waitSeconds"
