"""One thing that was looked at, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """`problem`: requests will fail. `warning`: somebody should know. `way_out` says what to do about either."""

    level: Literal["ok", "warning", "problem"]
    subject: str
    message: str
    way_out: str = ""


def print_findings(findings: list[Finding]) -> str:
    width = max((len(each.subject) for each in findings), default=0)
    lines = []
    for each in findings:
        lines.append(f"{each.level:<8} {each.subject:<{width}}  {each.message}")
        if each.way_out:
            lines.append(f"{'':<8} {'':<{width}}  > {each.way_out}")
    problems = sum(each.level == "problem" for each in findings)
    warnings = sum(each.level == "warning" for each in findings)
    return "\n".join([*lines, "", f"{_count(problems, 'problem')}, {_count(warnings, 'warning')}."])


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
