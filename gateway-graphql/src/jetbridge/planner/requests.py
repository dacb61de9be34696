"""Pass: groups become requests. Parallel groups to one subgraph share one.

First what one wave asks of one subgraph is put together. Then a request waits for a later one to the same subgraph if
nothing needs its answer before that one's: the plan is as deep as before and makes one request less.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jetbridge.planner.fetch_graph import Group


@dataclass(slots=True, eq=False)
class Request:
    """Groups that go to one subgraph together: one root group, or any number of entity groups."""

    subgraph: str
    level: int
    groups: list[Group]
    is_root: bool


def drop_empty(groups: Iterable[Group]) -> list[Group]:
    """Without the groups nothing was asked of in the end; who waited for them waits for what they waited for."""
    kept = []
    for group in groups:
        if not group.asking.is_empty():
            kept.append(group)
            continue
        for later in group.before:
            del later.after[group]
            later.wait_for(group.after)
        for earlier in group.after:
            earlier.before.pop(group, None)
    return kept


def build_requests(groups: Iterable[Group]) -> list[Request]:
    """Requests in the order they can be made."""
    waves: dict[tuple[int, str], Request] = {}
    requests: list[Request] = []
    for group in groups:
        if group.is_root:
            requests.append(Request(group.subgraph, group.level, [group], True))
            continue
        key = (group.level, group.subgraph)
        known = waves.get(key)
        if known is None:
            known = waves[key] = Request(group.subgraph, group.level, [], False)
            requests.append(known)
        known.groups.append(group)
    _postpone(waves.values())
    requests = [request for request in requests if request.groups]
    return sorted(requests, key=lambda request: (request.level, request.groups[0].number))


def _postpone(requests: Iterable[Request]) -> None:
    by_subgraph: dict[str, list[Request]] = defaultdict(list)
    for request in requests:
        by_subgraph[request.subgraph].append(request)
    for candidates in by_subgraph.values():
        candidates.sort(key=lambda request: request.level)
        for earlier, later in itertools.pairwise(candidates):
            if _can_wait(earlier, later):
                later.groups = sorted((*earlier.groups, *later.groups), key=lambda group: group.number)
                for group in earlier.groups:
                    group.level = later.level
                earlier.groups = []


def _can_wait(earlier: Request, later: Request) -> bool:
    needed_by = min((after.level for group in earlier.groups for after in group.before), default=later.level + 1)
    return needed_by > later.level
