"""At most one request begins in each round of the event loop, replies go first, and there is room for so many."""

from __future__ import annotations

import asyncio
from itertools import count, pairwise

from jetbridge.transport.turns import MAX_ROUNDS, Turns
from jetbridge.transport.window import ALWAYS, BUSY, BUSY_LOOKS, LOOK_SECONDS, ROOM_BYTES, Window


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
        await turns.wait(turn)
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


def test_who_hangs_up_while_its_turn_comes_gives_it_back() -> None:
    async def scenario() -> int:
        replies = count()  # the turn is put off until somebody waits for it
        turns = Turns(asyncio.get_running_loop(), lambda: next(replies))
        assert turns.take() is None
        turn = turns.take()
        assert turn is not None
        task = asyncio.create_task(turns.wait(turn))
        turn.add_done_callback(lambda _: task.cancel())  # before the task hears of its turn
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()
        assert not turn.cancelled()
        turns.done(0)
        return turns.under_way

    assert asyncio.run(scenario()) == 0


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


def window_of_large_answers() -> Window:
    window = Window()
    for _ in range(1_000):
        window.note_answer(ROOM_BYTES, ALWAYS, crowded=True)
    return window


def test_there_is_room_for_few_large_answers_and_for_many_small_ones() -> None:
    assert window_of_large_answers().size == ALWAYS
    small = Window()
    for _ in range(1_000):
        small.note_answer(999, ALWAYS, crowded=True)
    assert small.size > ROOM_BYTES // 2_000


def test_the_window_grows_ever_faster_while_the_process_is_idle_and_shrinks_while_it_is_busy() -> None:
    window = window_of_large_answers()
    sizes = []
    for _ in range(3):
        window.adjust(ALWAYS, 0, LOOK_SECONDS)
        sizes.append(window.size)
    assert sizes == [ALWAYS + 1, ALWAYS + 3, ALWAYS + 6]
    window.adjust(ALWAYS, LOOK_SECONDS * (BUSY - 0.01), LOOK_SECONDS)
    assert window.size == ALWAYS + 6, "neither idle nor busy"
    for _ in range(BUSY_LOOKS):
        window.adjust(ALWAYS, LOOK_SECONDS, LOOK_SECONDS)
    assert window.size == ALWAYS + 5
    for _ in range(10 * BUSY_LOOKS):
        window.adjust(ALWAYS, LOOK_SECONDS, LOOK_SECONDS)
    assert window.size == ALWAYS


def test_a_process_that_was_kept_from_working_was_not_idle() -> None:
    window = window_of_large_answers()
    window.adjust(ALWAYS, 5 * LOOK_SECONDS, 10 * LOOK_SECONDS)
    assert window.size == ALWAYS
    window.adjust(ALWAYS, LOOK_SECONDS, 10 * LOOK_SECONDS)
    assert window.size == ALWAYS + 1, "but one that hardly wanted to work was"


def test_a_crowd_that_has_gone_leaves_the_window_as_it_was() -> None:
    window = window_of_large_answers()
    for _ in range(10):
        window.adjust(ALWAYS, 0, LOOK_SECONDS)
    for _ in range(100):
        window.note_answer(ROOM_BYTES, 0, crowded=False)
    assert window.size == ALWAYS


def test_long_polls_take_no_room_from_others() -> None:
    window = window_of_large_answers()
    window.adjust(100, 0, LOOK_SECONDS)
    assert window.holds(100), "a hundred that wait leave the process idle: there is room for one more at once"
    for _ in range(1_000):
        window.note_answer(ROOM_BYTES, 90, crowded=False)
    assert window.holds(97), "and the room stays as long as they do"


def test_who_finds_no_room_begins_when_another_is_done() -> None:
    async def scenario() -> list[int]:
        work = iter(range(1_000_000))  # a process that is always busy
        turns = Turns(asyncio.get_running_loop(), lambda: 0, lambda: float(next(work)))
        for _ in range(1_000):
            turns.under_way += 1
            turns.done(ROOM_BYTES)
        most: list[int] = []

        async def request() -> None:
            turn = turns.take()
            if turn is not None:
                await turn
            most.append(turns.under_way)
            await asyncio.sleep(0)
            turns.done(ROOM_BYTES)

        await asyncio.gather(*(request() for _ in range(100)))
        return most

    most = asyncio.run(scenario())
    assert len(most) == 100
    assert max(most) <= ALWAYS


def test_an_idle_process_lets_everybody_begin_though_nobody_is_done() -> None:
    async def scenario() -> None:
        turns = Turns(asyncio.get_running_loop(), lambda: 0, lambda: 0.0)
        waiting = [turn for turn in (turns.take() for _ in range(200)) if turn is not None]
        await asyncio.wait_for(asyncio.gather(*waiting), 60)
        assert turns.under_way == 200

    asyncio.run(scenario())
