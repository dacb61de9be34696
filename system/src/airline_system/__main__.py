"""`python -m airline_system run | schema | measure`: what the Makefile calls."""

from __future__ import annotations

import argparse
import sys

from airline_system import measure, run, schemas


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="airline_system", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("run", help="the whole system on this machine, until Ctrl-C")
    start.add_argument("--days", type=int, default=run.DEMO_DAYS, help="days of flights to load (default %(default)s)")
    contracts = commands.add_parser("schema", help="the exported and composed schemas")
    mode = contracts.add_mutually_exclusive_group(required=True)
    mode.add_argument("--write", action="store_true", help="write schema/")
    mode.add_argument("--check", action="store_true", help="fail where schema/ differs")
    figures = commands.add_parser("measure", help="load flights, search them, and say how long it took")
    figures.add_argument("--days", type=int, help="days of flights to load (default: the whole year of the data set)")
    figures.add_argument("--searches", type=int, default=200, help="of each kind (default %(default)s)")
    figures.add_argument("--travellers", type=int, default=8, help="searching at once (default %(default)s)")
    figures.add_argument("--fresh", action="store_true", help="forget what an earlier run has loaded")
    options = parser.parse_args(arguments)
    if options.command == "run":
        return run.run(options.days)
    if options.command == "measure":
        return measure.measure(
            options.days, searches=options.searches, travellers=options.travellers, fresh=options.fresh
        )
    try:
        schemas.write_contracts() if options.write else schemas.check_contracts()
    except schemas.SchemaDrift as drift:
        print(drift, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
