"""Reserve: check what is asked for, store it PENDING together with its `reservation.created`, answer at once.

The same user's same key is the same attempt: repeated, it finds what it made; with another wish it conflicts. Who wants
seats that are known to be gone is refused before anything is stored, unless she would wait for them.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from reservation_service.domain.availability import Availability, CabinOfFlight, CabinSeats
from reservation_service.domain.itinerary import FareFamily, Segment, check_segments
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.money import Money
from reservation_service.domain.offers import OfferHolder, UsedOffers
from reservation_service.domain.passengers import NO_DETAILS, Passenger, check_party, count_seats
from reservation_service.domain.ports import (
    Announce,
    Attempt,
    AttemptKnown,
    Clock,
    LocatorTaken,
    Reservations,
)
from reservation_service.domain.refusals import Conflict, InvalidInput, SoldOut
from reservation_service.domain.reservation import Reservation, open_reservation
from reservation_service.domain.traveller_details import check_details
from reservation_service.domain.under_way import FIRST_ANSWER, Order, OrdersUnderWay, Wait
from reservation_service.usecases.caller_rights import is_staff, require_user
from reservation_service.usecases.order_limits import OrderLimits
from reservation_service.usecases.staff_desk import StaffActs
from wire.identity import Caller

# Between two looks for news. All who wait look together.
NEWS_SECONDS = 0.05
MOST_LOOKS = int(FIRST_ANSWER.total_seconds() / NEWS_SECONDS)

_KEY = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,127}")


@dataclass(frozen=True, slots=True)
class Wish:
    segments: tuple[Segment, ...]
    passengers: tuple[Passenger, ...]
    quoted_total: Money | None = None
    needs_payment: bool = False
    offer_id: str | None = None
    waits: bool = False
    contact_email: str | None = None


@dataclass(frozen=True, slots=True)
class CreateReservation:
    reservations: Reservations
    clock: Clock
    new_id: Callable[[], str]
    pending_lifetime: timedelta
    announce: Announce
    limits: OrderLimits
    offers: UsedOffers
    availability: Availability
    acts: StaffActs
    is_payment_required: bool = False
    pause: Callable[[float], None] = time.sleep
    under_way: OrdersUnderWay = field(default_factory=OrdersUnderWay)

    def __call__(self, caller: Caller, wish: Wish, key: str) -> Reservation:
        user_id = require_user(caller)
        check_key(key)
        check_segments(wish.segments)
        check_party(wish.passengers)
        self._check_details(wish.passengers)
        if self.is_payment_required and not is_staff(caller):
            wish = replace(wish, needs_payment=True)
        attempt = Attempt(key, build_fingerprint(wish))
        order = self._enter(user_id, wish, attempt)
        if isinstance(order, Reservation):
            return order
        stored = None
        try:
            self._check_limits(caller, wish, key)
            stored = self._create(caller, order.id, wish, attempt)
        finally:
            if stored is None or stored.id != order.id:
                self.under_way.leave(order)
        return stored

    def _enter(self, user_id: str, wish: Wish, attempt: Attempt) -> Order | Reservation:
        """A place among the orders under way, or what this attempt has made before.

        Raises `SoldOut` for what is known to be gone; whether there are seats, flight-service decides.
        """
        cabins = frozenset[CabinOfFlight]((one.flight_id, one.cabin) for one in wish.segments)
        looks = 0 if wish.waits else MOST_LOOKS
        while True:
            # Before the key is looked up: what was stored until the last seat went is found, and not refused.
            known = self.availability.find(cabins)
            if (earlier := self._find_earlier(user_id, attempt)) is not None:
                return earlier
            order = Order(self.new_id(), cabins, count_seats(wish.passengers), self.clock())
            found = self.under_way.enter(order, known, may_wait=looks > 0)
            if isinstance(found, Wait):
                looks -= 1
                self.pause(NEWS_SECONDS)
                continue
            if found is not None and not wish.waits:
                raise build_refusal(found)
            return order

    def _check_limits(self, caller: Caller, wish: Wish, key: str) -> None:
        if wish.needs_payment:
            self.limits.check_holds(caller, key)
        else:
            self.limits.check_unpaid(caller, key, wish.segments, count_seats(wish.passengers))
        if wish.contact_email is not None:
            self.limits.check_letters(caller, wish.contact_email)

    def _check_details(self, passengers: Sequence[Passenger]) -> None:
        """As far as it can be told today; the days of the flights are not known yet."""
        for index, passenger in enumerate(passengers):
            check_details(passenger, index + 1, f"input.passengers.{index}", self.clock().date(), None)

    def _create(self, caller: Caller, reservation_id: str, wish: Wish, attempt: Attempt) -> Reservation:
        """The one that is stored under the attempt's key: this one, or that of somebody who was faster."""
        user_id = require_user(caller)
        if wish.offer_id is not None and not self.offers.claim(wish.offer_id, OfferHolder(user_id, attempt.key)):
            wish = replace(wish, offer_id=None)
        while True:
            reservation = self._open(reservation_id, user_id, wish)
            if is_staff(caller) and not wish.needs_payment:
                # Others may have to pay.
                self.acts.record(caller, "book without payment", reservation.id, _describe_journey(reservation))
            try:
                self.reservations.add(reservation, attempt, [self.announce(reservation)])
            except LocatorTaken:
                continue
            except AttemptKnown:
                # Somebody was faster with the same key, in the moment since we looked.
                if (earlier := self._find_earlier(user_id, attempt)) is not None:
                    return earlier
                continue
            return reservation

    def _open(self, reservation_id: str, user_id: str, wish: Wish) -> Reservation:
        now = self.clock()
        return open_reservation(
            id=reservation_id,
            locator=RecordLocator.new(),
            user_id=user_id,
            segments=wish.segments,
            passengers=wish.passengers,
            quoted_total=wish.quoted_total,
            offer_id=wish.offer_id,
            contact_email=wish.contact_email,
            at=now,
            expires_at=now + self.pending_lifetime,
            needs_payment=wish.needs_payment,
            waits=wish.waits,
        )

    def _find_earlier(self, user_id: str, attempt: Attempt) -> Reservation | None:
        found = self.reservations.find_attempt(user_id, attempt.key)
        if found is None:
            return None
        reservation, earlier = found
        if earlier.fingerprint != attempt.fingerprint:
            raise Conflict("This idempotency key was used for another reservation; choose a new one.")
        return reservation


