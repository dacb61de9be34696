"""GraphQL of passengers and their details: what is told of them, and what of it is shown to whom."""

from __future__ import annotations

from datetime import date

import strawberry

from reservation_service.domain import passengers, travel_documents
from reservation_service.domain.passengers import NO_DETAILS, PassengerType, TravellerDetails
from reservation_service.domain.special_services import SpecialService
from reservation_service.domain.travel_documents import DocumentType
from reservation_service.schema.context import Info
from reservation_service.usecases.caller_rights import may_list

strawberry.enum(SpecialService, description="Codes of IATA's special service requests.")
strawberry.enum(DocumentType, name="TravelDocumentType")


@strawberry.type(description="A passport or identity card. Its number is never shown whole.")
class TravelDocument:
    type: DocumentType
    masked_number: str = strawberry.field(description="The last three characters.")
    issuing_country: str = strawberry.field(description="ISO 3166-1, two letters.")
    expires_on: date

    @classmethod
    def build(cls, value: travel_documents.TravelDocument) -> TravelDocument:
        return cls(
            type=value.type,
            masked_number=value.masked_number,
            issuing_country=value.issuing_country,
            expires_on=value.expires_on,
        )


@strawberry.type
class Passenger:
    first_name: str
    last_name: str
    type: PassengerType
    details: strawberry.Private[TravellerDetails]
    owner_id: strawberry.Private[str]

    @strawberry.field(description="For the owner of the reservation and staff, if it was told.")
    def date_of_birth(self, info: Info) -> date | None:
        return self._visible_to(info).date_of_birth

    @strawberry.field(description="For the owner of the reservation and staff, if it was told.")
    def travel_document(self, info: Info) -> TravelDocument | None:
        document = self._visible_to(info).document
        return TravelDocument.build(document) if document else None

    @strawberry.field(description="For the owner of the reservation and staff.")
    def special_services(self, info: Info) -> list[SpecialService]:
        return list(self._visible_to(info).services)

    def _visible_to(self, info: Info) -> TravellerDetails:
        """Whoever found the reservation by locator and name learns nothing that is not on the boarding pass."""
        return self.details if may_list(info.context.caller, self.owner_id) else NO_DETAILS

    @classmethod
    def build(cls, value: passengers.Passenger, owner_id: str) -> Passenger:
        return cls(
            first_name=value.first_name,
            last_name=value.last_name,
            type=value.type,
            details=value.details,
            owner_id=owner_id,
        )
