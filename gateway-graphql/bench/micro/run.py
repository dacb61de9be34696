"""Measure what the engine costs against its floor, shape by shape, and fail if one has become dearer.

python gateway-graphql/bench/micro/run.py
python gateway-graphql/bench/micro/run.py --shapes wide --rounds 51
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))

from contest import Contest, Outcome  # the folder above has to be on the path first
from shapes import SHAPES

# Of the floor. About a fifth above what was measured last, because a busy machine makes a tenth of difference.
LIMITS = {"lookup": 1.8, "storefront": 1.2, "wide": 0.75, "catalogue": 0.95}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shapes", default=",".join(LIMITS), help="default: %(default)s")
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args()
    print(f"{'shape':12}{'engine us':>12}{'floor us':>12}{'ratio':>8}{'limit':>8}")
    dearer = False
    for name in options.shapes.split(","):
        outcome = uvloop.run(contest(name, options.rounds))
        too_dear = outcome.ratio > LIMITS[name]
        dearer = dearer or too_dear
        print(
            f"{name:12}{outcome.engine_us:12.1f}{outcome.floor_us:12.1f}{outcome.ratio:8.2f}{LIMITS[name]:8.2f}"
            + ("   too dear" if too_dear else "")
        )
    return 1 if dearer else 0


async def contest(name: str, rounds: int) -> Outcome:
    found = Contest(SHAPES[name])
    await found.warm_up()
    return await found.measure(rounds)


if __name__ == "__main__":
    sys.exit(main())
