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
import time
from pathlib import Path

from contest_plan import CONTESTS, Contest, plan
from peers import FLOOR, HERE, JETBRIDGE
from report import Results, to_plot, to_story, to_table
from shapes import SHAPES

ROOT = HERE.parents[1]


def main() -> None:
    options = _parse_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    found: dict[str, Results] = {}
    sections: list[str] = []
    began = time.monotonic()
    for contest in plan(options):
        results = contest.run(options)
        if FLOOR.name in results:
            found[contest.title] = results
        sections.append(_section(contest, results))
        print(sections[-1], flush=True)
        if options.write:  # after each contest: what has been measured is kept if the rest is interrupted
            _write(sections, found, options)
    print(f"{(time.monotonic() - began) / 60:.0f} minutes", file=sys.stderr)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contests", default=",".join(CONTESTS), help="default: %(default)s")
    parser.add_argument("--shapes", default=",".join(SHAPES), help="default: %(default)s")
    parser.add_argument("--only", help="names of gateways besides jetbridge")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.5, help="of measured load per gateway and round")
    parser.add_argument("--before", type=float, default=1, help="of unmeasured load before each measured slice")
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


def _section(contest: Contest, results: Results) -> str:
    own = JETBRIDGE.name if JETBRIDGE.name in results else next(iter(results))
    floor = FLOOR.name if FLOOR.name in results else None
    table = to_story(results) if contest.story else to_table(results, own, floor)
    return "\n\n".join(part for part in (f"### {contest.title}", contest.shows, table) if part) + "\n"


def _write(sections: list[str], shapes: dict[str, Results], options: argparse.Namespace) -> None:
    introduction = (HERE / "performance.md.in").read_text()
    python = sys.version.split()[0]
    how = f"{options.connections} connections, {options.rounds} rounds of {options.seconds:g} s, Python {python}.\n"
    (ROOT / "docs/performance.md").write_text("\n".join([introduction, how, *sections]))
    if shapes:
        (ROOT / "docs/images/performance.svg").write_text(to_plot(shapes))


if __name__ == "__main__":
    main()
