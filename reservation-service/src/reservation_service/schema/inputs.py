"""What callers send -> domain values, or InvalidInput naming the field."""

from __future__ import annotations

from datetime import date

import strawberry

from reservation_service.domain import itinerary, money, passengers
from reservation_service.domain.changing import ChangeWish
from reservation_service.domain.contact_email import parse_contact_email
from reservation_service.domain.itinerary import Cabin, FareFamily
from reservation_service.domain.itinerary_change import Replacement
from reservation_service.domain.passengers import PassengerType
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.special_services import SpecialService, check_services
from reservation_service.domain.travel_documents import (
    DocumentType,
    TravelDocument,
    WrittenDocument,
    parse_document,
)
from reservation_service.domain.vault import Vault
from reservation_service.usecases.create_reservation import Wish

# As the event contract has it: six segments sealed by flight-service take about five hundred characters.
_LONGEST_OFFER_ID = 4096


@strawberry.input
class MoneyInput:
    amount: str
    currency: str

    def parse(self, field: str) -> money.Money:
        try:
            return money.Money.parse(self.amount, self.currency)
        except ValueError as error:
            raise InvalidInput(field, str(error)) from error


@strawberry.input
class SegmentInput:
    flight_id: strawberry.ID
    cabin: Cabin = Cabin.ECONOMY
    fare_family: FareFamily = FareFamily.STANDARD

    def parse(self, field: str) -> itinerary.Segment:
        return itinerary.Segment(
            flight_id=itinerary.parse_flight_id(self.flight_id, f"{field}.flightId"),
            cabin=self.cabin,
            fare_family=self.fare_family,
        )


@strawberry.input
class SegmentChangeInput:
    from_flight_id: strawberry.ID = strawberry.field(description="A flight of the reservation.")
    to_flight_id: strawberry.ID = strawberry.field(
        description="The flight to take instead; the same one for another cabin or fare family."
    )
    cabin: Cabin = Cabin.ECONOMY
    fare_family: FareFamily = FareFamily.STANDARD

    def parse(self, field: str) -> Replacement:
        segment = itinerary.Segment(
            flight_id=itinerary.parse_flight_id(self.to_flight_id, f"{field}.toFlightId"),
            cabin=self.cabin,
            fare_family=self.fare_family,
        )
        return Replacement(segment, itinerary.parse_flight_id(self.from_flight_id, f"{field}.fromFlightId"))


@strawberry.input
class RequestChangeInput:
    changes: list[SegmentChangeInput] = strawberry.field(
        description="One to six. A flight named twice is replaced by a connection, in this order."
    )
    offer_id: strawberry.ID | None = strawberry.field(
        default=None, description="An offer of `offer` for the new flights: the price is the one it promises."
    )

    def parse(self) -> ChangeWish:
        if not 1 <= len(self.changes) <= itinerary.MAX_SEGMENTS:
            raise InvalidInput("input.changes", f"Name 1 to {itinerary.MAX_SEGMENTS} changes.")
        return ChangeWish(
            replacements=tuple(one.parse(f"input.changes.{index}") for index, one in enumerate(self.changes)),
            offer_id=_parse_offer_id(self.offer_id),
        )


@strawberry.input
class TravelDocumentInput:
    type: DocumentType = DocumentType.PASSPORT
    number: str = strawberry.field(description="5 to 20 letters and digits. Stored sealed, never shown whole.")
    issuing_country: str = strawberry.field(description="ISO 3166-1, two letters.")
    expires_on: date

    def parse(self, field: str, vault: Vault) -> TravelDocument:
        written = WrittenDocument(
            type=self.type,
            number=self.number,
            issuing_country=self.issuing_country,
            expires_on=self.expires_on,
        )
        return parse_document(written, field, vault)


