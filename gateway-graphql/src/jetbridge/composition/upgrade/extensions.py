"""`extend` says nothing any more once it is known that a definition exists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.composition.upgrade.rewriting import rewrite_types

if TYPE_CHECKING:
    from jetbridge.composition.subgraph import Subgraph


def without_extensions(subgraph: Subgraph) -> Subgraph:
    """Turn extensions into definitions."""
    return rewrite_types(subgraph, lambda definition: replace(definition, extensions=frozenset()))
