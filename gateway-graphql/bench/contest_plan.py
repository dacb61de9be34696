"""Which contests there are, in the order of the report: what each is run on, and what its table shows."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contests import Rounds, cold, crowd, endurance, extras, many_operations, side_by_side, workers
from shapes import SHAPES

# Small and large: where what is around an engine weighs most, and least.
SMALL_SHAPE, DEEP_SHAPE, WIDE_SHAPE = "lookup", "storefront", "wide"


@dataclass(frozen=True, slots=True)
class Contest:
    """`shows` is what a reader learns from the table. The rows of a `story` follow each other, on one gateway."""

    title: str
    shows: str
    run: Callable[[argparse.Namespace], Rounds]
    story: bool = False


def plan(options: argparse.Namespace) -> Iterator[Contest]:
    for name in options.contests.split(","):
        yield from _PLANS[name](options)


def _shapes(options: argparse.Namespace) -> Iterator[Contest]:
    for name in options.shapes.split(","):
        yield Contest(f"{name}: {SHAPES[name].summary}", "", _on(side_by_side, name))


def _extras(_: argparse.Namespace) -> Iterator[Contest]:
    shows = "What is around the engine, switched on and off: token check, header forwarding, metrics, ETags."
    for name in (SMALL_SHAPE, DEEP_SHAPE):
        yield Contest(f"With and without: {name}", shows, _on(extras, name))


def _cold(_: argparse.Namespace) -> Iterator[Contest]:
    shows = "Each operation has another number in a comment, so no cache knows it; 200 of them one after the other."
    yield Contest("Operations never sent before, on one connection", shows, _on(cold, DEEP_SHAPE))


def _crowd(_: argparse.Namespace) -> Iterator[Contest]:
    shows = (
        "Ten times as many clients: no answer is wrong, waiting is shared fairly, and memory follows work, not clients."
    )
    for name in (DEEP_SHAPE, WIDE_SHAPE):
        yield Contest(f"Many clients: {name}", shows, _on(crowd, name), story=True)


def _operations(_: argparse.Namespace) -> Iterator[Contest]:
    shows = "Ten thousand different operations, then one again and again: what caches hold is bounded."
    yield Contest("Many operations", shows, _on(many_operations, SMALL_SHAPE), story=True)


def _workers(_: argparse.Namespace) -> Iterator[Contest]:
    shows = (
        "Here the gateway may use both cores, which subgraphs, replay and load generator use as well: two workers"
        " cannot be twice as fast, as they take from the clients what they gain. Memory is that of all processes"
        " added up, with what they share counted in each."
    )
    yield Contest("Workers", shows, _on(workers, DEEP_SHAPE))


def _endurance(_: argparse.Namespace) -> Iterator[Contest]:
    shows = "A million requests on one worker, every thousandth an operation never sent before: nothing grows."
    yield Contest("Endurance", shows, _on(endurance, SMALL_SHAPE), story=True)


def _on(run: Callable[[str, argparse.Namespace], Rounds], shape: str) -> Callable[[argparse.Namespace], Rounds]:
    return lambda options: run(shape, options)


_PLANS: dict[str, Callable[[argparse.Namespace], Iterator[Contest]]] = {
    "shapes": _shapes,
    "extras": _extras,
    "cold": _cold,
    "crowd": _crowd,
    "operations": _operations,
    "workers": _workers,
    "endurance": _endurance,
}
CONTESTS = tuple(_PLANS)