@strawberry.input
class PassengerInput:
    first_name: str
    last_name: str
    type: PassengerType = PassengerType.ADULT
    date_of_birth: date | None = strawberry.field(
        default=None,
        description="If it is told, it has to agree with the type on the day of the last flight: an infant is under 2,"
        " a child 2 to 11.",
    )
    travel_document: TravelDocumentInput | None = None
    special_services: list[SpecialService] | None = strawberry.field(
        default=None, description="At most four; one meal and one kind of wheelchair."
    )

    def parse(self, field: str, vault: Vault) -> passengers.Passenger:
        return passengers.Passenger(
            first_name=passengers.parse_name(self.first_name, f"{field}.firstName"),
            last_name=passengers.parse_name(self.last_name, f"{field}.lastName"),
            type=self.type,
            details=passengers.TravellerDetails(
                date_of_birth=self.date_of_birth,
                document=self.travel_document.parse(f"{field}.travelDocument", vault) if self.travel_document else None,
                services=check_services(self.special_services or (), f"{field}.specialServices"),
            ),
        )


@strawberry.input
class CreateReservationInput:
    segments: list[SegmentInput] = strawberry.field(description="One to six, no flight twice.")
    passengers: list[PassengerInput] = strawberry.field(
        description="One to nine, at least one adult, no more infants than adults."
    )
    quoted_total: MoneyInput | None = strawberry.field(
        default=None, description="What the traveller was shown; the reservation fails if the price is another."
    )
    offer_id: strawberry.ID | None = strawberry.field(
        default=None, description="An offer of `offer`: the price is the one it promises, if it has not expired."
    )
    contact_email: str | None = strawberry.field(
        default=None, description="Where confirmation, receipt and news of the flights are sent; nowhere without it."
    )
    hold_for_payment: bool = strawberry.field(
        default=False,
        description="Hold the seats until `payReservation`, instead of confirming at once. An airline may"
        " be configured to do so with all bookings but those of staff.",
    )

    def parse(self, vault: Vault) -> Wish:
        return Wish(
            segments=tuple(one.parse(f"input.segments.{index}") for index, one in enumerate(self.segments)),
            passengers=tuple(
                one.parse(f"input.passengers.{index}", vault) for index, one in enumerate(self.passengers)
            ),
            quoted_total=self.quoted_total.parse("input.quotedTotal") if self.quoted_total else None,
            needs_payment=self.hold_for_payment,
            contact_email=_parse_contact_email(self.contact_email),
            offer_id=_parse_offer_id(self.offer_id),
        )


@strawberry.input
class JoinWaitlistInput:
    flight_id: strawberry.ID
    cabin: Cabin = Cabin.ECONOMY
    fare_family: FareFamily = FareFamily.STANDARD
    passengers: list[PassengerInput] = strawberry.field(
        description="One to nine, at least one adult, no more infants than adults."
    )
    contact_email: str | None = strawberry.field(
        default=None, description="Where it is told that seats came free; nowhere without it."
    )
    hold_for_payment: bool = strawberry.field(
        default=True,
        description="When seats come free, hold them until `payReservation`, instead of confirming at once.",
    )

    def parse(self, vault: Vault) -> Wish:
        segment = itinerary.Segment(
            flight_id=itinerary.parse_flight_id(self.flight_id, "input.flightId"),
            cabin=self.cabin,
            fare_family=self.fare_family,
        )
        return Wish(
            segments=(segment,),
            passengers=tuple(
                one.parse(f"input.passengers.{index}", vault) for index, one in enumerate(self.passengers)
            ),
            needs_payment=self.hold_for_payment,
            contact_email=_parse_contact_email(self.contact_email),
        )


def _parse_contact_email(text: str | None) -> str | None:
    return parse_contact_email(text, "input.contactEmail") if text else None


def _parse_offer_id(text: str | None) -> str | None:
    if text is not None and not 1 <= len(text) <= _LONGEST_OFFER_ID:
        raise InvalidInput("input.offerId", "This is no offer.")
    return text
