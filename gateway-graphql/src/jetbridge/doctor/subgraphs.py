"""Ask every subgraph as the gateway would: is it there, does it know us, has it what the supergraph expects of it?"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from graphql import (
    GraphQLError,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    parse,
)

from jetbridge.doctor.finding import Finding
from jetbridge.executor.subgraph_client import SubgraphError
from jetbridge.security.caller import build_anonymous
from jetbridge.security.identity import IdentitySigner
from jetbridge.subgraphs.client import HttpSubgraphClient
from jetbridge.subgraphs.settings import build_destination, build_ssl_context

if TYPE_CHECKING:
    from pathlib import Path

    from graphql import DocumentNode

    from jetbridge.config import Config
    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.subgraphs.settings import Destination
    from jetbridge.supergraph import Supergraph

_QUERY = b'{"query":"{ __typename }"}'
_SDL_QUERY = b'{"query":"{ _service { sdl } }"}'
# Of fields that are missing; the first few tell what has happened.
MAX_NAMED = 5

_FieldsByType: TypeAlias = dict[str, set[str]]
_WITH_FIELDS = (
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
)


async def check_subgraphs(config: Config, supergraph: Supergraph, folder: Path) -> list[Finding]:
    """One finding at least for each that has an address."""
    destinations = []
    for each in supergraph.subgraphs.values():
        try:
            destination = build_destination(config, each.name, each.url, folder)
            build_ssl_context(destination.address, destination.tls)
        except ValueError:
            continue  # named by whoever looks at the settings
        destinations.append(destination)
    client = HttpSubgraphClient(destinations, asyncio.get_running_loop())
    secrets = {name: each.identity_secret for name, each in config.subgraphs.items() if each.identity_secret}
    signer = IdentitySigner(config.identity, secrets, time.time)
    try:
        found = await asyncio.gather(*(_check(each, client, signer, supergraph) for each in destinations))
        return [finding for findings in found for finding in findings]
    finally:
        client.close()


async def _check(
    destination: Destination, client: HttpSubgraphClient, signer: IdentitySigner, supergraph: Supergraph
) -> list[Finding]:
    subject = f"subgraph {destination.name}"
    headers = signer.build_line(build_anonymous(), destination.name)
    started = time.perf_counter()
    try:
        reply = await client.send(destination.name, _QUERY, headers, idempotent=True)
    except SubgraphError as error:
        where = f"{destination.address.authority}{destination.address.target}"
        way_out = f"Start it, or correct subgraphs.{destination.name}.url; it is asked at {where}."
        return [Finding("problem", subject, error.message, way_out)]
    milliseconds = round((time.perf_counter() - started) * 1000)
    if (refusal := _find_refusal(reply, subject)) is not None:
        return [refusal]
    findings = [Finding("ok", subject, f"It answers, in {milliseconds} ms.")]
    try:
        served = _read_fields(await client.send(destination.name, _SDL_QUERY, headers, idempotent=True))
    except SubgraphError:
        served = None
    if served is not None:
        findings += _compare(destination.name, served, supergraph)
    return findings


def _find_refusal(reply: SubgraphReply, subject: str) -> Finding | None:
    """What stands in the way of any answer."""
    answer = _decode(reply)
    errors = answer.get("errors") if isinstance(answer, dict) else None
    first: Any = errors[0] if isinstance(errors, list) and errors else {}
    code = (first.get("extensions") or {}).get("code") if isinstance(first, dict) else None
    if reply.status in (401, 403) or code in ("UNAUTHENTICATED", "FORBIDDEN"):
        way_out = "Give it and the gateway the same identity_secret, and look at both clocks."
        return Finding("problem", subject, "It does not accept the identity the gateway signs.", way_out)
    if isinstance(answer, dict) and isinstance(answer.get("data"), dict):
        return None
    if errors:
        message = f"It refuses the simplest query: {first.get('message') if isinstance(first, dict) else first}"
        return Finding("problem", subject, message, "Look at its log.")
    message = f"It answers HTTP {reply.status} without a GraphQL response."
    return Finding("problem", subject, message, "Is the path of its URL right?")


def _compare(name: str, served: _FieldsByType, supergraph: Supergraph) -> list[Finding]:
    """Fields the supergraph would ask for and the subgraph does not have: it was composed of another version."""
    missing = [
        f"{joined.name}.{field}"
        for joined in supergraph.types.values()
        for field, by_subgraph in joined.fields.items()
        if name in by_subgraph and not by_subgraph[name].external and field not in served.get(joined.name, ())
    ]
    if not missing:
        return []
    named = ", ".join(sorted(missing)[:MAX_NAMED]) + (" …" if len(missing) > MAX_NAMED else "")
    message = f"It lacks {len(missing)} of the fields the supergraph has from it: {named}."
    return [Finding("problem", f"subgraph {name}", message, "Compose the supergraph anew, or deploy the subgraph.")]


def _read_fields(reply: SubgraphReply) -> _FieldsByType | None:
    """Field names by type, of a subgraph that tells its SDL."""
    answer = _decode(reply)
    try:
        document = parse(answer["data"]["_service"]["sdl"], no_location=True)
    except (GraphQLError, TypeError, KeyError, AttributeError):
        return None
    names = _find_root_names(document)
    found: _FieldsByType = {}
    for definition in document.definitions:
        if isinstance(definition, _WITH_FIELDS):
            name = definition.name.value
            fields = found.setdefault(names.get(name, name), set())
            fields.update(each.name.value for each in definition.fields or ())
    return found


def _find_root_names(document: DocumentNode) -> dict[str, str]:
    """What the supergraph calls root types that have other names here."""
    return {
        root.type.name.value: root.operation.value.capitalize()
        for definition in document.definitions
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode)
        for root in definition.operation_types or ()
    }


def _decode(reply: SubgraphReply) -> Any:
    try:
        return msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
