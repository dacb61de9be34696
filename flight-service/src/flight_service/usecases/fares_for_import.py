"""What the seats of imported flights cost: a schedule as airlines exchange it says nothing of that.

What the file tells goes first; then what the last flight on sale under the same designator on the same route costs,
with its fare classes; then what staff give for the whole file. A cabin that nobody has priced stands to the others as
usual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from flight_service.domain.cabin import Cabin, CabinKey, split_seats
from flight_service.domain.errors import InvalidInput
from flight_service.domain.fare_class import Ladder
from flight_service.domain.fares import derive_fare
from flight_service.domain.flight import Flight
from flight_service.domain.money import Money
from flight_service.domain.ports import CabinOffer
from flight_service.domain.reference import AircraftType
from flight_service.domain.schedule_file import ScheduleLine
from flight_service.usecases.stores import Stores


class FlightsOnSale(Protocol):
    def find(self, designator: str) -> Mapping[str, Flight]: ...


@dataclass(frozen=True, slots=True)
class _Prices:
    fares: Mapping[Cabin, Money]
    ladders: Mapping[Cabin, Ladder]


class ImportFares:
    def __init__(self, stores: Stores, fares: Mapping[Cabin, Money], on_sale: FlightsOnSale) -> None:
        self._stores = stores
        self._given = _Prices(fares, {})
        self._on_sale = on_sale
        self._alike: dict[tuple[str, str, str], _Prices] = {}

    def find_cabins(self, line: ScheduleLine, aircraft: AircraftType | None) -> dict[Cabin, CabinOffer]:
        """Raise InvalidInput where nothing says how many seats there are, or what they cost."""
        seats = line.seats or _find_seats(line, aircraft)
        prices = _Prices(line.fares, {}) if line.fares else self._find_alike(line)
        prices = prices if prices.fares else self._given
        if not prices.fares:
            raise InvalidInput("input.fares", "Nothing says what its seats cost: give fares for the file.")
        return {
            cabin: CabinOffer(
                count, prices.fares.get(cabin) or derive_fare(prices.fares, cabin), prices.ladders.get(cabin)
            )
            for cabin, count in seats.items()
        }

    def _find_alike(self, line: ScheduleLine) -> _Prices:
        """Of the last flight that there is. Fare classes are those of its cabins, of whatever size."""
        key = line.designator, line.origin, line.destination
        if key not in self._alike:
            found = self._on_sale.find(line.designator).values()
            alike = [one for one in found if (one.origin, one.destination) == (line.origin, line.destination)]
            last = max(alike, key=lambda flight: flight.departs_at, default=None)
            keys = [CabinKey(last.id, cabin) for cabin in Cabin] if last else []
            cabins = {one.cabin: found for one, found in self._stores.inventories.find_many(keys).items()}
            self._alike[key] = _Prices(
                {cabin: one.fare for cabin, one in cabins.items()}, {cabin: one.ladder for cabin, one in cabins.items()}
            )
        return self._alike[key]


def _find_seats(line: ScheduleLine, aircraft: AircraftType | None) -> Mapping[Cabin, int]:
    if aircraft is None:
        told = f'There is no aircraft type "{line.aircraft_type}"' if line.aircraft_type else "No aircraft is named"
        raise InvalidInput("input.text", f"{told}, and no seats are: nothing says how many there are.")
    return split_seats(aircraft.seats)
