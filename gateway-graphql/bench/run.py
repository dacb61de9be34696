"""Run gateways side by side on the same machine, in turn, round after round, and print what a request costs each.

    python gateway-graphql/bench/run.py                                   every contest, every gateway, every shape
    python gateway-graphql/bench/run.py --contests shapes --shapes wide --only bound-json,apollo-gateway
    python gateway-graphql/bench/run.py --write                           also docs/performance.md and its plot

The gateway has core 0 for itself; subgraphs, replay and load generator share core 1. Figures are medians over the
rounds, ratios medians of the rounds' ratios. CPU is user and system time of all processes of a gateway. Every answer
is compared with the first one, and that one with jetbridge's as JSON.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from contests import cold, crowd, extras, many_operations, side_by_side
from peers import FLOOR, HERE, JETBRIDGE
from report import Results, to_plot, to_table
from shapes import SHAPES

ROOT = HERE.parents[1]
CONTESTS = ("shapes", "extras", "cold", "crowd", "operations")
# Small and large: where what is around an engine weighs most, and least.
EXTRAS_SHAPES = ("lookup", "storefront")
SMALL_SHAPE, DEEP_SHAPE = EXTRAS_SHAPES


def main() -> None:
    options = _parse_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    found: dict[str, Results] = {}
    sections: list[str] = []
    for title, results in _run(options):
        found[title] = results
        sections.append(_section(title, results))
        print(sections[-1], flush=True)
        if options.write:  # after each contest: what has been measured is kept if the rest is interrupted
            _write(sections, {title: results for title, results in found.items() if FLOOR.name in results}, options)


def _run(options: argparse.Namespace) -> Iterator[tuple[str, Results]]:
    contests: list[str] = options.contests.split(",")
    if "shapes" in contests:
        for name in options.shapes.split(","):
            yield f"{name}: {SHAPES[name].summary}", side_by_side(name, options)
    if "extras" in contests:
        for name in EXTRAS_SHAPES:
            yield f"With and without, and two workers: {name}", extras(name, options)
    if "cold" in contests:
        yield "Operations never sent before, on one connection", cold(DEEP_SHAPE, options)
    if "crowd" in contests:
        yield "Many clients", crowd(DEEP_SHAPE, options)
    if "operations" in contests:
        yield "Many operations", many_operations(SMALL_SHAPE, options)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contests", default=",".join(CONTESTS), help="default: %(default)s")
    parser.add_argument("--shapes", default=",".join(SHAPES), help="default: %(default)s")
    parser.add_argument("--only", help="names of gateways besides jetbridge")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4, help="of measured load per gateway and round")
    parser.add_argument("--before", type=float, default=2, help="of unmeasured load before each measured slice")
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--cores", default="0", help="of the gateway, as taskset takes them")
    parser.add_argument("--other-cores", default="1", help="of subgraphs, replay and load generator")
    parser.add_argument("--port", type=int, default=18600, help="the first of a dozen ports on 127.0.0.1")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "bench")
    parser.add_argument("--peers", type=Path, help="where peers are installed; default: below --work")
    parser.add_argument(
        "--write", action="store_true", help="write docs/performance.md and docs/images/performance.svg"
    )
    return parser.parse_args()


def _section(title: str, results: Results) -> str:
    own = JETBRIDGE.name if JETBRIDGE.name in results else next(iter(results))
    return f"### {title}\n\n{to_table(results, own, FLOOR.name if FLOOR.name in results else None)}\n"


def _write(sections: list[str], shapes: dict[str, Results], options: argparse.Namespace) -> None:
    introduction = (HERE / "performance.md.in").read_text()
    python = sys.version.split()[0]
    how = f"{options.connections} connections, {options.rounds} rounds of {options.seconds:g} s, Python {python}.\n"
    (ROOT / "docs/performance.md").write_text("\n".join([introduction, how, *sections]))
    if shapes:
        (ROOT / "docs/images/performance.svg").write_text(to_plot(shapes))


if __name__ == "__main__":
    main()
