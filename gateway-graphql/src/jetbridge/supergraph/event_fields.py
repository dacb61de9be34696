"""Subscription fields whose events come from a message broker: `@amqpSubscribe` in a supergraph -> `EventField`s.

    directive @amqpSubscribe(
      exchange: String!, routingKeys: [String!]!, select: String, where: [String!], begin: String
    ) on FIELD_DEFINITION

Any composition takes it along: the subgraph links the specification `amqp` and names the directive in
`@composeDirective`. What the arguments mean: docs/gateway-events.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jetbridge.supergraph.event_selection import Selection, SelectionError
from jetbridge.supergraph.event_templates import Place, Template, TemplateError
from jetbridge.supergraph.spec_names import read_arguments

if TYPE_CHECKING:
    from graphql import GraphQLField, GraphQLSchema

    from jetbridge.supergraph.spec_names import Specification

SPECIFICATION = "amqp"
DIRECTIVE = "amqpSubscribe"
_ARGUMENTS = frozenset({"exchange", "routingKeys", "select", "where", "begin"})


class EventFieldError(ValueError):
    """A field's directive cannot be carried out; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What is at `path` of the message must be what `value` says, or one of it."""

    path: tuple[str, ...]
    value: Template


@dataclass(frozen=True, slots=True)
class EventField:
    """Where the events of a field come from, which of them, and what of them the field's value is.

    `select` is None where the message is the value; `begin` makes one of the arguments, as soon as it is listened to.
    """

    exchange: str
    routing_keys: tuple[Template, ...]
    select: Selection | None = None
    where: tuple[Condition, ...] = ()
    begin: Selection | None = None


def find_event_fields(schema: GraphQLSchema, specification: Specification | None) -> dict[str, EventField]:
    """Fields of the subscription root by name. Raises `EventFieldError`."""
    root = schema.subscription_type
    if specification is None or root is None:
        return {}
    directive = specification.directive(DIRECTIVE)
    found = {}
    for name, field in root.fields.items():
        for node in (field.ast_node and field.ast_node.directives) or ():
            if node.name.value == directive:
                found[name] = _load(f"{root.name}.{name} @{directive}", read_arguments(node), field)
    return found


def _load(place: str, given: dict[str, Any], field: GraphQLField) -> EventField:
    try:
        if unknown := sorted(given.keys() - _ARGUMENTS):
            raise EventFieldError(f"it has no argument {unknown[0]}")
        loaded = EventField(
            exchange=given["exchange"],
            routing_keys=tuple(_load_routing_key(text) for text in given["routingKeys"]),
            select=Selection.parse(given["select"]) if given.get("select") else None,
            where=tuple(_load_condition(text) for text in given.get("where") or ()),
            begin=Selection.parse(given["begin"]) if given.get("begin") else None,
        )
        _check_arguments(loaded, field)
    except KeyError as error:
        raise EventFieldError(f"{place}: the argument {error} is missing.") from error
    except (TemplateError, SelectionError, EventFieldError) as error:
        raise EventFieldError(f"{place}: {error}") from error
    return loaded


def _load_routing_key(text: str) -> Template:
    template = Template.parse(text)
    for index, part in enumerate(template.parts):
        before, after = template.parts[index - 1 : index] or (".",), template.parts[index + 1 :] or (".",)
        alone = str(before[0]).endswith(".") and str(after[0]).startswith(".")
        if isinstance(part, Place) and not alone:
            raise EventFieldError(f'in the routing key "{text}" an argument must be a whole word, between dots.')
    return template


def _load_condition(text: str) -> Condition:
    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise EventFieldError(f'"{text}" is no condition; write `path.in.message = {{args.NAME}}`.')
    return Condition(tuple(path.strip().split(".")), Template.parse(value.strip()))


def _check_arguments(loaded: EventField, field: GraphQLField) -> None:
    used = {name for template in loaded.routing_keys for name in template.arguments}
    used |= {name for condition in loaded.where for name in condition.value.arguments}
    used |= loaded.begin.sources if loaded.begin else set()
    if unknown := sorted(used - field.args.keys()):
        raise EventFieldError(f"the field has no argument {unknown[0]}, which is asked for there.")
