"""Passenger <-> what stands of her in the reservation's MongoDB document. Days are ISO 8601 text: BSON has none."""

from __future__ import annotations

from datetime import date

from reservation_service.domain.passengers import NO_DETAILS, Passenger, PassengerType, TravellerDetails
from reservation_service.domain.special_services import to_services
from reservation_service.domain.travel_documents import DocumentType, TravelDocument
from wire.database import Document


def from_passenger(passenger: Passenger) -> Document:
    names = {"first_name": passenger.first_name, "last_name": passenger.last_name, "type": passenger.type.value}
    return names if passenger.details == NO_DETAILS else {**names, **_from_details(passenger.details)}


def to_passenger(document: Document) -> Passenger:
    """Passengers of before there were details have none."""
    born, shown = document.get("date_of_birth"), document.get("travel_document")
    details = TravellerDetails(
        date_of_birth=date.fromisoformat(born) if born else None,
        document=_to_travel_document(shown) if shown else None,
        services=to_services(document.get("services", ())),
    )
    return Passenger(document["first_name"], document["last_name"], PassengerType(document["type"]), details)


def _from_details(details: TravellerDetails) -> Document:
    return {
        "date_of_birth": details.date_of_birth.isoformat() if details.date_of_birth else None,
        "travel_document": _from_travel_document(details.document) if details.document else None,
        "services": [service.value for service in details.services],
    }


def _from_travel_document(document: TravelDocument) -> Document:
    return {
        "type": document.type.value,
        "sealed_number": document.sealed_number,
        "last_characters": document.last_characters,
        "issuing_country": document.issuing_country,
        "expires_on": document.expires_on.isoformat(),
    }


def _to_travel_document(document: Document) -> TravelDocument:
    return TravelDocument(
        type=DocumentType(document["type"]),
        sealed_number=document["sealed_number"],
        last_characters=document["last_characters"],
        issuing_country=document["issuing_country"],
        expires_on=date.fromisoformat(document["expires_on"]),
    )
