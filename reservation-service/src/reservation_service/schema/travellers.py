"""GraphQL of telling more of a passenger after booking, and of reading a travel document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

import strawberry

from reservation_service.domain import reservation
from reservation_service.domain.passengers import TravellerDetails
from reservation_service.domain.special_services import SpecialService, check_services
from reservation_service.domain.travel_documents import TravelDocument, keep_if_same
from reservation_service.domain.traveller_details import Amendment
from reservation_service.domain.vault import Vault
from reservation_service.schema.context import Info
from reservation_service.schema.inputs import TravelDocumentInput
from reservation_service.schema.names import NotCorrectable
from reservation_service.schema.types import Reservation

UpdatePassengerResult = Annotated[Reservation | NotCorrectable, strawberry.union("UpdatePassengerResult")]


@strawberry.input(description="What is left out stays as it is; null takes it away.")
class PassengerDetailsInput:
    date_of_birth: date | None = strawberry.UNSET
    travel_document: TravelDocumentInput | None = strawberry.UNSET
    special_services: list[SpecialService] | None = strawberry.UNSET

    def parse(self, number: int, vault: Vault) -> Amendment:
        told: dict[str, date | TravelDocument | tuple[SpecialService, ...] | None] = {}
        if self.date_of_birth is not strawberry.UNSET:
            told["date_of_birth"] = self.date_of_birth
        if self.travel_document is not strawberry.UNSET:
            shown = self.travel_document
            told["document"] = shown.parse("input.travelDocument", vault) if shown else None
        if self.special_services is not strawberry.UNSET:
            told["services"] = check_services(self.special_services or (), "input.specialServices")

        def amend(known: TravellerDetails) -> TravellerDetails:
            new = replace(known, **told)  # type: ignore[arg-type]  # mypy cannot tell which value has which name
            return replace(new, document=keep_if_same(known.document, new.document, vault)) if new.document else new

        return Amendment(number, amend, tuple(one.replace("_", " ") for one in told))


@strawberry.type
class TravellerMutation:
    @strawberry.mutation(
        description="Tell more of a passenger, counted from 1 in the order of `passengers`; for the owner and staff,"
        " until the first flight departs. The date of birth has to agree with the type on the day of the last flight,"
        " and the document has to be valid then."
    )
    def update_passenger(
        self, info: Info, id: strawberry.ID, passenger: int, input: PassengerDetailsInput
    ) -> UpdatePassengerResult:
        application = info.context.application
        amendment = input.parse(passenger, application.vault)
        answer = application.update_passenger(info.context.caller, id, amendment)
        if isinstance(answer, reservation.Reservation):
            return Reservation.build(answer)
        return NotCorrectable.build(answer)

    @strawberry.mutation(
        description="Staff: the whole number of a passenger's travel document, counted from 1. Goes on record."
    )
    def read_travel_document(self, info: Info, id: strawberry.ID, passenger: int) -> str:
        return info.context.application.read_document(info.context.caller, id, passenger)
