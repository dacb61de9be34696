"""The gateway answers random operations over random federated graphs as one schema over the same data does.

Worlds have keys of all kinds, requirements, provides, overrides with and without labels (of fields that require, too),
contexts, interface objects, interfaces with fields of every kind that differ by subgraph, mutations, what clients may not
see, fields that fail, and arguments of lists and input objects; each tenth is one of Federation 1.

`make fuzz` runs 10,000 pairs of graph and operation from the seeds 0 to 999; `FUZZ_SEED=n` begins at another.
A difference names its seed; `find_differences(seed, ...)` makes it again.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from .compare import find_differences

pytestmark = pytest.mark.fuzz
LONG = os.environ.get("FUZZ") == "long"
FIRST = int(os.environ.get("FUZZ_SEED", "0"))
WORLDS = 1000 if LONG else 24
# Worlds a test: few enough that a failure comes soon.
STEP = 4
# Over each of them.
OPERATIONS = 10


@pytest.mark.parametrize("first", range(FIRST, FIRST + WORLDS, STEP))
def test_the_gateway_answers_as_one_schema_would(first: int, count_figures: Any) -> None:
    differences = [
        difference for seed in range(first, first + STEP) for difference in find_differences(seed, OPERATIONS)
    ]
    count_figures(graphs=STEP, operations=STEP * OPERATIONS, differences=len(differences))
    assert not differences, "\n\n".join(map(str, differences))
