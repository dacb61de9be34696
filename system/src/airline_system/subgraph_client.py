"""A client of one subgraph, past the gateway: requests with a signed identity, as the gateway would send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from airline_system.gateway_client import GraphQLFailed
from airline_system.stack import Stack
from wire.identity import HEADER, Caller, sign_identity

STAFF = Caller("staff", frozenset({"AGENT"}))


@dataclass(frozen=True, slots=True)
class SubgraphClient:
    """Signs anew for each request, as the identity lives for a minute only."""

    stack: Stack
    subgraph: str
    caller: Caller

    def execute(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The `data` of an answer without errors. Raises GraphQLFailed."""
        answer = httpx.post(
            self.stack.service_url(self.subgraph),
            json={"query": query, "variables": dict(variables or {})},
            headers=identity_headers(self.stack, self.subgraph, self.caller),
            timeout=60,
        ).json()
        if answer.get("errors"):
            raise GraphQLFailed(answer["errors"])
        data: dict[str, Any] = answer["data"]
        return data


def identity_headers(stack: Stack, subgraph: str, caller: Caller) -> dict[str, str]:
    return {HEADER: sign_identity(caller, stack.secrets[f"{subgraph.upper()}_IDENTITY_SECRET"], subgraph)}