def _describe_journey(reservation: Reservation) -> str:
    flights = ", ".join(segment.flight_id for segment in reservation.segments)
    return f"{reservation.locator}: {flights}, {reservation.seats} seats"


def build_refusal(full: CabinSeats) -> SoldOut:
    left = {0: "No seats are", 1: "Only 1 seat is"}.get(full.free, f"Only {full.free} seats are")
    message = f"{left} left in {full.cabin.replace('_', ' ').lower()} of flight {full.flight_id}."
    return SoldOut(message, flight_id=full.flight_id, cabin=full.cabin, seats_left=full.free)


def check_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise InvalidInput("idempotencyKey", "An idempotency key has 1 to 128 printable ASCII characters.")


def build_fingerprint(wish: Wish) -> str:
    """Equal for equal wishes, in whatever version of this program: made from the values, not from their layout."""
    parts = [
        [_describe(segment) for segment in wish.segments],
        [f"{one.first_name}/{one.last_name}/{one.type}" for one in wish.passengers],
        [f"{wish.quoted_total.amount_text} {wish.quoted_total.currency}" if wish.quoted_total else ""],
        ["needs payment"] if wish.needs_payment else [],
        *([[wish.offer_id]] if wish.offer_id else []),
        *([["waits"]] if wish.waits else []),
        *([["letters", wish.contact_email]] if wish.contact_email else []),
        *(_describe_details(one) for one in wish.passengers if one.details != NO_DETAILS),
    ]
    return hashlib.sha256("\x1e".join("\x1f".join(part) for part in parts).encode()).hexdigest()


def _describe(segment: Segment) -> str:
    family = "" if segment.fare_family is FareFamily.STANDARD else f"/{segment.fare_family}"
    return f"{segment.flight_id}/{segment.cabin}{family}"


def _describe_details(passenger: Passenger) -> list[str]:
    """Of a document only what anybody may see: a number could be guessed from its fingerprint."""
    born, document, services = passenger.details.date_of_birth, passenger.details.document, passenger.details.services
    shown = (
        f"{document.type}/{document.last_characters}/{document.issuing_country}/{document.expires_on}"
        if document
        else ""
    )
    return [str(passenger.name), str(born or ""), shown, *services]
