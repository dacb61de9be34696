"""What a GraphQL rule finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphql import Node


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence about an element."""

    message: str
    coordinate: str
    node: Node | None = None
