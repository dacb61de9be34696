"""`Query._entities`: representations of `User` -> accounts, one query for the whole batch.

Apollo Federation subgraph specification, "Resolve requests for entities".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auth_service.domain.refusals import InvalidInput

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.refusals import Refusal
    from auth_service.schema.context import Info

# A gateway asks for the users of one page of something; a thousand is ten of the largest pages.
MAX_BATCH = 1000


def resolve_entities(_: None, info: Info, representations: list[object]) -> list[Account | Refusal | None]:
    """A refusal in the list becomes an error at its index, the others' answers stay."""
    if len(representations) > MAX_BATCH:
        raise InvalidInput("representations", f"At most {MAX_BATCH} entities can be asked for at once.")
    context = info.context
    user_ids = [_user_id(representation) for representation in representations]
    return context.application.view_accounts.many(context.caller, user_ids)


def resolve_entity_type(account: object, info: Info, union: object) -> str:
    return "User"


def _user_id(representation: object) -> str:
    if not isinstance(representation, dict) or representation.get("__typename") != "User":
        raise InvalidInput("representations", "Only entities of type User live in this subgraph.")
    user_id = representation.get("id")
    if not isinstance(user_id, str):
        raise InvalidInput("representations", "A User is identified by its id, a string.")
    return user_id
