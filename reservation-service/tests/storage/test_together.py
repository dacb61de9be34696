"""Calls made at once share rounds: counted, never timed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from reservation_service.storage.together import Together


class Doubling:
    """Doubles numbers; the first round waits until the gate opens."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.has_begun, self.gate = threading.Event(), threading.Event()

    def __call__(self, asked: Sequence[int]) -> list[int]:
        self.rounds.append(list(asked))
        self.has_begun.set()
        assert self.gate.wait(30)
        if -1 in asked:
            raise ConnectionError("away")
        return [one * 2 for one in asked]


def ask_behind_a_closed_gate(together: Together[int, int], run: Doubling, asked: Sequence[int]) -> list[Future[int]]:
    """The first alone in its round; all others are waiting when it ends."""
    pool = ThreadPoolExecutor(len(asked))
    futures = [pool.submit(together, asked[0])]
    assert run.has_begun.wait(30)
    futures += [pool.submit(together, one) for one in asked[1:]]
    while len(together._waiting) < len(asked) - 1:
        threading.Event().wait(0.001)
    run.gate.set()
    pool.shutdown(wait=True)
    return futures


def test_one_alone_goes_at_once() -> None:
    run = Doubling()
    run.gate.set()
    together = Together(run, most=10)
    assert [together(1), together(2)] == [2, 4]
    assert run.rounds == [[1], [2]]


def test_those_who_come_meanwhile_go_together_and_each_gets_its_own_answer() -> None:
    run = Doubling()
    futures = ask_behind_a_closed_gate(Together(run, most=10), run, range(1, 9))
    assert [one.result() for one in futures] == [one * 2 for one in range(1, 9)]
    assert [sorted(one) for one in run.rounds] == [[1], [2, 3, 4, 5, 6, 7, 8]]


def test_no_round_is_larger_than_it_may_be() -> None:
    run = Doubling()
    futures = ask_behind_a_closed_gate(Together(run, most=3), run, range(1, 9))
    assert [one.result() for one in futures] == [one * 2 for one in range(1, 9)]
    assert [len(one) for one in run.rounds] == [1, 3, 3, 1]


def test_a_round_that_fails_fails_for_all_in_it_and_for_nobody_else() -> None:
    run = Doubling()
    together = Together(run, most=3)
    futures = ask_behind_a_closed_gate(together, run, [1, -1, -1, -1])
    assert futures[0].result() == 2
    for one in futures[1:]:
        with pytest.raises(ConnectionError):
            one.result()
    assert together(5) == 10
