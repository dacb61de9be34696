"""Seats that a traveller had chosen are not hers any more, or not what she paid for: she keeps her place, and is told.

What she paid for them goes back in the same step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from reservation_service.domain.money import Money, add_up
from reservation_service.domain.notices import MAX_NOTICES
from reservation_service.domain.refunding_seats import hear_what_stands
from reservation_service.domain.reservation import Change, FlightNotice, Reservation
from reservation_service.domain.seat_charges import SeatCharge, hear_seat_charge

UNPAID = "seats_unpaid"
MOVED = "seats_moved"
REFUNDED = "SEATS_REFUNDED"


@dataclass(frozen=True, slots=True)
class LostSeats:
    """`kind` is the change as flight-service names it: aircraft_changed, seats_unpaid or seats_moved. For those `moved`
    she has others; those `ordinary` are still hers, but no longer what she paid for.
    """

    flight_id: str
    flight_version: int
    kind: str
    numbers: tuple[str, ...]
    moved: Mapping[str, str] = field(default_factory=dict)
    ordinary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatNews:
    """What flight-service says of the chosen seats of one reservation: which are lost, what they cost now, or both."""

    flight_id: str
    lost: LostSeats | None = None
    charge: SeatCharge | None = None


def hear_seat_news(before: Reservation, news: SeatNews, at: datetime) -> Change | None:
    """None when it is none."""
    after = _hear_charge(before, news.charge, at) if news.charge else before
    refunded = after.seat_refunds[len(before.seat_refunds) :]
    returned = add_up(one.amount for one in refunded) if refunded else None
    after = _tell_news(after, news, returned, at)
    return Change(after) if after != before else None


def _hear_charge(before: Reservation, heard: SeatCharge, at: datetime) -> Reservation:
    if heard.is_sold:
        return hear_what_stands(before, heard, at)
    change = hear_seat_charge(before, heard)
    return change.after if change else before


def _tell_news(after: Reservation, news: SeatNews, returned: Money | None, at: datetime) -> Reservation:
    """Money that goes back is told in any case, the rest only while the reservation stands."""
    money = f" You get back {returned}." if returned else ""
    if news.lost is not None and after.is_active and not _is_known(after, news.lost):
        told, kind, version = _tell(news.lost), news.lost.kind.upper(), news.lost.flight_version
    elif returned is not None:
        told, kind, version = f"You paid for seats on flight {news.flight_id} that you do not have.", REFUNDED, 0
    else:
        return after
    notice = FlightNotice(news.flight_id, kind, told + money, at, version)
    return replace(after, notices=(*after.notices, notice))


def _is_known(after: Reservation, lost: LostSeats) -> bool:
    """Or of a later aircraft is known: whoever lost a seat on that one had chosen it after she lost this."""
    told = [one for one in after.notices if (one.flight_id, one.kind) == (lost.flight_id, lost.kind.upper())]
    return len(after.notices) >= MAX_NOTICES or any(_is_old(lost, one) for one in told)


def _is_old(lost: LostSeats, told: FlightNotice) -> bool:
    """What was told before versions were kept has version 0; what came back is told after the rest."""
    is_told = told.message.startswith(_tell(lost)) and told.flight_version in (0, lost.flight_version)
    return is_told or (lost.kind != UNPAID and lost.flight_version < told.flight_version)


def _tell(lost: LostSeats) -> str:
    if lost.kind == UNPAID:
        seats, are = _name(lost.numbers)
        return f"Your {seats} on flight {lost.flight_id} {are} not paid for and free again; please choose others."
    if lost.kind == MOVED:
        seats, _ = _name(lost.moved)
        return f"The airline had to change your {seats} on flight {lost.flight_id}: you sit at {_places(lost)} now."
    return f"Flight {lost.flight_id} has another aircraft, and {'; '.join(_tell_seats(lost))}."


def _tell_seats(lost: LostSeats) -> Iterator[str]:
    if lost.moved:
        seats, _ = _name(lost.moved)
        yield f"your {seats} became {', '.join(lost.moved.values())}, as good as before"
    if lost.ordinary:
        seats, are = _name(lost.ordinary)
        yield f"your {seats} {are} without what you paid for"
    if lost.numbers:
        seats, are = _name(lost.numbers)
        yield f"your {seats} {are} not on it; please choose again"


def _places(lost: LostSeats) -> str:
    return ", ".join(lost.moved.values())


def _name(numbers: Collection[str]) -> tuple[str, str]:
    noun, verb = ("seat", "is") if len(numbers) == 1 else ("seats", "are")
    return f"{noun} {', '.join(numbers)}", verb
