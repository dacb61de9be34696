"""What clients send, and its way into the domain: parsed once, here, with the field at fault named."""

import datetime as dt
import re
from datetime import datetime
from decimal import Decimal

import strawberry

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput, NotFound
from flight_service.domain.fare_class import FareClass, Ladder
from flight_service.domain.flight import FlightStatus, is_flight_id
from flight_service.domain.money import Money as Amount
from flight_service.domain.ports import CabinOffer, CabinPrices, FlightFilter
from flight_service.domain.seat_map import SeatCharacteristic
from flight_service.domain.seat_prices import SeatPrice, SeatPrices, parse_price
from flight_service.schema.scalars import MoneyInput
from flight_service.usecases.create_flight import NewFlight
from flight_service.usecases.update_flight import FlightChanges

_LONGEST_TEXT = 500
_FACTOR = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3})?")
_CODE = re.compile(r"[A-Z0-9]{1,32}(?:-[A-Z0-9]{1,16}){0,3}")


@strawberry.input(name="FlightFilter")
class FlightFilterInput:
    origin: str | None = None
    destination: str | None = None
    date: dt.date | None = None
    airline: str | None = None
    status: FlightStatus | None = None
    designator: str | None = None

    def parse(self) -> FlightFilter:
        return FlightFilter(
            origin=parse_code("filter.origin", self.origin),
            destination=parse_code("filter.destination", self.destination),
            date=self.date,
            airline=parse_code("filter.airline", self.airline),
            status=self.status,
            designator=parse_code("filter.designator", self.designator),
        )


@strawberry.input
class FareClassInput:
    """`factor` is of the filed fare, like "1.15"; `protected` seats are kept from the class, for dearer ones."""

    letter: str
    factor: str
    protected: int


@strawberry.input
class SeatPricesInput:
    """In the currency of the cabin's fare, like "39.00": for legroom, and for windows and aisles in front."""

    extra_legroom: str
    front: str

    def parse(self, field: str) -> SeatPrices:
        try:
            return SeatPrices.of_places(parse_price(self.extra_legroom), parse_price(self.front))
        except ValueError as error:
            raise InvalidInput(field, str(error)) from error


@strawberry.input
class SeatPriceInput:
    """In the currency of the cabin's fare, like "39.00"; what is left out is every kind of seat, and every row.

    `front` is the first third of the cabin; a price is for it, or for some rows.
    """

    price: str
    characteristic: SeatCharacteristic | None = None
    first_row: int | None = None
    last_row: int | None = None
    front: bool = False

    def parse(self) -> SeatPrice:
        """One row may be named by either end. Raise ValueError, with a message for the caller."""
        named = [row for row in (self.first_row, self.last_row) if row is not None]
        return SeatPrice(
            price=parse_price(self.price),
            characteristic=self.characteristic,
            rows=(named[0], named[-1]) if named else None,
            front=self.front,
        )


@strawberry.input
class CabinSeatPricesInput:
    """The first price that fits a seat is its price; one that none fits is free of charge.

    Null: nothing is said here any more, and the seats cost what the aircraft type's list says, or the schedule.
    """

    cabin: Cabin
    prices: list[SeatPriceInput] | None = None

    def parse(self, field: str) -> SeatPrices | None:
        try:
            return None if self.prices is None else SeatPrices.of([one.parse() for one in self.prices])
        except ValueError as error:
            raise InvalidInput(field, str(error)) from error


@strawberry.input
class CabinInput:
    """Fare classes: from the cheapest to the dearest, which protects no seat. Without them all seats cost the fare."""

    cabin: Cabin
    capacity: int
    fare: MoneyInput
    fare_classes: list[FareClassInput] | None = None
    seat_prices: SeatPricesInput | None = None


@strawberry.input
class CreateFlightInput:
    airline: str
    flight_number: str
    origin: str
    destination: str
    departs_at: datetime
    arrives_at: datetime
    cabins: list[CabinInput]
    aircraft_type: str | None = None

    def parse(self) -> NewFlight:
        return NewFlight(
            airline=get_code("input.airline", self.airline),
            number=self.flight_number.strip(),
            origin=get_code("input.origin", self.origin),
            destination=get_code("input.destination", self.destination),
            departs_at=get_instant("input.departsAt", self.departs_at),
            arrives_at=get_instant("input.arrivesAt", self.arrives_at),
            aircraft_type=parse_code("input.aircraftType", self.aircraft_type),
            cabins=parse_cabins("input.cabins", self.cabins),
        )


