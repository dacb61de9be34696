"""`python -m airline_system run | schema`: what the Makefile calls."""

from __future__ import annotations

import argparse
import sys

from airline_system import run, schemas


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="airline_system", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("run", help="the whole system on this machine, until Ctrl-C")
    start.add_argument("--days", type=int, default=run.DEMO_DAYS, help="days of flights to load (default %(default)s)")
    contracts = commands.add_parser("schema", help="the exported and composed schemas")
    mode = contracts.add_mutually_exclusive_group(required=True)
    mode.add_argument("--write", action="store_true", help="write schema/")
    mode.add_argument("--check", action="store_true", help="fail where schema/ differs")
    options = parser.parse_args(arguments)
    if options.command == "run":
        return run.run(options.days)
    try:
        schemas.write_contracts() if options.write else schemas.check_contracts()
    except schemas.SchemaDrift as drift:
        print(drift, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
