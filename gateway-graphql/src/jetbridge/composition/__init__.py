"""Composition: the SDLs of subgraphs -> a supergraph with its API schema, or errors that say what to do.

`compose(subgraphs)` is the function, `compose_case(case)` the same on JSON. Pure: reads nothing, keeps nothing.
"""

from jetbridge.composition.case import compose_case
from jetbridge.composition.compose import compose
from jetbridge.composition.errors import CompositionError, CompositionHint, SourceLocation
from jetbridge.composition.result import CompositionResult
from jetbridge.composition.subgraph import SubgraphDefinition

__all__ = [
    "CompositionError",
    "CompositionHint",
    "CompositionResult",
    "SourceLocation",
    "SubgraphDefinition",
    "compose",
    "compose_case",
]
