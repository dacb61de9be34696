"""Verdicts as text, JSON, or annotations GitHub's CI shows beside a change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jetbridge.checks.change import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.checks.verdict import Finding, Verdict

FORMATS = ("text", "json", "github")

_ANNOTATIONS = {Severity.BREAKING: "error", Severity.DANGEROUS: "warning", Severity.SAFE: "notice"}


def print_verdict(verdict: Verdict, form: str) -> str:
    match form:
        case "json":
            return json.dumps(verdict.to_json(), indent=2)
        case "github":
            return "\n".join(_annotations(verdict))
        case _:
            return "\n".join(_lines(verdict))


def _lines(verdict: Verdict) -> Iterator[str]:
    for finding in verdict.findings:
        yield f"{finding.change.severity.value:<9}  {finding.change.message}{_usage(finding)}"
    for name, message in verdict.broken:
        yield f"broken     {name}: {message}"
    counts = [
        f"{sum(finding.change.severity is severity for finding in verdict.findings)} {severity.value}"
        for severity in Severity
    ]
    yield f"{', '.join(counts)}." if verdict.findings else "Nothing clients would notice has changed."


def _usage(finding: Finding) -> str:
    if finding.operations is None:
        return ""
    if not finding.operations:
        return " No stored operation uses it."
    return f" Used by {', '.join(finding.operations)}."


def _annotations(verdict: Verdict) -> Iterator[str]:
    for finding in verdict.findings:
        level = _ANNOTATIONS[finding.change.severity]
        if level == "error" and not finding.fails:
            level = "warning"
        yield f"::{level} title={finding.change.code}::{_escape(finding.change.message + _usage(finding))}"
    for name, message in verdict.broken:
        file = name.partition("#")[0]
        yield f"::error file={file},title=BROKEN_OPERATION::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
