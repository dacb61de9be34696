"""Choosing seats: what a party has, and where it wants to sit. For its owner, and for staff."""

import re

import strawberry

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.claim import Claim, ClaimState
from flight_service.domain.errors import InvalidInput, NotFound, Unauthenticated
from flight_service.domain.flight import is_flight_id
from flight_service.events.announce import announce_because_of
from flight_service.schema.context import Info
from flight_service.schema.scalars import Money
from flight_service.schema.seat_types import SeatAssignment
from flight_service.usecases.choose_seats import Traveller, choose_seats, get_place
from flight_service.usecases.staff import STAFF_ROLES

_MOST_SEATS = 9
_RESERVATION_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEAT_NUMBER = re.compile(r"[1-9][0-9]{0,2}[A-K]")


@strawberry.type
class SeatQuery:
    @strawberry.field(description="For the reservation's owner and for staff.")
    def seat_assignment(
        self, info: Info, reservation_id: strawberry.ID, flight_id: strawberry.ID, cabin: Cabin
    ) -> SeatAssignment | None:
        key, traveller = get_cabin_key(flight_id, cabin), _get_traveller(info)
        place = get_place(info.context.stores, key, get_reservation_id(reservation_id), traveller)
        return to_assignment(key, place.claim)


@strawberry.type
class SeatMutation:
    @strawberry.mutation(
        description="Sit at these seats, and no longer at others. For the owner and for staff. Seats with a price are "
        "chosen while the reservation waits for its payment, which they join; what was not paid for is taken back."
    )
    def choose_seats(
        self, info: Info, reservation_id: strawberry.ID, flight_id: strawberry.ID, cabin: Cabin, seats: list[str]
    ) -> SeatAssignment:
        key, traveller = get_cabin_key(flight_id, cabin), _get_traveller(info)
        if len(seats) > _MOST_SEATS:
            raise InvalidInput("seats", f"At most {_MOST_SEATS} seats at a time.")
        numbers = [get_seat_number(seat) for seat in seats]
        context, rid, announce = info.context, get_reservation_id(reservation_id), announce_because_of()
        return to_assignment(key, choose_seats(context.stores, key, rid, numbers, traveller, announce, context.now))


def _get_traveller(info: Info) -> Traveller:
    caller = info.context.caller
    if caller.user_id is None:
        raise Unauthenticated("Log in to do this.")
    return Traveller(caller.user_id, is_staff=not caller.roles.isdisjoint(STAFF_ROLES))


def get_cabin_key(flight_id: str, cabin: Cabin) -> CabinKey:
    if not is_flight_id(flight_id):
        raise NotFound(f'There is no flight "{flight_id[:40]}".')
    return CabinKey(flight_id, cabin)


def get_reservation_id(text: str) -> str:
    """It becomes part of a path in the database."""
    if not _RESERVATION_ID.fullmatch(text):
        raise NotFound(f'There is no reservation "{text[:40]}".')
    return text


def get_seat_number(text: str, field: str = "seats") -> str:
    number = text.strip().upper()
    if not _SEAT_NUMBER.fullmatch(number):
        raise InvalidInput(field, f'"{text[:10]}" is no seat number; write it like "12A".')
    return number


def to_assignment(key: CabinKey, claim: Claim) -> SeatAssignment:
    return SeatAssignment(
        flight_id=strawberry.ID(key.flight_id),
        cabin=key.cabin,
        seats=claim.seats,
        fare_family=claim.family,
        is_sold=claim.state is ClaimState.SOLD,
        numbers=list(claim.numbers),
        charge=Money.of(claim.charge) if claim.charge else None,
    )
