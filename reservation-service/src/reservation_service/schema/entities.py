"""`_entities`: the representations of one request -> entities, each type loaded in one go.

Strawberry resolves references one by one; a type here has `load_references(info, ids)` instead.
Federation, "Query._entities": the answers stand in the order of the representations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from strawberry.federation import Schema
from strawberry.federation.schema import FederationAny

from reservation_service.domain.refusals import InvalidInput
from reservation_service.schema.context import Info
from reservation_service.schema.types import Reservation, User

ENTITIES: Mapping[str, Any] = {"Reservation": Reservation, "User": User}
MAX_REPRESENTATIONS = 1000


class BatchingSchema(Schema):
    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> list[FederationAny]:
        if len(representations) > MAX_REPRESENTATIONS:
            raise InvalidInput("representations", f"Ask for at most {MAX_REPRESENTATIONS} entities at a time.")
        keys = [_parse(representation) for representation in representations]
        ids_by_type: dict[str, list[str]] = defaultdict(list)
        for name, entity_id in keys:
            ids_by_type[name].append(entity_id)
        loaded = {
            (name, entity_id): entity
            for name, ids in ids_by_type.items()
            for entity_id, entity in zip(ids, ENTITIES[name].load_references(info, ids), strict=True)
        }
        return [loaded[key] for key in keys]

    def process_errors(self, errors: list[Any], execution_context: Any = None) -> None:
        """Nothing: `schema.errors` logs what is ours to know, once."""


def _parse(representation: object) -> tuple[str, str]:
    match representation:
        case {"__typename": str(name), "id": str(entity_id)} if name in ENTITIES:
            return name, entity_id
    raise InvalidInput("representations", "A representation names an entity of this subgraph and its id.")
