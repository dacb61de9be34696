"""`_entities`: every representation of one type is answered by one look-up, in the order they came.

What does not exist, or is no reference at all, is null: that is Federation's way of saying so.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from strawberry.federation import Schema
from strawberry.federation.schema import FederationAny

from flight_service.domain.errors import InvalidInput
from flight_service.schema.context import Info
from flight_service.schema.flight_types import Flight
from flight_service.schema.reference_types import AircraftType, Airline, Airport
from flight_service.usecases.stores import Stores

# A gateway batches what one page of a list needs; more than this is somebody else.
_MOST_REPRESENTATIONS = 1000

_Find = Callable[[Stores, Sequence[str]], Sequence[object]]
# Type name -> its key field, and how all of them are found at once.
_ENTITIES: Mapping[str, tuple[str, _Find]] = {
    "Flight": ("id", Flight.find_references),
    "Airport": ("code", lambda stores, codes: Airport.find_references(stores.reference, codes)),
    "Airline": ("code", lambda stores, codes: Airline.find_references(stores.reference, codes)),
    "AircraftType": ("code", lambda stores, codes: AircraftType.find_references(stores.reference, codes)),
}


class BatchingSchema(Schema):
    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> list[FederationAny]:
        return find_entities(info.context.stores, representations)


def find_entities(stores: Stores, representations: Sequence[Any]) -> list[Any]:
    if len(representations) > _MOST_REPRESENTATIONS:
        raise InvalidInput("representations", f"At most {_MOST_REPRESENTATIONS} at a time.")
    places: dict[str, list[tuple[int, str]]] = {}
    for place, representation in enumerate(representations):
        type_name, key = _read(representation)
        if key is not None:
            places.setdefault(type_name, []).append((place, key))
    found: list[Any] = [None] * len(representations)
    for type_name, of_type in places.items():
        entities = _ENTITIES[type_name][1](stores, [key for _, key in of_type])
        for (place, _), entity in zip(of_type, entities, strict=True):
            found[place] = entity
    return found


def _read(representation: Any) -> tuple[str, str | None]:
    """Type name and key; the key is None for what cannot be a reference of ours."""
    if not isinstance(representation, dict):
        return "", None
    type_name = representation.get("__typename")
    if not isinstance(type_name, str) or type_name not in _ENTITIES:
        return "", None
    key = representation.get(_ENTITIES[type_name][0])
    return type_name, key if isinstance(key, str) else None
