"""The verdict of a check: the changes, and which stored operations they break.

Without stored operations every breaking change fails the check. With them only those fail it that concern one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jetbridge.checks.change import Change, Severity
from jetbridge.checks.compare import compare_schemas
from jetbridge.checks.operations import StoredOperation, find_broken, is_concerned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import GraphQLSchema


@dataclass(frozen=True, slots=True)
class Finding:
    """A change and the names of the stored operations it concerns; None where none are known."""

    change: Change
    operations: tuple[str, ...] | None

    @property
    def fails(self) -> bool:
        return self.change.severity is Severity.BREAKING and self.operations != ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken` are the operations that are no longer valid, with the reasons."""

    findings: tuple[Finding, ...]
    broken: tuple[tuple[str, str], ...]

    @property
    def passes(self) -> bool:
        return not self.broken and not any(finding.fails for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.passes,
            "changes": [
                {
                    "severity": finding.change.severity.value,
                    "code": finding.change.code,
                    "coordinate": finding.change.coordinate,
                    "message": finding.change.message,
                    "operations": None if finding.operations is None else list(finding.operations),
                    "fails": finding.fails,
                }
                for finding in self.findings
            ],
            "brokenOperations": [{"operation": name, "message": message} for name, message in self.broken],
        }


def check_schemas(old: GraphQLSchema, new: GraphQLSchema, operations: Sequence[StoredOperation] | None) -> Verdict:
    """Compare two API schemas against what clients are known to send; None where that is not known."""
    findings = []
    for change in compare_schemas(old, new):
        concerned = None
        if operations is not None and change.severity is Severity.BREAKING:
            concerned = tuple(operation.name for operation in operations if is_concerned(operation, change, old))
        findings.append(Finding(change, concerned))
    broken = [
        (operation.name, message) for operation in operations or () for message in find_broken(operation, old, new)
    ]
    return Verdict(tuple(findings), tuple(broken))
