"""Build the executable schema from `auth.graphql` and the resolvers of this package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from ariadne.contrib.federation import make_federated_schema
from graphql import GraphQLObjectType, GraphQLUnionType, graphql_sync

from auth_service.schema.account_desk import account_act
from auth_service.schema.active_session import active_session
from auth_service.schema.entities import resolve_entities, resolve_entity_type
from auth_service.schema.mutations import mutation, session
from auth_service.schema.queries import query
from auth_service.schema.user import date_time, role, user

if TYPE_CHECKING:
    from graphql import GraphQLSchema


@cache
def build_schema() -> GraphQLSchema:
    type_definitions = files(__package__).joinpath("auth.graphql").read_text(encoding="utf-8")
    schema = make_federated_schema(
        type_definitions, query, mutation, session, active_session, account_act, user, role, date_time
    )
    # Ariadne's own resolver loads entities one by one; ours takes the batch as a whole.
    query_type = cast(GraphQLObjectType, schema.query_type)  # the document above defines it
    query_type.fields["_entities"].resolve = resolve_entities
    cast(GraphQLUnionType, schema.get_type("_Entity")).resolve_type = resolve_entity_type  # Ariadne defines it
    return schema


def print_subgraph() -> str:
    """The schema as the gateway composes it: what `_service { sdl }` answers."""
    result = graphql_sync(build_schema(), "{ _service { sdl } }")
    if result.data is None:
        raise RuntimeError(result.errors)
    sdl: str = result.data["_service"]["sdl"]
    return sdl
