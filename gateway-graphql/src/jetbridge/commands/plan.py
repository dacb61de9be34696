"""`jetbridge plan`: which requests would an operation make, printed without making any."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.errors import GatewayError
from jetbridge.operation.document import prepare_operation
from jetbridge.operation.limits import Limits
from jetbridge.planner import Budget, plan
from jetbridge.planner.plan_json import to_json
from jetbridge.planner.printer import print_plan
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import SupergraphError, load_supergraph

if TYPE_CHECKING:
    import argparse

    from jetbridge.planner.plan import QueryPlan


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("plan", help="print the query plan of an operation")
    parser.add_argument("--supergraph", required=True, type=Path, metavar="FILE")
    parser.add_argument("--operation", required=True, type=Path, metavar="FILE", help="a GraphQL document; - for stdin")
    parser.add_argument("--name", help="which of the document's operations")
    parser.add_argument("--variables", default="{}", help="JSON object; what @skip and @include see")
    parser.add_argument("--label", action="append", default=[], help="an active label of progressive @override")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        found = _plan(args)
    except (OSError, UnicodeDecodeError, SupergraphError, GatewayError, msgspec.DecodeError) as error:
        code = f"{error.code}: " if isinstance(error, GatewayError) else ""
        print(f"{code}{error}", file=sys.stderr)
        return 1
    print(
        msgspec.json.format(msgspec.json.encode(to_json(found))).decode()
        if args.format == "json"
        else print_plan(found)
    )
    return 0


def _plan(args: argparse.Namespace) -> QueryPlan:
    supergraph = load_supergraph(args.supergraph.read_text("utf-8"))
    source = sys.stdin.read() if str(args.operation) == "-" else args.operation.read_text("utf-8")
    prepared = prepare_operation(source, args.name, supergraph.api_schema, Limits(), suggestions=True)
    variables = prepared.coerce(msgspec.json.decode(args.variables, type=dict[str, Any]))
    operation = prepared.normalize(prepared.get_conditions(variables))
    return plan(operation, build_query_graph(supergraph), Budget(), active_labels=frozenset(args.label))
