"""Airports, airlines and aircraft types: Django models as GraphQL types, referenced by their codes."""

from collections.abc import Sequence
from typing import Annotated

import strawberry
import strawberry_django
from strawberry import auto

from flight_service import models
from flight_service.domain import reference
from flight_service.domain.ports import ReferenceData


@strawberry_django.federation.type(models.Airport, keys=["code"])
class Airport:
    """An airport with an IATA code."""

    code: str
    name: str
    city: str
    country: Annotated[str, strawberry.argument(description="ISO 3166-1 alpha-2")]
    time_zone: str
    latitude: float
    longitude: float

    @classmethod
    def of(cls, airport: reference.Airport) -> "Airport":
        return cls(
            code=airport.code,
            name=airport.name,
            city=airport.city,
            country=airport.country,
            time_zone=airport.time_zone,
            latitude=airport.latitude,
            longitude=airport.longitude,
        )

    @classmethod
    def find_references(cls, data: ReferenceData, codes: Sequence[str]) -> "list[Airport | None]":
        return [cls.of(found) if (found := data.find_airport(code)) else None for code in codes]


@strawberry_django.federation.type(models.Airline, keys=["code"])
class Airline:
    code: str
    name: str

    @classmethod
    def of(cls, airline: reference.Airline) -> "Airline":
        return cls(code=airline.code, name=airline.name)

    @classmethod
    def find_references(cls, data: ReferenceData, codes: Sequence[str]) -> "list[Airline | None]":
        return [cls.of(found) if (found := data.find_airline(code)) else None for code in codes]


@strawberry_django.filter_type(models.AircraftType)
class AircraftTypeFilter:
    """Exact or by comparison: patterns from outside would run in the database."""

    manufacturer: auto
    seats: strawberry_django.ComparisonFilterLookup[int] | None


@strawberry_django.order_type(models.AircraftType)
class AircraftTypeOrder:
    code: auto
    seats: auto


@strawberry_django.federation.type(
    models.AircraftType, keys=["code"], filters=AircraftTypeFilter, ordering=AircraftTypeOrder, pagination=True
)
class AircraftType:
    code: str
    manufacturer: str
    model: str
    seats: int

    @classmethod
    def of(cls, aircraft_type: reference.AircraftType) -> "AircraftType":
        return cls(
            code=aircraft_type.code,
            manufacturer=aircraft_type.manufacturer,
            model=aircraft_type.model,
            seats=aircraft_type.seats,
        )

    @classmethod
    def find_references(cls, data: ReferenceData, codes: Sequence[str]) -> "list[AircraftType | None]":
        return [cls.of(found) if (found := data.find_aircraft_type(code)) else None for code in codes]
