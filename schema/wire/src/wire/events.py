"""The data of each event: one type a routing key; Envelope -> typed data with `read`.

This module is the contract; `schema/events` holds its JSON Schemas (`python -m wire.event_schemas`) and golden
messages. A field may be added with a default, never taken away, renamed or given another meaning.
"""

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta, Struct

from wire.envelope import Envelope, Moment, Text, UndecodableEventError

RESERVATION_CREATED = "reservation.created"
RESERVATION_CONFIRMED = "reservation.confirmed"
RESERVATION_FAILED = "reservation.failed"
RESERVATION_CANCELLED = "reservation.cancelled"
RESERVATION_EXPIRED = "reservation.expired"
RESERVATION_CHANGE_REQUESTED = "reservation.change_requested"
RESERVATION_CHANGED = "reservation.changed"
RESERVATION_CHANGE_FAILED = "reservation.change_failed"
FLIGHT_UPDATED = "flight.updated"
ACCOUNT_CLOSED = "account.closed"

Amount = Annotated[str, Meta(pattern=r"^-?\d{1,12}(\.\d{1,4})?$")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
Seats = Annotated[int, Meta(ge=0)]
OfferId = Annotated[str, Meta(min_length=1, max_length=4096)]
HoldOutcome = Literal["held", "refused", "released", "sold"]


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A value inside an event."""


class Money(Part, frozen=True):
    amount: Amount
    currency: Currency


class FareConditions(Part, frozen=True):
    """What may be done with a seat once it is bought, and what that costs a seat; no fee is free of charge."""

    changeable: bool
    refundable: bool
    change_fee: Money | None = None
    refund_fee: Money | None = None


class Segment(Part, frozen=True):
    """A cabin of a flight somebody wants to sit in.

    `hold_id` is the key its seats are held under: the reservation's id when absent, another one for every further
    attempt, because what was once refused or given back under a key stays so. `replaces` is the flight it is taken
    instead of. `seat_charge` is what has been paid for the seats chosen in it, together.
    """

    flight_id: Text
    cabin: Text
    fare_family: Text | None = None
    hold_id: Text | None = None
    replaces: Text | None = None
    seat_charge: Money | None = None


class Refusal(Part, frozen=True):
    """Why something was not to be: a stable code for programs, a sentence for people."""

    code: Text
    message: str


class CabinAvailability(Part, frozen=True):
    """The seats of one cabin; free + held + sold + blocked = capacity, always. Blocked seats are nobody's to have.

    Of two the one of the larger revision is the newer; who counts none does not say which is.
    """

    capacity: Seats
    free: Seats
    held: Seats
    sold: Seats
    revision: int | None = None
    blocked: Seats = 0


class Hold(Part, frozen=True):
    """What became of one reservation's seats in one cabin. `fare` and `conditions` are for one seat.

    `same_route` says of a flight taken instead of another whether it leads from and to the same airports, `seats_worth`
    the most that the party could spend on chosen seats there, as they are at this moment.
    """

    reservation_id: Text
    cabin: Text
    outcome: HoldOutcome
    seats: Seats
    fare: Money | None = None
    refusal: Refusal | None = None
    hold_id: Text | None = None
    fare_family: Text | None = None
    fare_class: Text | None = None
    conditions: FareConditions | None = None
    same_route: bool | None = None
    seats_worth: Money | None = None


class ChargedSeat(Part, frozen=True):
    number: Text
    price: Money


class SeatCharge(Part, frozen=True):
    """What the seats that a party has chosen in a cabin cost together, and each of those that cost something. Of two
    the one of the larger revision counts. Once the seats are sold it is what stands of what was paid for them: the rest
    goes back.
    """

    reservation_id: Text
    cabin: Text
    charge: Money
    revision: int
    hold_id: Text | None = None
    seats: tuple[ChargedSeat, ...] = ()
    is_sold: bool = False


class SeatMove(Part, frozen=True):
    before: Text
    after: Text


class SeatsTakenBack(Part, frozen=True):
    """Seats that one reservation had chosen and has no more, as `change` says why; it still has its places.

    `moved` are those it got others for, as good; `ordinary` are still its own, but no longer what was paid for.
    """

    reservation_id: Text
    cabin: Text
    seats: tuple[Text, ...]
    moved: tuple[SeatMove, ...] = ()
    ordinary: tuple[Text, ...] = ()


class ReservationCreated(Part, frozen=True):
    """Please hold `seats` seats on every segment, or none, and not after `expires_at`. Infants take no seat."""

    type: ClassVar[str] = RESERVATION_CREATED
    reservation_id: Text
    record_locator: Text
    user_id: Text
    segments: tuple[Segment, ...]
    seats: Seats
    expires_at: Moment
    quoted_total: Money | None = None
    # What flight-service offered, sealed by it: the fares the traveller was promised.
    offer_id: OfferId | None = None


class ReservationSettled(Part, frozen=True):
    """What the four events that settle or end a reservation all say."""

    reservation_id: Text
    record_locator: Text
    user_id: Text
    segments: tuple[Segment, ...]
    seats: Seats
    total: Money | None = None
    reason: Refusal | None = None


class ReservationConfirmed(ReservationSettled, frozen=True):
    """Every seat is held and the price stands: the held seats are sold."""

    type: ClassVar[str] = RESERVATION_CONFIRMED


class ReservationFailed(ReservationSettled, frozen=True):
    """A segment was refused or the price has changed: whatever is held goes back."""

    type: ClassVar[str] = RESERVATION_FAILED


class ReservationCancelled(ReservationSettled, frozen=True):
    """The traveller or staff gave it up: held and sold seats go back."""

    type: ClassVar[str] = RESERVATION_CANCELLED


class ReservationExpired(ReservationSettled, frozen=True):
    """No answer came in time: whatever is held, or will be, goes back."""

    type: ClassVar[str] = RESERVATION_EXPIRED


class ReservationChangeRequested(Part, frozen=True):
    """Please hold `seats` seats on every one of these segments too, or none: the traveller keeps what she has."""

    type: ClassVar[str] = RESERVATION_CHANGE_REQUESTED
    reservation_id: Text
    record_locator: Text
    user_id: Text
    change_id: Text
    segments: tuple[Segment, ...]
    seats: Seats
    expires_at: Moment
    quoted_total: Money | None = None
    offer_id: OfferId | None = None


class ReservationChanged(Part, frozen=True):
    """The traveller has moved: what was held for her is `sold`, what she had before is `released`."""

    type: ClassVar[str] = RESERVATION_CHANGED
    reservation_id: Text
    record_locator: Text
    user_id: Text
    change_id: Text
    seats: Seats
    sold: tuple[Segment, ...]
    released: tuple[Segment, ...]
    total: Money | None = None


class ReservationChangeFailed(Part, frozen=True):
    """Everything stays as it was: what is held under these keys, or will be, goes back."""

    type: ClassVar[str] = RESERVATION_CHANGE_FAILED
    reservation_id: Text
    record_locator: Text
    user_id: Text
    change_id: Text
    segments: tuple[Segment, ...]
    seats: Seats
    reason: Refusal | None = None


class Route(Part, frozen=True):
    """What travellers call a flight, and between which airports it flies; zones are names of the IANA database."""

    designator: Text
    origin: Text
    destination: Text
    origin_zone: Text
    destination_zone: Text


class FlightUpdated(Part, frozen=True):
    """A flight or its seats changed.

    `change` is open-ended: seats_held, seats_refused, seats_released, seats_sold, created, rescheduled,
    status_changed, fare_changed, aircraft_changed, capacity_changed, seats_chosen, seats_unpaid, seats_blocked,
    seats_unblocked, seats_moved, cancelled; a reader passes over one it does not know. A flight that does not exist
    has version 0, no status and no times.
    """

    type: ClassVar[str] = FLIGHT_UPDATED
    flight_id: Text
    flight_version: int
    change: Text
    status: str | None = None
    departs_at: Moment | None = None
    arrives_at: Moment | None = None
    availability: dict[str, CabinAvailability] = {}
    # With seats that are held: whoever holds them has to tell people of the flight.
    route: Route | None = None
    hold: Hold | None = None
    taken_back: SeatsTakenBack | None = None
    seat_charge: SeatCharge | None = None


class AccountClosed(Part, frozen=True):
    """Somebody has closed her account: what is known of her is kept no longer than it is needed."""

    type: ClassVar[str] = ACCOUNT_CLOSED
    user_id: Text
    closed_at: Moment


EventData = (
    ReservationCreated
    | ReservationConfirmed
    | ReservationFailed
    | ReservationCancelled
    | ReservationExpired
    | ReservationChangeRequested
    | ReservationChanged
    | ReservationChangeFailed
    | FlightUpdated
    | AccountClosed
)

DATA_TYPES: dict[str, type[EventData]] = {
    RESERVATION_CREATED: ReservationCreated,
    RESERVATION_CONFIRMED: ReservationConfirmed,
    RESERVATION_FAILED: ReservationFailed,
    RESERVATION_CANCELLED: ReservationCancelled,
    RESERVATION_EXPIRED: ReservationExpired,
    RESERVATION_CHANGE_REQUESTED: ReservationChangeRequested,
    RESERVATION_CHANGED: ReservationChanged,
    RESERVATION_CHANGE_FAILED: ReservationChangeFailed,
    FLIGHT_UPDATED: FlightUpdated,
    ACCOUNT_CLOSED: AccountClosed,
}


def read(event: Envelope) -> EventData:
    """The event's data as its type says; UndecodableEventError if it is not what that type promises."""
    data_type = DATA_TYPES.get(event.type)
    if data_type is None:
        raise UndecodableEventError(f"No such event type: {event.type}")
    try:
        return msgspec.convert(event.data, data_type)
    except msgspec.MsgspecError as error:
        raise UndecodableEventError(f"{event.type}: {error}") from error