@strawberry.input
class CabinFareInput:
    cabin: Cabin
    fare: MoneyInput


@strawberry.input
class CabinFareClassesInput:
    """From the cheapest to the dearest, which protects no seat."""

    cabin: Cabin
    classes: list[FareClassInput]


@strawberry.input
class UpdateFlightInput:
    """What is absent stays as it is. With `expectedVersion` the change is refused if somebody was faster."""

    departs_at: datetime | None = None
    arrives_at: datetime | None = None
    status: FlightStatus | None = None
    fares: list[CabinFareInput] | None = None
    fare_classes: list[CabinFareClassesInput] | None = None
    seat_prices: list[CabinSeatPricesInput] | None = None
    expected_version: int | None = None

    def parse(self) -> FlightChanges:
        return FlightChanges(
            departs_at=get_instant("input.departsAt", self.departs_at) if self.departs_at else None,
            arrives_at=get_instant("input.arrivesAt", self.arrives_at) if self.arrives_at else None,
            status=self.status,
            prices=CabinPrices(
                fares=parse_fares("input.fares", self.fares or []),
                ladders=self._parse_ladders(),
                seat_prices=parse_seat_prices("input.seatPrices", self.seat_prices or []),
            ),
            expected_version=self.expected_version,
        )

    def _parse_ladders(self) -> dict[Cabin, Ladder]:
        ladders = self.fare_classes or []
        _check_distinct("input.fareClasses", [one.cabin for one in ladders])
        return {one.cabin: _parse_ladder("input.fareClasses", one.classes) for one in ladders}


def parse_fares(field: str, fares: list[CabinFareInput]) -> dict[Cabin, Amount]:
    _check_distinct(field, [one.cabin for one in fares])
    return {one.cabin: one.fare.parse(field) for one in fares}


def parse_seat_prices(field: str, cabins: list[CabinSeatPricesInput]) -> dict[Cabin, SeatPrices | None]:
    _check_distinct(field, [one.cabin for one in cabins])
    return {one.cabin: one.parse(field) for one in cabins}


def parse_cabins(field: str, cabins: list[CabinInput]) -> dict[Cabin, CabinOffer]:
    _check_distinct(field, [one.cabin for one in cabins])
    return {one.cabin: _parse_cabin(field, one) for one in cabins}


def _parse_cabin(field: str, cabin: CabinInput) -> CabinOffer:
    ladder = None if cabin.fare_classes is None else _parse_ladder(field, cabin.fare_classes)
    seat_prices = cabin.seat_prices.parse(field) if cabin.seat_prices else None
    return CabinOffer(cabin.capacity, cabin.fare.parse(field), ladder, seat_prices)


def _parse_ladder(field: str, classes: list[FareClassInput]) -> Ladder:
    try:
        return Ladder.of([FareClass(one.letter, _parse_factor(one.factor), one.protected) for one in classes])
    except ValueError as error:
        raise InvalidInput(field, str(error)) from error


def _parse_factor(text: str) -> Decimal:
    if not _FACTOR.fullmatch(text):
        raise ValueError(f'"{text[:20]}" is no factor; write it like "1.15".')
    return Decimal(text)


def get_code(field: str, text: str) -> str:
    """Codes are written in capitals; people write them as they like."""
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise InvalidInput(field, f'"{text[:40]}" is not a code.')
    return code


def parse_code(field: str, text: str | None) -> str | None:
    return None if text is None else get_code(field, text)


def get_flight_id(text: str) -> str:
    if not is_flight_id(text):
        raise NotFound(f'There is no flight "{text[:40]}".')
    return text


def get_instant(field: str, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise InvalidInput(field, 'A time needs its offset from UTC, like "2026-12-01T09:30:00Z".')
    return moment.replace(microsecond=0)


def check_text(field: str, text: str | None) -> str | None:
    if text is not None and len(text) > _LONGEST_TEXT:
        raise InvalidInput(field, f"At most {_LONGEST_TEXT} characters.")
    return text


def _check_distinct(field: str, cabins: list[Cabin]) -> None:
    if len(set(cabins)) < len(cabins):
        raise InvalidInput(field, "A cabin is named twice.")
