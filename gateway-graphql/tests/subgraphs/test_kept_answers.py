"""Answers are kept for as long as their subgraph says, for those it says, and forgotten when something changes."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from jetbridge.bounded_cache import BoundedCache
from jetbridge.config.answers import AnswerCache
from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.subgraphs.kept_answers import KeptAnswers

TRACE = b"traceparent: 00-1\r\nx-request-id: r\r\n"
ADA, BOB = b"authorization: ada\r\n", b"authorization: bob\r\n"


class Subgraphs:
    """Answers with a number that grows."""

    def __init__(self, **headers: str) -> None:
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.calls = 0
        self.status = 200
        self.body = b'{"data":{"n":%d}}'
        self.error: SubgraphError | None = None
        self.held: asyncio.Future[SubgraphReply] | None = None

    def send(self, subgraph: str, body: bytes, headers: bytes, **_: Any) -> asyncio.Future[SubgraphReply]:
        self.calls += 1
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        if self.held is not None:
            return self.held
        if self.error is not None:
            future.set_exception(self.error)
        else:
            future.set_result(SubgraphReply(self.status, self.body.replace(b"%d", b"%d" % self.calls), self.headers))
        return future

    def subscribe(self, *_: Any, **__: Any) -> Any:
        raise AssertionError


class Clock:
    """A loop as far as it is needed, whose time does not go by itself."""

    def __init__(self) -> None:
        self.now = 100.0

    def time(self) -> float:
        return self.now

    def create_future(self) -> "asyncio.Future[SubgraphReply]":
        return asyncio.get_running_loop().create_future()


class Asker:
    def __init__(self, client: Subgraphs, **settings: Any) -> None:
        self.clock = Clock()
        self.kept = KeptAnswers(client, AnswerCache(**{"subgraphs": ("shop",)} | settings), self.clock)  # type: ignore[arg-type]  # a loop as far as it is needed

    async def __call__(
        self, caller: bytes = b"", body: bytes = b"q", subgraph: str = "shop", *, query: bool = True
    ) -> int:
        reply = await self.kept.send(subgraph, body, caller + TRACE, idempotent=query)
        await asyncio.sleep(0)  # whoever waits for the reply as well has seen it
        return int(bytes(reply.body).rpartition(b":")[2].rstrip(b"}>"))


def run(scenario: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(scenario())  # type: ignore[arg-type]  # a coroutine function, here


def test_a_public_answer_is_everybodys_for_as_long_as_it_says() -> None:
    async def main() -> list[int]:
        ask = Asker(Subgraphs(cache_control="public, max-age=10"))
        found = [await ask(ADA), await ask(BOB), await ask(BOB, b"other")]
        ask.clock.now += 10
        return [*found, await ask(ADA)]

    assert run(main) == [1, 1, 2, 3]


@pytest.mark.parametrize(
    "headers",
    [
        {"cache_control": "max-age=10"},
        {"cache_control": "private, max-age=10"},
        {"cache_control": "public, max-age=10", "vary": "Authorization, Accept-Encoding"},
    ],
)
def test_any_other_is_of_whoever_asks_alike(headers: dict[str, str]) -> None:
    async def main() -> list[int]:
        ask = Asker(Subgraphs(**headers))
        return [await ask(ADA), await ask(BOB), await ask(ADA), await ask(BOB)]

    assert run(main) == [1, 2, 1, 2]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cache_control": "public"},
        {"cache_control": "public, max-age=0"},
        {"cache_control": "public, max-age=-1"},
        {"cache_control": "public, max-age=10, no-store"},
        {"cache_control": "no-cache, max-age=10"},
        {"cache_control": "public, max-age=10", "set_cookie": "a=b"},
        {"cache_control": "public, max-age=10", "vary": "*"},
        {"cache_control": "max-age=10", "vary": "x-forwarded-for"},
    ],
)
def test_what_may_not_be_kept_is_asked_again(headers: dict[str, str]) -> None:
    async def main() -> list[int]:
        ask = Asker(Subgraphs(**headers))
        return [await ask(ADA), await ask(ADA)]

    assert run(main) == [1, 2]


def test_a_private_answer_is_nobodys_where_nothing_tells_callers_apart() -> None:
    async def main() -> list[int]:
        ask = Asker(Subgraphs(cache_control="private, max-age=10"))
        return [await ask(), await ask()]

    assert run(main) == [1, 2]


def test_neither_errors_nor_other_subgraphs_nor_failures_are_kept() -> None:
    async def main() -> list[int]:
        subgraphs = Subgraphs(cache_control="public, max-age=10")
        ask = Asker(subgraphs)
        found = [await ask(subgraph="others"), await ask(subgraph="others")]
        subgraphs.body = b'{"errors":[],"n":%d}'
        found += [await ask(), await ask()]
        subgraphs.body, subgraphs.status = b'{"n":%d}', 503
        found += [await ask(), await ask()]
        subgraphs.error = SubgraphError("SUBGRAPH_TIMEOUT", "shop", "It took too long.")
        with pytest.raises(SubgraphError):
            await ask()
        return found

    assert run(main) == [1, 2, 3, 4, 5, 6]


def test_a_mutation_forgets_what_is_kept_of_its_subgraph() -> None:
    async def main() -> list[int]:
        ask = Asker(Subgraphs(cache_control="public, max-age=10"), subgraphs=("*",))
        found = [await ask(), await ask(subgraph="other")]
        found.append(await ask(body=b"mutation", query=False))
        return [*found, await ask(), await ask(subgraph="other")]

    assert run(main) == [1, 2, 3, 4, 2]


def test_what_was_asked_before_something_was_forgotten_is_not_kept_after_it() -> None:
    async def main() -> list[int]:
        subgraphs = Subgraphs(cache_control="public, max-age=10")
        ask = Asker(subgraphs)
        subgraphs.held = asyncio.get_running_loop().create_future()
        asked = asyncio.create_task(ask())
        await asyncio.sleep(0)
        ask.kept.forget(subgraphs=["shop"])
        subgraphs.held.set_result(SubgraphReply(200, b'{"data":{"n":0}}', subgraphs.headers))
        found = [await asked]
        subgraphs.held = None
        return [*found, await ask()]

    assert run(main) == [0, 2]


def test_answers_are_forgotten_by_their_tags() -> None:
    async def main() -> tuple[list[int], int, int]:
        subgraphs = Subgraphs(cache_control="public, max-age=10", cache_tag="product-1, products")
        ask = Asker(subgraphs)
        found = [await ask()]
        subgraphs.headers = subgraphs.headers | {"cache-tag": "product-2, products"}
        found.append(await ask(body=b"two"))
        forgotten = ask.kept.forget(tags=["product-1", "unknown"])
        found += [await ask(), await ask(body=b"two")]
        return found, forgotten, ask.kept.forget(tags=["products"])

    assert run(main) == ([1, 2, 3, 2], 1, 2)


def test_the_time_that_is_left_is_told_and_memory_is_bounded() -> None:
    async def main() -> tuple[str, str, int]:
        ask = Asker(Subgraphs(cache_control="public, max-age=5000", x_cost="3"), max_seconds=60.0, bytes=5_000)
        await ask()
        ask.clock.now += 20.5
        reply = await ask.kept.send("shop", b"q", TRACE, idempotent=True)
        for number in range(50):
            await ask(body=b"%d" % number)
        return reply.headers["cache-control"], reply.headers["x-cost"], len(ask.kept.cache)

    assert run(main) == ("public, max-age=39", "3", 4)


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("s-maxage=50", 0),
        ("max-age=0, s-maxage=50", 0),
        ("max-age=20, s-maxage=50", 10),
        ("max-age=50, s-maxage=20", 10),
    ],
)
def test_clients_are_told_no_longer_a_time_than_the_subgraph_meant_for_them(policy: str, told: int) -> None:
    async def main() -> str:
        ask = Asker(Subgraphs(cache_control=policy))
        await ask()
        ask.clock.now += 10
        return (await ask.kept.send("shop", b"q", TRACE, idempotent=True)).headers["cache-control"]

    assert run(main) == f"public, max-age={told}"


@pytest.mark.parametrize("body", [b"<html>maintenance %d>", b'{"n":%d}', b'{"data":null,"n":%d}', b"["])
def test_what_is_no_answer_is_not_kept_in_the_place_of_one(body: bytes) -> None:
    async def main() -> int:
        subgraphs = Subgraphs(cache_control="public, max-age=10")
        subgraphs.body = body
        kept = Asker(subgraphs).kept
        for _ in range(2):
            await kept.send("shop", b"q", TRACE, idempotent=True)
            await asyncio.sleep(0)
        return subgraphs.calls

    assert run(main) == 2


def test_a_field_that_is_called_errors_is_none() -> None:
    async def main() -> list[int]:
        subgraphs = Subgraphs(cache_control="public, max-age=10")
        subgraphs.body = b'{"data":{"errors":1,"n":%d}}'
        ask = Asker(subgraphs)
        return [await ask(), await ask()]

    assert run(main) == [1, 1]


def test_who_shares_an_answer_that_is_under_way_keeps_nothing_that_was_asked_before() -> None:
    async def main() -> list[int]:
        subgraphs = Subgraphs(cache_control="public, max-age=10")
        ask = Asker(subgraphs)
        ask.kept.forget(subgraphs=["shop"])
        subgraphs.held = asyncio.get_running_loop().create_future()
        subgraphs.held.set_result(SubgraphReply(200, b'{"data":{"n":0}}', subgraphs.headers, shared=True))
        found = [await ask()]
        subgraphs.held = None
        return [*found, await ask()]

    assert run(main) == [0, 2]


def test_a_mutation_costs_no_look_at_all_that_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> list[int]:
        ask = Asker(Subgraphs(cache_control="public, max-age=10"))
        found = [await ask(), await ask(body=b"mutation", query=False)]
        return [*found, await ask()]

    monkeypatch.delattr(BoundedCache, "remove")
    assert run(main) == [1, 2, 3]


def test_a_mutation_that_nobody_waits_for_forgets_when_it_is_over() -> None:
    async def main() -> list[int]:
        subgraphs = Subgraphs(cache_control="public, max-age=10")
        ask = Asker(subgraphs)
        held = subgraphs.held = asyncio.get_running_loop().create_future()
        ask.kept.send("shop", b"mutation", TRACE, idempotent=False).cancel()
        await asyncio.sleep(0)
        subgraphs.held = None
        found = [await ask(), await ask()]
        held.set_result(SubgraphReply(200, b'{"data":{"n":0}}'))
        await asyncio.sleep(0)
        return [*found, await ask()]

    assert run(main) == [2, 2, 3]


def test_a_mutation_that_fails_when_nobody_reads_its_reply_any_more_is_no_news() -> None:
    async def main() -> list[Any]:
        told: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        subgraphs = Subgraphs()
        held = subgraphs.held = asyncio.get_running_loop().create_future()
        Asker(subgraphs).kept.send("shop", b"mutation", TRACE, idempotent=False)
        held.set_exception(SubgraphError("SUBGRAPH_TIMEOUT", "shop", "It took too long."))
        held.exception()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        gc.collect()
        return told

    assert run(main) == []


def test_a_mutation_that_began_before_a_reload_forgets_what_is_kept_since() -> None:
    async def main() -> list[int]:
        subgraphs = Subgraphs(cache_control="public, max-age=10")
        before, ask = Asker(subgraphs), Asker(subgraphs)
        held = subgraphs.held = asyncio.get_running_loop().create_future()
        before.kept.send("shop", b"mutation", TRACE, idempotent=False)
        before.kept.successor = ask.kept
        subgraphs.held = None
        found = [await ask(), await ask()]
        held.set_result(SubgraphReply(200, b'{"data":{"n":0}}'))
        await asyncio.sleep(0)
        return [*found, await ask()]

    assert run(main) == [2, 2, 3]
