"""Fares as GraphQL shows them: families with their conditions, and classes with the seats left in each."""

import strawberry

from flight_service.domain import fare_family as domain
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.pricing import Tariff
from flight_service.schema.scalars import Money

strawberry.enum(
    FareFamily,
    description="The same seat with more or less freedom afterwards. STANDARD costs what the cabin's fare says.",
)


@strawberry.federation.type(shareable=True)
class FareConditions:
    """What may be done with a seat once it is bought. Fees are for one seat; null is free of charge."""

    changeable: bool
    change_fee: Money | None
    refundable: bool
    refund_fee: Money | None

    @classmethod
    def of(cls, value: domain.FareConditions) -> "FareConditions":
        return cls(
            changeable=value.changeable,
            change_fee=Money.of(value.change_fee) if value.change_fee else None,
            refundable=value.refundable,
            refund_fee=Money.of(value.refund_fee) if value.refund_fee else None,
        )


@strawberry.type
class FareFamilyOption:
    """A family as a party would get it now."""

    family: FareFamily
    fare_class: str
    fare: Money = strawberry.field(description="For one seat, taxes included.")
    conditions: FareConditions
    seats_left: int = strawberry.field(description="At this price; the next ones are dearer.")


@strawberry.type
class FareClassAvailability:
    """A fare class: its price for one seat, and the seats it may still sell."""

    letter: str
    factor: str = strawberry.field(description="Of the filed fare.")
    fare: Money = strawberry.field(description="After price rules, taxes included.")
    seats_left: int
    protected: int = strawberry.field(description="Seats that are kept from it, for dearer classes.")


def build_options(flight: Flight, inventory: Inventory, tariff: Tariff, seats: int) -> list[FareFamilyOption]:
    """Empty when the cabin has no room for the party."""
    fare_class = inventory.ladder.find_class(inventory.free, seats)
    if fare_class is None:
        return []
    quotes = [tariff.quote_class(flight, inventory, fare_class, family) for family in FareFamily]
    return [
        FareFamilyOption(
            family=quote.family,
            fare_class=quote.fare_class,
            fare=Money.of(quote.fare),
            conditions=FareConditions.of(quote.conditions),
            seats_left=fare_class.seats_left(inventory.free),
        )
        for quote in quotes
    ]


def build_classes(flight: Flight, inventory: Inventory, tariff: Tariff) -> list[FareClassAvailability]:
    return [
        FareClassAvailability(
            letter=one.letter,
            factor=str(one.factor),
            fare=Money.of(tariff.quote_class(flight, inventory, one, FareFamily.STANDARD).fare),
            seats_left=one.seats_left(inventory.free),
            protected=one.protected,
        )
        for one in inventory.ladder.classes
    ]
