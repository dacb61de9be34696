"""Taking seats of a flight out of use, for staff: which are, why, and who sits on one that has to go."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import InvalidInput, NotFound
from flight_service.domain.inventory import Inventory
from flight_service.domain.seat_block import BlockReason
from flight_service.events.announce import announce_because_of
from flight_service.schema.context import Info
from flight_service.schema.flight_types import Flight
from flight_service.schema.inputs import check_text
from flight_service.schema.seat_types import SeatAssignment
from flight_service.schema.seats import get_cabin_key, get_seat_number, to_assignment
from flight_service.schema.staff_acts import User
from flight_service.usecases import block_seats as usecase
from flight_service.usecases.block_seats import MOST_SEATS, BlockRefusalCode

strawberry.enum(BlockReason, name="SeatBlockReason")
strawberry.enum(BlockRefusalCode, name="SeatBlockRefusalCode")


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Reservation:
    """Only the id is known here."""

    id: strawberry.ID


@strawberry.type
class SeatBlock:
    """A seat out of use."""

    cabin: Cabin
    number: str
    reason: BlockReason
    note: str
    at: dt.datetime
    user: User | None


@strawberry.type
class BlockedSeats:
    """All seats of the cabin that are out of use now; the flight has its new availability."""

    flight: Flight
    blocks: list[SeatBlock]


@strawberry.type
class SeatOccupant:
    number: str
    reservation: Reservation | None


@strawberry.type
class SeatBlockRefused:
    """None of the seats is blocked. `taken` are those that somebody has chosen."""

    code: BlockRefusalCode
    message: str
    taken: list[SeatOccupant]

    @classmethod
    def of(cls, value: usecase.BlockRefused) -> "SeatBlockRefused":
        taken = [
            SeatOccupant(number=number, reservation=Reservation(id=strawberry.ID(reservation)))
            for number, reservation in value.taken.items()
        ]
        return cls(code=value.code, message=value.message, taken=taken)


SeatBlockResult = Annotated[BlockedSeats | SeatBlockRefused, strawberry.union("SeatBlockResult")]


@strawberry.type
class SeatBlockQuery:
    @strawberry.field(description="Staff only. The seats of a flight that are out of use.")
    def seat_blocks(self, info: Info, flight_id: strawberry.ID) -> list[SeatBlock]:
        info.context.get_staff_member()
        keys = [get_cabin_key(flight_id, cabin) for cabin in Cabin]
        found = info.context.stores.inventories.find_many(keys)
        return [block for key in keys if key in found for block in _to_blocks(found[key])]


@strawberry.type
class SeatBlockMutation:
    @strawberry.mutation(
        description="Staff only. Nobody can choose these seats any more, and the cabin sells so many fewer. Refused "
        "for all of them when somebody sits on one."
    )
    def block_seats(
        self,
        info: Info,
        flight_id: strawberry.ID,
        cabin: Cabin,
        seats: list[str],
        reason: BlockReason,
        note: str = "",
    ) -> SeatBlockResult:
        context, staff = info.context, info.context.get_staff_member()
        key, numbers = get_cabin_key(flight_id, cabin), _get_numbers(seats)
        said = usecase.Reason(reason, (check_text("note", note) or "").strip())
        blocked = usecase.block(context.stores, key, numbers, said, staff, announce_because_of(), context.now)
        if isinstance(blocked, usecase.BlockRefused):
            return SeatBlockRefused.of(blocked)
        return _to_blocked(info, key, blocked)

    @strawberry.mutation(description="Staff only. These seats can be had again.")
    def unblock_seats(self, info: Info, flight_id: strawberry.ID, cabin: Cabin, seats: list[str]) -> BlockedSeats:
        context, staff = info.context, info.context.get_staff_member()
        key, numbers = get_cabin_key(flight_id, cabin), _get_numbers(seats)
        left = usecase.unblock(context.stores, key, numbers, staff, announce_because_of(), context.now)
        return _to_blocked(info, key, left)

    @strawberry.mutation(
        description="Staff only. Whoever sits at one seat sits at the other from now on, and is told. It costs her "
        "nothing more, and what she paid for a better seat than she has now goes back."
    )
    def move_seat(self, info: Info, flight_id: strawberry.ID, cabin: Cabin, seat: str, to: str) -> SeatAssignment:
        context, staff = info.context, info.context.get_staff_member()
        key, number, other = get_cabin_key(flight_id, cabin), get_seat_number(seat, "seat"), get_seat_number(to, "to")
        claim = usecase.move_seat(context.stores, key, number, other, staff, announce_because_of(), context.now)
        return to_assignment(key, claim)


def _get_numbers(seats: list[str]) -> list[str]:
    if len(seats) > MOST_SEATS:
        raise InvalidInput("seats", f"At most {MOST_SEATS} seats at a time.")
    return list(dict.fromkeys(get_seat_number(seat) for seat in seats))


def _to_blocked(info: Info, key: CabinKey, inventory: Inventory) -> BlockedSeats:
    stores = info.context.stores
    flight = stores.flights.find(key.flight_id)
    if flight is None:
        raise NotFound(f"There is no flight {key.flight_id}.")
    return BlockedSeats(flight=Flight.of_one(flight, stores), blocks=list(_to_blocks(inventory)))


def _to_blocks(inventory: Inventory) -> Iterable[SeatBlock]:
    return [
        SeatBlock(
            cabin=inventory.key.cabin,
            number=number,
            reason=block.reason,
            note=block.note,
            at=block.at,
            user=User(id=strawberry.ID(block.user_id)),
        )
        for number, block in sorted(inventory.blocks.items(), key=lambda one: (int(one[0][:-1]), one[0]))
    ]
