"""`jetbridge plan`: which requests would an operation make, printed without making any."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("plan", help="print the query plan of an operation")
    parser.add_argument("--supergraph", required=True, type=Path, metavar="FILE", help="supergraph SDL")
    parser.add_argument(
        "--operation", required=True, type=Path, metavar="FILE", help="a GraphQL document; - for standard input"
    )
    parser.add_argument("--name", help="which of the document's operations")
    parser.add_argument(
        "--variables", default="{}", metavar="JSON", help="an object; what @skip and @include see (default {})"
    )
    parser.add_argument("--label", action="append", default=[], help="an active label of progressive @override")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from jetbridge.plan_file import PlanFileError, plan_file
    from jetbridge.planner.plan_json import to_json
    from jetbridge.planner.printer import print_plan

    try:
        found = plan_file(
            args.supergraph, args.operation, name=args.name, variables=args.variables, labels=frozenset(args.label)
        )
    except PlanFileError as error:
        print(error, file=sys.stderr)
        return 1
    if args.format == "json":
        print(msgspec.json.format(msgspec.json.encode(to_json(found))).decode())
    else:
        print(print_plan(found))
    return 0
