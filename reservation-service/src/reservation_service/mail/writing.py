"""A notification of a reservation -> the letter that tells it, as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template import Context, Engine

from reservation_service.domain.clocks import tell_day
from reservation_service.domain.itinerary import Remedy, Segment
from reservation_service.domain.notifications import Notification
from reservation_service.domain.receipts import build_receipt
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.domain.tickets import issue_tickets
from reservation_service.mail.calendar import Publisher, attach_calendars
from reservation_service.mail.flights import name_flights, replace_ids
from wire.post import Letter

_TEMPLATES = Engine(dirs=[Path(__file__).parent / "templates"], autoescape=True)
# Who is not booked has no tickets, and who is cancelled has none any more.
_WITH_RECEIPT = frozenset({ReservationStatus.CONFIRMED, ReservationStatus.CANCELLED})
# What they tell costs nothing and gives nothing back.
_WITHOUT_RECEIPT = frozenset({"FLIGHT_RESCHEDULED", "FLIGHT_STATUS_CHANGED", "FLIGHT_CANCELLED"})


_REMEDIES = {
    Remedy.ACCEPT: "accept the new times",
    Remedy.REBOOK: "fly with another flight, free of charge on the same route within three days",
    Remedy.REFUND: "cancel, and have everything paid back",
}


@dataclass(frozen=True, slots=True)
class LetterWriter:
    """`address` is ours: its domain makes message ids unique in the world. `site_url` is where the web client is, empty
    if it is not known.
    """

    airline: str
    address: str
    site_url: str = ""

    def __call__(self, reservation: Reservation, news: Notification) -> Letter:
        """Raises ValueError for a reservation without an address."""
        if reservation.contact_email is None:
            raise ValueError(f"Reservation {reservation.id} has nobody to write to")
        context = self._describe(reservation, news)
        publisher = Publisher(self.airline, self.address)
        return Letter(
            id=f"<{news.id.replace(':', '.')}@{self.address.rpartition('@')[2]}>",
            to=reservation.contact_email,
            subject=news.title,
            text=replace_ids(_TEMPLATES.get_template("letter.txt").render(Context(context)), reservation),
            html=replace_ids(_TEMPLATES.get_template("letter.html").render(Context(context)), reservation),
            attachments=tuple(attach_calendars(reservation, news, publisher, str(context["link"] or ""))),
        )

    def _describe(self, reservation: Reservation, news: Notification) -> dict[str, object]:
        is_booked = reservation.status is ReservationStatus.CONFIRMED
        has_receipt = reservation.status in _WITH_RECEIPT and news.kind not in _WITHOUT_RECEIPT
        receipt = build_receipt(reservation) if has_receipt else None
        tickets = issue_tickets(reservation.locator, reservation.passengers, reservation.exchanges)
        return {
            "airline": self.airline,
            "news": news,
            "reservation": reservation,
            "flights": name_flights(reservation.segments),
            "are_times_local": any(one.route for one in reservation.segments),
            "tickets": tickets if is_booked else (),
            "remedies": list(_list_remedies(reservation.segments)) if is_booked else [],
            **self._describe_link(reservation),
            "receipt": receipt,
            "payments": [(tell_day(reservation.first_segment, one.paid_at), one) for one in receipt.payments]
            if receipt
            else [],
        }

    def _describe_link(self, reservation: Reservation) -> dict[str, object]:
        """Only who booked it can pay, others find it too."""
        if reservation.status is ReservationStatus.HELD:
            label, needed, path = "Pay for your trip", "in your account", f"/trips/{reservation.id}"
        else:
            label, needed = "See or change your trip", "with the record locator and your last name"
            path = f"/find?locator={reservation.locator}"
        return {"label": label, "needed": needed, "link": f"{self.site_url}{path}" if self.site_url else None}


def _list_remedies(segments: Iterable[Segment]) -> Iterator[str]:
    """What the traveller may do about flights that the airline does not fly as agreed."""
    possible = {remedy for one in segments if one.disruption for remedy in one.disruption.remedies}
    yield from (_REMEDIES[remedy] for remedy in Remedy if remedy in possible)
