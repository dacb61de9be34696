"""At most one request begins in each round of the event loop, and replies go first."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from jetbridge.transport.turns import MAX_ROUNDS, Turns


class Rounds:
    """Counts the rounds of the loop."""

    def __init__(self) -> None:
        self.number = 0
        self._loop = asyncio.get_running_loop()
        self._loop.call_soon(self._count)

    def _count(self) -> None:
        self.number += 1
        self._loop.call_soon(self._count)


async def begin(turns: Turns, name: str, rounds: Rounds, begun: list[tuple[str, int]]) -> None:
    turn = turns.take()
    if turn is not None:
        await turn
    begun.append((name, rounds.number))


def test_who_comes_alone_begins_at_once() -> None:
    async def scenario() -> None:
        turns = Turns(asyncio.get_running_loop(), lambda: 0)
        assert turns.take() is None
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert turns.take() is None

    asyncio.run(scenario())


def test_a_crowd_begins_one_a_round_in_the_order_it_came() -> None:
    async def scenario() -> list[tuple[str, int]]:
        rounds, begun = Rounds(), list[tuple[str, int]]()
        turns = Turns(asyncio.get_running_loop(), lambda: 0)
        await asyncio.gather(*(begin(turns, name, rounds, begun) for name in "abcdef"))
        return begun

    begun = asyncio.run(scenario())
    assert [name for name, _ in begun] == list("abcdef")
    assert len({number for _, number in begun}) == len(begun)


def test_who_gave_up_waiting_takes_nobodys_turn() -> None:
    async def scenario() -> list[tuple[str, int]]:
        rounds, begun = Rounds(), list[tuple[str, int]]()
        turns = Turns(asyncio.get_running_loop(), lambda: 0)
        tasks = [asyncio.create_task(begin(turns, name, rounds, begun)) for name in "abc"]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await begin(turns, "d", rounds, begun)
        return begun

    assert [name for name, _ in asyncio.run(scenario())] == list("acd")


def test_no_request_begins_in_a_round_in_which_replies_came() -> None:
    async def scenario() -> tuple[list[tuple[str, int]], int]:
        rounds, begun = Rounds(), list[tuple[str, int]]()
        replies = [0]
        turns = Turns(asyncio.get_running_loop(), lambda: replies[0])
        crowd = [asyncio.create_task(begin(turns, name, rounds, begun)) for name in "ab"]
        await asyncio.sleep(0)
        for _ in range(MAX_ROUNDS - 2):
            replies[0] += 1
            await asyncio.sleep(0)
        quiet_since = rounds.number
        await asyncio.gather(*crowd)
        return begun, quiet_since

    begun, quiet_since = asyncio.run(scenario())
    assert [name for name, _ in begun] == list("ab")
    assert begun[1][1] >= quiet_since


def test_replies_that_never_end_hold_nobody_up_for_ever() -> None:
    async def scenario() -> list[tuple[str, int]]:
        rounds, begun = Rounds(), list[tuple[str, int]]()
        turns = Turns(asyncio.get_running_loop(), lambda: rounds.number)
        await asyncio.gather(*(begin(turns, name, rounds, begun) for name in "abcd"))
        return begun

    begun = asyncio.run(scenario())
    assert [name for name, _ in begun] == list("abcd")
    waits = [later - earlier for (_, earlier), (_, later) in pairwise(begun)]
    assert all(1 < wait <= MAX_ROUNDS + 1 for wait in waits), waits
