"""`jetbridge diff OLD NEW`: what clients would notice between two supergraphs or API schemas."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jetbridge.checks.report import FORMATS

if TYPE_CHECKING:
    import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("diff", help="show the changes between two schemas")
    parser.add_argument("old", type=Path, metavar="OLD", help="supergraph or API schema SDL")
    parser.add_argument("new", type=Path, metavar="NEW", help="supergraph or API schema SDL")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from jetbridge.checks.load import SchemaFileError, load_api_schema
    from jetbridge.checks.report import print_verdict
    from jetbridge.checks.verdict import check_schemas

    try:
        verdict = check_schemas(load_api_schema(args.old), load_api_schema(args.new), None)
    except SchemaFileError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(print_verdict(verdict, args.format))
    return 0
