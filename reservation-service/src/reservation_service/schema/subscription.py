"""Subscription: what becomes of a reservation, as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import TypeVar, cast

import strawberry

from reservation_service.domain.reservation import Reservation
from reservation_service.schema.context import RequestContext
from reservation_service.schema.query import ReservationStatusUpdate
from reservation_service.usecases.follow_reservation import FollowReservation

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class StreamContext(RequestContext):
    """Of a request that is answered again and again; one thread serves all of them."""

    follow_reservation: FollowReservation

    def read(self, question: Callable[[], T]) -> T:
        # The executor awaits what a resolver returns, whatever its annotation says.
        return cast("T", asyncio.to_thread(question))

    def reservations_of(self, user_id: str, first: int) -> list[Reservation]:
        """Anew for every answer: they are a long time apart."""
        found = self.application.find_reservations.of_users(self.caller, {user_id}, first=first)
        return found.get(user_id, [])

    def find_waitlist_position(self, flight_id: str, cabin: str, reservation_id: str) -> int:
        """Anew for every answer: others leave the list."""
        return self.application.waitlist.find_position(flight_id, cabin, reservation_id)


StreamInfo = strawberry.Info[StreamContext, None]


@strawberry.type
class Subscription:
    @strawberry.subscription(
        description="Every version of a reservation from now on, for its owner and staff. The first comes at once if it"
        " is not `knownVersion`. Completes when nothing more can happen; versions may be skipped, never the newest."
    )
    async def reservation_status_changed(
        self, info: StreamInfo, id: strawberry.ID, known_version: int | None = None
    ) -> AsyncGenerator[ReservationStatusUpdate, None]:
        async for found in info.context.follow_reservation(info.context.caller, id, known_version):
            yield ReservationStatusUpdate.build(found, is_changed=True)
