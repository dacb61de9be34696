"""Names of the `join__Graph` enum: one GraphQL name for each subgraph."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def graph_enum_names(subgraphs: Iterable[str]) -> list[str]:
    """Give each subgraph, in order, the name of its enum value; names that would clash are numbered."""
    names = [_enum_name(subgraph) for subgraph in subgraphs]
    counts = Counter(names)
    numbers: Counter[str] = Counter()
    result = []
    for name in names:
        if counts[name] == 1:
            result.append(name)
        else:
            numbers[name] += 1
            result.append(f"{name}_{numbers[name]}")
    return result


def _enum_name(subgraph: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_]", "_", subgraph)
    if re.match(r"[0-9]", name):
        name = f"_{name}"
    if re.search(r"_[0-9]+$", name):
        # Keeps the numbered names of clashes free.
        name = f"{name}_"
    return name.upper()
