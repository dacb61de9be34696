"""One request begins in each round of the event loop, in the order they came."""

from __future__ import annotations

import asyncio

from jetbridge.transport.turns import Turns


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
        turns = Turns(asyncio.get_running_loop())
        assert turns.take() is None
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert turns.take() is None

    asyncio.run(scenario())


def test_a_crowd_begins_one_a_round_in_the_order_it_came() -> None:
    async def scenario() -> list[tuple[str, int]]:
        rounds, begun = Rounds(), list[tuple[str, int]]()
        turns = Turns(asyncio.get_running_loop())
        await asyncio.gather(*(begin(turns, name, rounds, begun) for name in "abcdef"))
        return begun

    begun = asyncio.run(scenario())
    assert [name for name, _ in begun] == list("abcdef")
    assert len({number for _, number in begun}) == len(begun)


def test_who_gave_up_waiting_takes_nobodys_turn() -> None:
    async def scenario() -> list[tuple[str, int]]:
        rounds, begun = Rounds(), list[tuple[str, int]]()
        turns = Turns(asyncio.get_running_loop())
        tasks = [asyncio.create_task(begin(turns, name, rounds, begun)) for name in "abc"]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await begin(turns, "d", rounds, begun)
        return begun

    assert [name for name, _ in asyncio.run(scenario())] == list("acd")
