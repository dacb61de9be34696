"""What a traveller has paid, for what: a reservation -> its receipt. Its lines add up to what was paid, always."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from reservation_service.domain.itinerary import Cabin, FareFamily, Segment
from reservation_service.domain.itinerary_change import ItineraryChange, ItineraryChangeStatus
from reservation_service.domain.money import Money, add_up
from reservation_service.domain.payment import PAID
from reservation_service.domain.reservation import Reservation
from reservation_service.domain.seat_refund import SeatRefund

# The one way there is: a payment token stands for a card.
METHOD = "Card"


class ReceiptLineKind(StrEnum):
    """FLIGHT: places on a flight at their fare; SEAT: chosen seats; CHANGE_FEE: what a change cost beyond its fares;
    CHANGE_REFUND: the worth of what a change gave up, as far as it went back; SEAT_REFUND: seats that were lost, and
    went back.
    """

    FLIGHT = "FLIGHT"
    SEAT = "SEAT"
    CHANGE_FEE = "CHANGE_FEE"
    CHANGE_REFUND = "CHANGE_REFUND"
    SEAT_REFUND = "SEAT_REFUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """`seats` times `fare` is `amount`, taxes included. `seat_number` is of a SEAT that is known by one."""

    kind: ReceiptLineKind
    flight_id: str
    cabin: Cabin
    fare_family: FareFamily
    seats: int
    fare: Money
    amount: Money
    seat_number: str | None = None

    @property
    def words(self) -> str:
        match self.kind:
            case ReceiptLineKind.FLIGHT:
                return self.flight_id
            case ReceiptLineKind.SEAT:
                return self._seats
            case ReceiptLineKind.SEAT_REFUND:
                return f"{self._seats}, given back"
            case ReceiptLineKind.CHANGE_FEE:
                return f"change to {self.flight_id}"
            case ReceiptLineKind.CHANGE_REFUND:
                return f"{self.flight_id}, given back"
            case never:
                assert_never(never)

    @property
    def _seats(self) -> str:
        return f"seat {self.seat_number} on {self.flight_id}" if self.seat_number else f"seats on {self.flight_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPayment:
    amount: Money
    paid_at: datetime
    method: str = METHOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`total` is of all payments and of all lines; `changes` is what is among them for changes of the journey.
    `refunded` has gone back, or is on its way; `refund_under_way` is what of it has not arrived at the provider yet.
    """

    number: str
    lines: tuple[ReceiptLine, ...]
    payments: tuple[ReceiptPayment, ...]
    total: Money
    changes: Money | None
    refunded: Money | None
    refund_under_way: Money | None = None


def build_receipt(reservation: Reservation) -> Receipt | None:
    """None until something has been paid."""
    paid = [one for one in reservation.payments if one.status in PAID]
    if not paid:
        return None
    refunds = [one.refund for one in paid if one.refund is not None]
    under_way = [refund.amount for one in paid for refund in one.refunds if not refund.is_done]
    lines = tuple(_list_lines(reservation))
    fees = [one.amount for one in lines if one.kind is ReceiptLineKind.CHANGE_FEE]
    return Receipt(
        number=f"{reservation.locator}-{len(paid)}",
        lines=lines,
        payments=tuple(ReceiptPayment(amount=one.amount, paid_at=one.settled_at or one.started_at) for one in paid),
        total=add_up(one.amount for one in paid),
        changes=add_up(fees) if fees else None,
        refunded=add_up(refunds) if refunds else None,
        refund_under_way=add_up(under_way) if under_way else None,
    )


def _list_lines(reservation: Reservation) -> Iterator[ReceiptLine]:
    """What stands, what was given up of it, seats that were lost, and then the changes."""
    given_up = (segment for part in reservation.cancellations for segment in part.segments)
    for segment in (*reservation.segments, *given_up):
        if segment.fare is not None:
            yield _build_line(ReceiptLineKind.FLIGHT, segment, segment.fare, reservation.seats)
            yield from _list_seats(segment)
    for lost in reservation.seat_refunds:
        number = lost.numbers[0] if len(lost.numbers) == 1 else None
        yield _build_line(ReceiptLineKind.SEAT_REFUND, lost, lost.amount, seat_number=number)
    for change in reservation.changes:
        if change.status is ItineraryChangeStatus.DONE:
            yield from _list_costs(change, reservation.seats)


def _list_seats(segment: Segment) -> Iterator[ReceiptLine]:
    """One by one, unless all that is known is what they cost together."""
    charge = segment.seat_charge
    if charge is None:
        return
    if sum(one.price.amount for one in segment.charged_seats) != charge.amount:
        yield _build_line(ReceiptLineKind.SEAT, segment, charge)
        return
    for seat in segment.charged_seats:
        yield _build_line(ReceiptLineKind.SEAT, segment, seat.price, seat_number=seat.number)


def _list_costs(change: ItineraryChange, seats: int) -> Iterator[ReceiptLine]:
    if change.price is None:
        return
    if change.price.fee.amount > 0:
        yield _share_line(ReceiptLineKind.CHANGE_FEE, change.segments[0], change.price.fee, seats)
    if change.price.refund.amount > 0:
        yield _share_line(ReceiptLineKind.CHANGE_REFUND, change.given_up[0], change.price.refund, seats)


def _share_line(kind: ReceiptLineKind, segment: Segment, amount: Money, seats: int) -> ReceiptLine:
    """For each seat if that is a sum of whole cents, else for all together."""
    share = (amount.amount / seats).quantize(Decimal("0.01"))
    if share * seats != amount.amount:
        return _build_line(kind, segment, amount)
    return _build_line(kind, segment, Money(share, amount.currency), seats)


def _build_line(
    kind: ReceiptLineKind, segment: Segment | SeatRefund, fare: Money, seats: int = 1, *, seat_number: str | None = None
) -> ReceiptLine:
    return ReceiptLine(
        kind=kind,
        flight_id=segment.flight_id,
        cabin=segment.cabin,
        fare_family=segment.fare_family,
        seats=seats,
        fare=fare,
        amount=fare * seats,
        seat_number=seat_number,
    )
