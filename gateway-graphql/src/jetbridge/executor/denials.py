"""Fields the caller may not see: not fetched, but part of the answer, as errors in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jetbridge.errors import to_extensions
from jetbridge.executor.failure import Cause, Failure
from jetbridge.executor.representation import find_objects

if TYPE_CHECKING:
    from jetbridge.executor.reader import Tree
    from jetbridge.operation.model import Operation
    from jetbridge.planner.plan import Path


@dataclass(frozen=True, slots=True)
class Denial:
    """One field: `response_key` of the objects at `path`."""

    path: Path
    response_key: str
    coordinate: str
    code: str

    def build_cause(self) -> Cause:
        return Cause(f"You may not ask for {self.coordinate}.", to_extensions(self.code))


@dataclass(frozen=True, slots=True)
class Denials:
    """`operation` is what the caller asked for; the plan is that of what is left of it."""

    operation: Operation
    fields: tuple[Denial, ...]

    def put_into(self, tree: Tree) -> None:
        for denial in self.fields:
            cause = denial.build_cause()
            for found in find_objects(tree, denial.path):
                found[denial.response_key] = Failure(cause)
