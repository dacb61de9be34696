"""`jetbridge compose`: subgraphs -> the supergraph's SDL, or every reason why not, on standard error."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from jetbridge.composition import CompositionResult


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("compose", help="compose subgraphs into a supergraph")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--config", type=Path, metavar="FILE", help="supergraph.yaml: where the subgraphs are")
    source.add_argument("--json", action="store_true", help="one JSON case on standard input, its result as JSON")
    source.add_argument("--jsonl", action="store_true", help="one JSON case a line, one result a line, until the end")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the supergraph there instead")
    parser.add_argument("--hints", action="store_true", help="print hints too")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="of what --config gives")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.json:
        answer = _answer(sys.stdin.read())
        print(json.dumps(answer))
        return 0 if answer["ok"] else 1
    if args.jsonl:
        for line in sys.stdin:
            print(json.dumps(_answer(line)), flush=True)
        return 0
    return _compose_config(args)


def _answer(text: str) -> dict[str, Any]:
    from jetbridge.composition import compose_case

    try:
        case = json.loads(text)
        if not isinstance(case, dict) or not isinstance(case.get("subgraphs"), list):
            raise TypeError("it has no list of subgraphs")
        return compose_case(case)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"This is no case {{subgraphs: [{{name, url, sdl}}]}}: {error}"
        return {"ok": False, "errors": [{"code": "INVALID_CASE", "message": message}], "hints": []}


def _compose_config(args: argparse.Namespace) -> int:
    from jetbridge.composition import compose
    from jetbridge.composition.case import to_json
    from jetbridge.supergraph_config import SupergraphConfigError, fetch_definitions, load_supergraph_config

    try:
        definitions = fetch_definitions(load_supergraph_config(args.config))
    except SupergraphConfigError as error:
        for line in str(error).splitlines():
            print(f"error: {line}", file=sys.stderr)
        return 1
    result = compose(definitions)
    if args.format == "json":
        print(json.dumps(to_json(result)))
    else:
        _print_findings(result, with_hints=args.hints)
        if result.supergraph_sdl is not None and args.output is None:
            print(result.supergraph_sdl, end="")
    if result.supergraph_sdl is not None and args.output is not None:
        return _write(args.output, result, len(definitions))
    return 0 if result.ok else 1


def _write(output: Path, result: CompositionResult, subgraphs: int) -> int:
    try:
        output.write_text(result.supergraph_sdl or "", encoding="utf-8")
    except OSError as error:
        print(f"error: {output} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    hints = f"; {len(result.hints)} hints, see --hints" if result.hints else ""
    print(f"Composed {subgraphs} subgraphs into {output}{hints}.", file=sys.stderr)
    return 0


def _print_findings(result: CompositionResult, *, with_hints: bool) -> None:
    from jetbridge.composition.code_frame import print_finding

    for hint in result.hints if with_hints else ():
        print(print_finding(hint, "hint"), file=sys.stderr, end="\n\n")
    for error in result.errors:
        print(print_finding(error, "error"), file=sys.stderr, end="\n\n")
    if result.errors:
        count = len(result.errors)
        print(f"The subgraphs do not compose: {count} error{'s' if count > 1 else ''}.", file=sys.stderr)
