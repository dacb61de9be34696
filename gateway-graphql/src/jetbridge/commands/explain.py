"""`jetbridge explain CODE`: what an error code of the gateway or of composition means, and what to do about it."""

from __future__ import annotations

import difflib
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from jetbridge.errors import CAUSES, Cause

if TYPE_CHECKING:
    import argparse

    from jetbridge.composition.catalogue import Page

Entry: TypeAlias = "Cause | Page"

_MARKDOWN_HEAD = """\
# Errors

Written by `make docs` from the catalogues in the code; `jetbridge explain CODE` prints one entry.
"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("explain", help="say what an error code means, and the way out")
    parser.add_argument("code", nargs="?", help="an error code; all of them without it")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    # All commands are imported for their arguments; composing takes five megabytes that a server need not have.
    from jetbridge.composition.catalogue import PAGES

    known: dict[str, Entry] = {**PAGES, **CAUSES}
    entries: list[Entry] = [*CAUSES.values(), *PAGES.values()]
    if args.code:
        entry = known.get(args.code.upper())
        if entry is None:
            near = difflib.get_close_matches(args.code.upper(), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ". `jetbridge explain` lists all of them."
            print(f"There is no error code {args.code}{hint}", file=sys.stderr)
            return 1
        entries = [entry]
    print(_print(entries, args.format))
    return 0


def _print(entries: list[Entry], form: str) -> str:
    match form:
        case "json":
            return msgspec.json.format(msgspec.json.encode([asdict(entry) for entry in entries])).decode("utf-8")
        case "markdown":
            return _print_markdown(entries)
        case _:
            return "\n\n".join(map(_print_text, entries))


def _print_text(entry: Entry) -> str:
    if isinstance(entry, Cause):
        return f"{entry.code}  (HTTP {entry.status}, retry: {_retry(entry)})\n  {entry.meaning}\n  {entry.way_out}"
    kind = "hint" if entry.is_hint else "error"
    example = f"\n  Example: {entry.example}" if entry.example else ""
    return f"{entry.code}  (composition {kind})\n  {entry.meaning}\n  {entry.way_out}{example}"


def _print_markdown(entries: list[Entry]) -> str:
    causes = [entry for entry in entries if isinstance(entry, Cause)]
    pages = [entry for entry in entries if not isinstance(entry, Cause)]
    errors = [page for page in pages if not page.is_hint]
    hints = [page for page in pages if page.is_hint]
    sections = [_MARKDOWN_HEAD]
    if causes:
        rows = [f"| `{c.code}` | {c.status} | {_retry(c)} | {c.meaning} | {c.way_out} |" for c in causes]
        head = ["## Of requests", "", "| code | HTTP | retry | meaning | way out |", "|---|---|---|---|---|"]
        sections.append("\n".join([*head, *rows, ""]))
    for title, found in (("Of composition", errors), ("Hints of composition", hints)):
        if found:
            rows = [f"| `{p.code}` | {p.meaning} | {p.way_out} |" for p in found]
            sections.append("\n".join([f"## {title}", "", "| code | meaning | way out |", "|---|---|---|", *rows, ""]))
    return "\n".join(sections).rstrip("\n")


def _retry(cause: Cause) -> str:
    return "yes" if cause.retryable else "no"
