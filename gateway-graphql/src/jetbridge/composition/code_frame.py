"""Errors and hints as text: code, sentence, way out, and the lines of the sources they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.catalogue import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError, CompositionHint, SourceLocation

_CONTEXT_LINES = 1


def print_finding(finding: CompositionError | CompositionHint, kind: str) -> str:
    """Print one finding over several lines; `kind` is "error" or "hint"."""
    lines = [f"{kind}[{finding.code}]: {finding.message}"]
    for location in finding.locations:
        lines += _frame(location)
    page = PAGES.get(finding.code)
    if page is not None:
        lines.append(f"  = way out: {page.way_out}")
    lines.append(f"  = `jetbridge explain {finding.code}` says more.")
    return "\n".join(lines)


def _frame(location: SourceLocation) -> Iterator[str]:
    text = location.source.body.splitlines()
    yield f"  --> {location.subgraph}:{location.line}:{location.column}"
    first = max(1, location.line - _CONTEXT_LINES)
    last = min(len(text), location.line + _CONTEXT_LINES)
    width = len(str(last))
    for number in range(first, last + 1):
        yield f"  {number:>{width}} | {text[number - 1]}".rstrip()
        if number == location.line:
            yield f"  {'':>{width}} | {' ' * (location.column - 1)}^"
