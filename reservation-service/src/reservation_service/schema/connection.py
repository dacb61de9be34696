"""Relay connection of reservations: a page, and cursors that stand for the last one seen."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable

import strawberry

from reservation_service.domain.refusals import InvalidInput
from reservation_service.schema.types import Reservation
from reservation_service.usecases.find_reservations import Page

_PREFIX = "reservation:"
# The longest is that of a search: two names in letters of several bytes.
_MAX_CURSOR_LENGTH = 4096


@strawberry.federation.type(shareable=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class ReservationEdge:
    cursor: str
    node: Reservation


@strawberry.type
class ReservationConnection:
    edges: list[ReservationEdge]
    page_info: PageInfo
    count: strawberry.Private[Callable[[], int]]

    @strawberry.field(description="Of all pages; counted only when asked for.")
    def total_count(self) -> int:
        return self.count()

    @classmethod
    def build(cls, page: Page, after: str | None, count: Callable[[], int]) -> ReservationConnection:
        edges = [ReservationEdge(cursor=to_cursor(one.id), node=Reservation.build(one)) for one in page.items]
        info = PageInfo(
            has_next_page=page.has_next,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return cls(edges=edges, page_info=info, count=count)


def to_cursor(reservation_id: str) -> str:
    return urlsafe_b64encode(f"{_PREFIX}{reservation_id}".encode()).decode()


def from_cursor(cursor: str) -> str:
    """Raises InvalidInput for what `to_cursor` never made."""
    try:
        text = urlsafe_b64decode(cursor[:_MAX_CURSOR_LENGTH].encode()).decode()
    except (Base64Error, UnicodeError):
        text = ""
    if not text.startswith(_PREFIX):
        raise InvalidInput("after", "This is not a cursor of this list.")
    return text.removeprefix(_PREFIX)
