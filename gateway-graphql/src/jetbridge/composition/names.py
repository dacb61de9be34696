"""Names of subgraphs: present, unique, and not the one name the join specification reserves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jetbridge.composition.errors import CompositionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import SubgraphDefinition


def check_subgraph_names(definitions: Sequence[SubgraphDefinition], report: Report) -> None:
    """Report names that cannot be used."""
    if not definitions:
        report.errors.append(CompositionError("NO_QUERIES", "There are no subgraphs to compose."))
    for name, count in Counter(definition.name for definition in definitions).items():
        if not name or name == "_":
            message = f'"{name}" cannot be the name of a subgraph; choose another.'
        elif count > 1:
            message = f'{count} subgraphs are named "{name}"; names must be unique.'
        else:
            continue
        report.errors.append(CompositionError("INVALID_SUBGRAPH_NAME", message))
