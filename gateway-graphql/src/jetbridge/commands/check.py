"""`jetbridge check`: may this graph be published? Composes, then compares with the published one and stored operations.

Exit codes: 0 it may, 1 something breaks and was named, 2 called wrongly.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jetbridge.checks.report import FORMATS

if TYPE_CHECKING:
    import argparse

    from graphql import GraphQLSchema


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("check", help="check for breaking changes against the published schema")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--config", type=Path, metavar="FILE", help="supergraph.yaml: subgraphs to compose and check")
    source.add_argument("--schema", type=Path, metavar="FILE", help="a supergraph or API schema to check")
    parser.add_argument("--against", type=Path, metavar="FILE", required=True, help="the published schema")
    parser.add_argument("--operations", type=Path, metavar="PATH", help="stored operations: folder, file or manifest")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from jetbridge.checks.load import SchemaFileError, load_api_schema
    from jetbridge.checks.operations import OperationsError, load_operations
    from jetbridge.checks.report import print_verdict
    from jetbridge.checks.verdict import check_schemas
    from jetbridge.supergraph_config import SupergraphConfigError

    try:
        new = load_api_schema(args.schema) if args.schema else _compose(args.config)
        if new is None:
            return 1
        old = load_api_schema(args.against)
        operations = load_operations(args.operations) if args.operations else None
    except (SchemaFileError, OperationsError, SupergraphConfigError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    verdict = check_schemas(old, new, operations)
    print(print_verdict(verdict, args.format))
    return 0 if verdict.passes else 1


def _compose(config: Path) -> GraphQLSchema | None:
    from jetbridge.checks.load import build_api_schema
    from jetbridge.composition import compose
    from jetbridge.composition.code_frame import print_finding
    from jetbridge.supergraph_config import fetch_definitions, load_supergraph_config

    result = compose(fetch_definitions(load_supergraph_config(config)))
    for error in result.errors:
        print(print_finding(error, "error"), file=sys.stderr, end="\n\n")
    return build_api_schema(result.api_sdl, str(config)) if result.api_sdl is not None else None
