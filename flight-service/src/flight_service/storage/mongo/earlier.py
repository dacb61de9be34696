"""Documents that an earlier version wrote -> documents as this one reads them.

They are upgraded when they are read and stay as they are in the database until they next change: nobody waits for a
migration of a million inventories, and old and new processes may run side by side while a release goes out. What a
document lacks says which version wrote it, so none of them carries a number. A field is only ever added here with what
stood for it before, never renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from flight_service.domain.cabin import Cabin
from flight_service.domain.fare_class import flat_ladder
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.seat_prices import NO_SEAT_PRICES

Document = Mapping[str, Any]

_CLAIM: Document = {
    "user_id": "",
    "numbers": [],
    "family": FareFamily.STANDARD.value,
    "fare_class": "",
    "reservation_id": "",
    "priced": [],
    "charge": None,
}
_FLAT = {cabin.value: str(flat_ladder(cabin)) for cabin in Cabin}


def upgrade_flight(document: Document) -> Document:
    """Flights did not name their cabins once: any may be there, and the inventories know."""
    return document if "cabins" in document else {**document, "cabins": [cabin.value for cabin in Cabin]}


def upgrade_inventory(document: Document) -> Document:
    """Without a ladder, every seat is sold at the filed fare, and without prices it may be chosen free of charge. That
    staff had said something of one flight was not written down apart from what its schedule says.
    """
    return {
        "ladder": _FLAT[document["cabin"]],
        "seat_prices": str(NO_SEAT_PRICES),
        "own_seat_prices": None,
        "blocks": {},
        **document,
    }


def upgrade_claim(document: Document) -> Document:
    """Whose it is, which seats were chosen and for how much, in which family and class: each came with time."""
    claim = {**_CLAIM, **document}
    return {**claim, "prices": _find_prices(claim)}


def _find_prices(claim: Document) -> Mapping[str, str]:
    """By seat. An earlier version kept only what they cost together: as if each had cost the same."""
    priced, known = claim["priced"], claim.get("prices", {})
    if not priced or set(known) == set(priced):
        return {number: known[number] for number in priced}
    together = Decimal(claim["charge"]["amount"]) if claim["charge"] else Decimal(0)
    share = (together / len(priced)).quantize(Decimal("0.01"), ROUND_DOWN)
    rest = together - share * (len(priced) - 1)
    return {number: str(share if place else rest) for place, number in enumerate(priced)}


def upgrade_staged(document: Document) -> Document:
    """A staff act that was under way when the release went out."""
    return {"ladders": {}, "seat_prices": {}, "capacities": {}, "given_back": {}, "swap": None, **document}
