"""What composition gives: a supergraph and its API schema, or errors; hints in either case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jetbridge.composition.errors import CompositionError, CompositionHint


@dataclass(frozen=True, slots=True)
class CompositionResult:
    """`supergraph_sdl` and `api_sdl` are set exactly when there are no errors."""

    supergraph_sdl: str | None = None
    api_sdl: str | None = None
    errors: tuple[CompositionError, ...] = ()
    hints: tuple[CompositionHint, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the subgraphs compose."""
        return not self.errors


class Stopped(Exception):
    """Composition has ended; why stands in the report."""


@dataclass(slots=True)
class Report:
    """Errors and hints while a stage collects them."""

    errors: list[CompositionError] = field(default_factory=list)
    hints: list[CompositionHint] = field(default_factory=list)

    def stop_if_errors(self) -> None:
        """End composition here if anything has been found: what comes next relies on there being nothing."""
        if self.errors:
            raise Stopped
