"""A query plan as JSON, for tools: the fields of `plan.py` under their camelCase names."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from jetbridge.planner.plan import EntityFetch, RepresentationField
from jetbridge.planner.printer import print_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jetbridge.planner.plan import (
        ContextVariable,
        EntityGroup,
        Fetch,
        QueryPlan,
        RepresentationCase,
        RepresentationSelection,
    )

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | None"


def to_json(plan: QueryPlan) -> Json:
    return {"kind": "QueryPlan", "fetches": [_fetch_to_json(fetch) for fetch in plan.fetches]}


def _fetch_to_json(fetch: Fetch) -> Json:
    described: dict[str, Json] = {
        "id": fetch.id,
        "kind": "EntityFetch" if isinstance(fetch, EntityFetch) else "RootFetch",
        "subgraph": fetch.subgraph,
        "after": list(fetch.after),
        "document": fetch.document,
        "variables": list(fetch.variables),
    }
    if isinstance(fetch, EntityFetch):
        described["groups"] = [_group_to_json(group) for group in fetch.groups]
    else:
        described["operation"] = fetch.kind.value
        described["path"] = print_path(fetch.path)
    return described


def _group_to_json(group: EntityGroup) -> Json:
    return {
        "alias": group.alias,
        "variable": group.variable,
        "paths": [print_path(path) for path in group.paths],
        "representations": [_case_to_json(case) for case in group.cases],
        "contexts": [_context_to_json(variable) for variable in group.contexts],
    }


def _context_to_json(variable: ContextVariable) -> Json:
    sources: list[Json] = [
        {
            "up": source.up,
            "types": None if source.types is None else sorted(source.types),
            "selections": _selections_to_json(source.selections),
        }
        for source in variable.sources
    ]
    return {"variable": variable.name, "type": variable.type, "sources": sources}


def _case_to_json(case: RepresentationCase) -> Json:
    return {
        "types": sorted(case.types),
        "typename": case.typename,
        "keys": _selections_to_json(case.keys),
        "requires": _selections_to_json(case.requires),
    }


def _selections_to_json(selections: Iterable[RepresentationSelection]) -> list[Json]:
    return [_selection_to_json(selection) for selection in selections]


def _selection_to_json(selection: RepresentationSelection) -> Json:
    inner = _selections_to_json(selection.selections)
    if isinstance(selection, RepresentationField):
        return {"name": selection.name, "key": selection.key, "selections": inner}
    return {"types": sorted(selection.types), "selections": inner}
