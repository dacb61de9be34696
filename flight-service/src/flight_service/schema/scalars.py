"""Enums and small values of the schema, from and to the domain's."""

from enum import Enum

import strawberry

from flight_service.domain import money
from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import FlightStatus
from flight_service.usecases.search_flights import FlightSort

# The domain's enums are the schema's: Strawberry only has to know them.
for enum in (Cabin, FlightStatus, FlightSort):
    strawberry.enum(enum)


@strawberry.enum
class Weekday(Enum):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@strawberry.federation.type(shareable=True)
class Money:
    """An exact amount: decimal text, never a float, and an ISO 4217 currency."""

    amount: str
    currency: str

    @classmethod
    def of(cls, value: money.Money) -> "Money":
        return cls(amount=value.amount_text, currency=value.currency)


@strawberry.input
class MoneyInput:
    amount: str
    currency: str

    def parse(self, field: str) -> money.Money:
        try:
            return money.Money.parse(self.amount, self.currency)
        except ValueError as error:
            raise InvalidInput(field, str(error)) from error
