"""`jetbridge explain CODE`: what an error code means and what to do about it."""

from __future__ import annotations

import difflib
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

from jetbridge.errors import CAUSES

if TYPE_CHECKING:
    import argparse

    from jetbridge.errors import Cause


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("explain", help="say what an error code means, and the way out")
    parser.add_argument("code", nargs="?", help="an error code; all of them without it")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    causes = list(CAUSES.values())
    if args.code:
        causes = [cause for cause in causes if cause.code == args.code.upper()]
        if not causes:
            near = difflib.get_close_matches(args.code.upper(), CAUSES, n=1)
            hint = f"; did you mean {near[0]}?" if near else ". `jetbridge explain` lists all of them."
            print(f"There is no error code {args.code}{hint}", file=sys.stderr)
            return 1
    print(_print(causes, args.format))
    return 0


def _print(causes: list[Cause], form: str) -> str:
    match form:
        case "json":
            return msgspec.json.format(msgspec.json.encode([asdict(cause) for cause in causes])).decode("utf-8")
        case "markdown":
            rows = [f"| `{c.code}` | {c.status} | {_retry(c)} | {c.meaning} | {c.way_out} |" for c in causes]
            return "\n".join(["| code | HTTP | retry | meaning | way out |", "|---|---|---|---|---|", *rows])
        case _:
            return "\n\n".join(
                f"{c.code}  (HTTP {c.status}, retry: {_retry(c)})\n  {c.meaning}\n  {c.way_out}" for c in causes
            )


def _retry(cause: Cause) -> str:
    return "yes" if cause.retryable else "no"
