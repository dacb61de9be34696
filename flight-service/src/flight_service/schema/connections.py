"""Relay connections: a sorted list and the client's `first` and `after` -> one page of it.

A cursor is the position of its node in the order of the list, not a count: it stays right when others come and go.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import strawberry

from flight_service.domain.errors import InvalidInput
from flight_service.schema.flight_types import Flight
from flight_service.schema.reference_types import Airport

DEFAULT_PAGE, LARGEST_PAGE = 20, 100
_LONGEST_CURSOR = 300

Position = tuple[str, ...]
Node = TypeVar("Node")


@strawberry.federation.type(shareable=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class FlightEdge:
    cursor: str
    node: Flight


@strawberry.type
class FlightConnection:
    edges: list[FlightEdge]
    page_info: PageInfo
    total_count: int | None = strawberry.field(description="Null for a list too long to be counted.")


@strawberry.type
class AirportEdge:
    cursor: str
    node: Airport


@strawberry.type
class AirportConnection:
    edges: list[AirportEdge]
    page_info: PageInfo
    total_count: int


@dataclass(frozen=True, slots=True)
class Page(Generic[Node]):
    nodes: Sequence[tuple[Node, str]]
    info: PageInfo


def check_first(first: int | None) -> int:
    size = DEFAULT_PAGE if first is None else first
    if not 1 <= size <= LARGEST_PAGE:
        raise InvalidInput("first", f"A page has 1 to {LARGEST_PAGE} entries.")
    return size


def build_page(
    order: str, positioned: Sequence[tuple[Position, Node]], first: int, after: Position | None
) -> Page[Node]:
    """`positioned` is sorted by position; `order` names that order, so that no cursor is used in another."""
    rest = [one for one in positioned if after is None or one[0] > after]
    nodes = [(node, to_cursor(order, position)) for position, node in rest[:first]]
    info = PageInfo(
        has_next_page=len(rest) > first,
        has_previous_page=after is not None,
        start_cursor=nodes[0][1] if nodes else None,
        end_cursor=nodes[-1][1] if nodes else None,
    )
    return Page(nodes, info)


def to_cursor(order: str, position: Position) -> str:
    return urlsafe_b64encode(json.dumps([order, *position], separators=(",", ":")).encode()).decode().rstrip("=")


def parse_cursor(order: str, cursor: str | None, length: int) -> Position | None:
    if cursor is None:
        return None
    try:
        parts = json.loads(urlsafe_b64decode(cursor[:_LONGEST_CURSOR] + "=" * (-len(cursor) % 4)))
    except ValueError:
        parts = None
    if not isinstance(parts, list) or len(parts) != length + 1 or not all(isinstance(part, str) for part in parts):
        raise InvalidInput("after", "This is no cursor of this list.")
    if parts[0] != order:
        raise InvalidInput("after", "This cursor belongs to a list in another order.")
    return tuple(parts[1:])
