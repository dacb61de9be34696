"""What stands around the reservations in a random walk: an airline that decides on seats, and a payment provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome
from reservation_service.domain.itinerary import FareConditions
from reservation_service.domain.money import Money
from reservation_service.domain.payment import Captured, Challenged, PaymentAnswer, Voided
from reservation_service.domain.reasons import Reason
from reservation_service.domain.reservation import Reservation


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


FARES = {"F1": usd("99.99"), "F2": usd("99.99"), "F3": usd("60.00"), "F4": usd("250.10")}
CONDITIONS = {
    "F1": None,
    "F2": FareConditions(changeable=True, refundable=True, change_fee=usd("10.00")),
    "F3": FareConditions(changeable=False, refundable=False),
    "F4": FareConditions(changeable=True, refundable=True),
}
SAME_ROUTE = {"F1", "F2"}
START = datetime.fromisoformat("2026-12-01T00:00:00+00:00")
# A day apart, so that a journey may have begun with more of it to come.
DEPARTURES = {flight: START + timedelta(days=30 + number) for number, flight in enumerate(FARES)}


class Provider:
    """Answers as the walk tells it, and keeps the one promise a provider makes: the money is taken or it is not."""

    def __init__(self) -> None:
        self.books: dict[str, PaymentAnswer] = {}
        self.refunds: dict[str, Decimal] = {}
        self.next_answer: PaymentAnswer = Captured()

    def capture(self, payment_id: str, amount: Money, token: str) -> PaymentAnswer:
        return self.books.setdefault(payment_id, self.next_answer)

    def answer_challenge(self, payment_id: str, answer: str) -> PaymentAnswer:
        if isinstance(self.books[payment_id], Challenged):
            self.books[payment_id] = self.next_answer
        return self.books[payment_id]

    def find(self, payment_id: str) -> PaymentAnswer | None:
        return self.books.get(payment_id)

    def void(self, payment_id: str) -> PaymentAnswer:
        if not isinstance(self.books.get(payment_id), Captured):
            self.books[payment_id] = Voided()
        return self.books[payment_id]

    def refund(self, payment_id: str, refund_id: str, amount: Money) -> None:
        assert self.refunds.setdefault(refund_id, amount.amount) == amount.amount


class Claim(StrEnum):
    HELD = "HELD"
    SOLD = "SOLD"
    CLOSED = "CLOSED"


# Of which reservation, under which hold id, on which flight.
Place = tuple[str, str, str]


class Airline:
    """The truth about the seats, as flight-service keeps it: each place is decided once; and every answer ever given."""

    def __init__(self) -> None:
        self.claims: dict[Place, Claim] = {}
        self.answers: list[tuple[str, HoldAnswer]] = []
        self.full: set[str] = set()
        self.heard: Counter[str] = Counter()

    def hear(self, entry: Mapping[str, Any], now: datetime) -> None:
        data, reservation_id = entry["data"], entry["data"]["reservation_id"]
        self.heard[entry["type"]] += 1
        match entry["type"]:
            case "reservation.created" | "reservation.change_requested":
                self._take(reservation_id, data, now)
            case "reservation.confirmed":
                self._sell(reservation_id, data["segments"])
            case "reservation.changed":
                self._sell(reservation_id, data["sold"])
                self._release(reservation_id, data["released"])
            case _:
                self._release(reservation_id, data["segments"])

    def are_seats_kept(self, reservation: Reservation) -> bool:
        return all(self.claims.get(place) in (Claim.HELD, Claim.SOLD) for place in find_places(reservation))

    def _take(self, reservation_id: str, data: Mapping[str, Any], now: datetime) -> None:
        kept, held = [], []
        for segment in data["segments"]:
            place = _to_place(reservation_id, segment)
            is_new = place not in self.claims
            if is_new:
                self._decide(place, segment, is_late=datetime.fromisoformat(data["expires_at"]) <= now)
            if self.claims[place] is Claim.CLOSED:
                # An old message about a journey that has changed since takes nothing from it.
                self._release(reservation_id, [*kept, *held] if is_new else held)
                return
            (held if is_new else kept).append(segment)

    def _decide(self, place: Place, segment: Mapping[str, Any], *, is_late: bool) -> None:
        if is_late or place[2] in self.full:
            code = "EXPIRED" if is_late else "SOLD_OUT"
            self.claims[place] = Claim.CLOSED
            self._say(place, HoldOutcome.REFUSED, refusal=Reason(code, "No seat is left."))
            return
        self.claims[place] = Claim.HELD
        replaces = segment.get("replaces")
        is_same = {place[2], replaces} <= SAME_ROUTE if replaces else None
        fare, conditions = FARES[place[2]], CONDITIONS[place[2]]
        self._say(place, HoldOutcome.HELD, fare=fare, conditions=conditions, same_route=is_same)

    def _sell(self, reservation_id: str, segments: list[Mapping[str, Any]]) -> None:
        for place in (_to_place(reservation_id, segment) for segment in segments):
            if self.claims.get(place) is Claim.HELD:
                self.claims[place] = Claim.SOLD
                self._say(place, HoldOutcome.SOLD)

    def _release(self, reservation_id: str, segments: list[Mapping[str, Any]]) -> None:
        for place in (_to_place(reservation_id, segment) for segment in segments):
            if self.claims.get(place) in (Claim.HELD, Claim.SOLD):
                self._say(place, HoldOutcome.RELEASED)
            self.claims[place] = Claim.CLOSED

    def _say(self, place: Place, outcome: HoldOutcome, **more: Any) -> None:
        reservation_id, hold_id, flight = place
        answer = HoldAnswer(
            flight_id=flight,
            cabin="ECONOMY",
            outcome=outcome,
            hold_id="" if hold_id == reservation_id else hold_id,
            departs_at=DEPARTURES[flight],
            arrives_at=DEPARTURES[flight] + timedelta(hours=2),
            **more,
        )
        self.answers.append((reservation_id, answer))


def find_places(reservation: Reservation) -> set[Place]:
    return {(reservation.id, one.hold_id or reservation.id, one.flight_id) for one in reservation.segments}


def _to_place(reservation_id: str, segment: Mapping[str, Any]) -> Place:
    return reservation_id, segment.get("hold_id") or reservation_id, segment["flight_id"]
