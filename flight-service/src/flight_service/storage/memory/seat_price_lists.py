"""Seat price lists in a dictionary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from flight_service.domain.ports import AuditEntry
from flight_service.domain.seat_price_list import SeatPriceList


class InMemorySeatPriceLists:
    def __init__(self) -> None:
        self._lists: dict[str, SeatPriceList] = {}
        self._acts: defaultdict[str, list[AuditEntry]] = defaultdict(list)

    def get(self, aircraft_type: str) -> SeatPriceList:
        return self._lists.get(aircraft_type, SeatPriceList(aircraft_type))

    def in_force(self, aircraft_type: str) -> SeatPriceList:
        return self.get(aircraft_type)

    def save(self, prices: SeatPriceList, act: AuditEntry) -> bool:
        if self.get(prices.aircraft_type).version != prices.version - 1:
            return False
        self._lists[prices.aircraft_type] = prices
        self._acts[prices.aircraft_type].append(act)
        return True

    def acts(self, aircraft_type: str) -> Sequence[AuditEntry]:
        return list(self._acts[aircraft_type])
