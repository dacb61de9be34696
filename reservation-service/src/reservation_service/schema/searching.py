"""GraphQL of looking for reservations by what a traveller can tell. Staff only."""

from __future__ import annotations

import strawberry

from reservation_service.schema.connection import PageInfo, ReservationEdge, from_cursor, to_cursor
from reservation_service.schema.context import Info
from reservation_service.schema.types import DEFAULT_FIRST, Reservation


@strawberry.type(description="How many there are is not counted.")
class ReservationSearchConnection:
    edges: list[ReservationEdge]
    page_info: PageInfo


@strawberry.type
class SearchQuery:
    @strawberry.field(
        description="Staff: by record locator, ticket number, contact e-mail address, or a passenger's name: LAST,"
        " LAST/FIRST or FIRST LAST, of which the end may be missing; accents and case do not matter. In the order of"
        " names, of one name the newest first; what was booked seconds ago may be missing. Each search is on record."
    )
    def search_reservations(
        self, info: Info, text: str, first: int | None = DEFAULT_FIRST, after: str | None = None
    ) -> ReservationSearchConnection:
        hits, has_next = info.context.application.search_reservations(
            info.context.caller,
            text,
            first=DEFAULT_FIRST if first is None else first,
            after=from_cursor(after) if after is not None else None,
        )
        edges = [ReservationEdge(cursor=to_cursor(one.place), node=Reservation.build(one.reservation)) for one in hits]
        page = PageInfo(
            has_next_page=has_next,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return ReservationSearchConnection(edges=edges, page_info=page)
