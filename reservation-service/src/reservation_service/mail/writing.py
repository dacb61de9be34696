"""A notification of a reservation -> the letter that tells it, as plain text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.template import Context, Engine

from reservation_service.domain.letters import Letter
from reservation_service.domain.notifications import Notification
from reservation_service.domain.receipts import build_receipt
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.domain.tickets import issue_tickets
from reservation_service.mail.flights import name_flights, replace_ids

_TEMPLATES = Engine(dirs=[Path(__file__).parent / "templates"], autoescape=True)
# Who is not booked has no tickets, and who is cancelled has none any more.
_WITH_RECEIPT = frozenset({ReservationStatus.CONFIRMED, ReservationStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class LetterWriter:
    """`domain` is ours: it makes message ids unique in the world."""

    airline: str
    domain: str

    def __call__(self, reservation: Reservation, news: Notification) -> Letter:
        """Raises ValueError for a reservation without an address."""
        if reservation.contact_email is None:
            raise ValueError(f"Reservation {reservation.id} has nobody to write to")
        context = Context(self._describe(reservation, news))
        return Letter(
            id=f"<{news.id.replace(':', '.')}@{self.domain}>",
            to=reservation.contact_email,
            subject=news.title,
            text=replace_ids(_TEMPLATES.get_template("letter.txt").render(context), reservation),
            html=replace_ids(_TEMPLATES.get_template("letter.html").render(context), reservation),
        )

    def _describe(self, reservation: Reservation, news: Notification) -> dict[str, object]:
        is_booked = reservation.status is ReservationStatus.CONFIRMED
        tickets = issue_tickets(reservation.locator, reservation.passengers, reservation.exchanges)
        return {
            "airline": self.airline,
            "news": news,
            "reservation": reservation,
            "flights": name_flights(reservation.segments),
            "are_times_local": any(one.route for one in reservation.segments),
            "tickets": tickets if is_booked else (),
            "receipt": build_receipt(reservation) if reservation.status in _WITH_RECEIPT else None,
        }
