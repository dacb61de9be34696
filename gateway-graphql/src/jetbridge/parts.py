"""What a gateway is made of, each part from its configuration. Which of them belong together, `app` knows."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from jetbridge.demand.control import DemandControl
from jetbridge.operation.limits import Limits
from jetbridge.pipeline import Engine
from jetbridge.planner import Budget, plan
from jetbridge.planner.override import find_labels, find_labels_of
from jetbridge.query_graph import build_query_graph
from jetbridge.security.authorization import Authorizer
from jetbridge.security.cache_policies import ReturnedPolicies
from jetbridge.security.client_address import ClientAddresses
from jetbridge.security.cors import CorsPolicy
from jetbridge.security.csrf import CsrfGuard
from jetbridge.security.forwarding import Forwarding
from jetbridge.security.rate_limits import RateLimits
from jetbridge.subgraphs.call_limits import CallLimits
from jetbridge.subgraphs.in_process import InProcessSubgraphClient
from jetbridge.subgraphs.settings import Address
from jetbridge.transport.batching import answer_batches
from jetbridge.transport.cache_control import tell_caches
from jetbridge.transport.compression import compress_answers
from jetbridge.transport.graphql import Guards
from jetbridge.transport.hooked import run_hooks
from jetbridge.transport.persisted import build_document_store

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from jetbridge.config import Config
    from jetbridge.demand.control import CostObserver
    from jetbridge.executor.subgraph_client import SubgraphClient
    from jetbridge.operation.model import Operation
    from jetbridge.planner.plan import QueryPlan
    from jetbridge.security.identity import IdentitySigner
    from jetbridge.security.tokens import Authenticator
    from jetbridge.subgraphs.in_process import Application
    from jetbridge.supergraph import Supergraph
    from jetbridge.telemetry.tracing import Tracing
    from jetbridge.transport.graphql import GraphQLEndpoint
    from jetbridge.transport.hooked import HookChain
    from jetbridge.transport.message import Handler


def reach_subgraphs(
    client: SubgraphClient, applications: Mapping[str, Application], targets: Mapping[str, str], tracing: Tracing | None
) -> SubgraphClient:
    """`client`, but for `applications`, which are called in this process at their `targets`; a span for each call."""
    if applications:
        client = InProcessSubgraphClient(applications, targets, otherwise=client)
    if tracing is None:
        return client
    from jetbridge.subgraphs.traced import TracedSubgraphClient  # its library is an optional one

    return TracedSubgraphClient(client, tracing.tracer)


def find_targets(applications: Iterable[str], supergraph: Supergraph, config: Config) -> dict[str, str]:
    """Where each is asked: what its URL says after the host. Without a URL, where servers most often answer."""
    targets = {}
    for name in applications:
        own = config.subgraphs.get(name)
        joined = supergraph.subgraphs.get(name)
        url = (own and own.url) or (joined and joined.url)
        targets[name] = Address.parse(url).target if url else "/graphql"
    return targets


def limit_calls(client: SubgraphClient, config: Config, loop: asyncio.AbstractEventLoop) -> SubgraphClient:
    limits = {name: each.limit for name, each in config.subgraphs.items() if each.limit is not None}
    return CallLimits(client, limits, loop) if limits else client


def build_engine(supergraph: Supergraph, client: SubgraphClient, config: Config, observer: CostObserver) -> Engine:
    given = config.limits
    limits = Limits(
        tokens=given.tokens,
        recursion=given.recursion,
        depth=given.depth,
        aliases=given.aliases,
        directives=given.directives,
        root_fields=given.root_fields,
        selections=given.selections,
        introspection=config.introspection_enabled,
    )
    graph = build_query_graph(supergraph)

    def plan_within_budget(operation: Operation, /, active_labels: frozenset[str] = frozenset()) -> QueryPlan:
        return plan(operation, graph, Budget(), active_labels=active_labels)

    access = config.authorization
    return Engine(
        supergraph,
        plan_within_budget,
        client,
        limits=limits,
        suggestions=config.mode == "development",
        authorizer=Authorizer(supergraph, access.mode, access.scope_claim, access.policy_claim),
        find_labels=partial(find_labels_of, supergraph=supergraph) if find_labels(supergraph) else None,
        demand=DemandControl(supergraph, given.cost, observer) if given.cost else None,
    )


def build_guards(config: Config, authenticator: Authenticator, folder: Path) -> Guards:
    return Guards(
        authenticator,
        RateLimits(config.rate_limits, time.monotonic),
        CsrfGuard(config.csrf),
        CorsPolicy(config.cors),
        build_document_store(config.persisted_documents, folder),
        ClientAddresses(config.listen.trusted_proxies),
    )


def build_forwarding(config: Config, subgraphs: Iterable[str], signer: IdentitySigner) -> Forwarding:
    collector = ReturnedPolicies if config.cache_control.enabled else None
    return Forwarding(config.headers, subgraphs, signer, collector)


def add_options(endpoint: GraphQLEndpoint, config: Config, hooks: HookChain | None = None) -> Handler:
    """What is around the endpoint if it is wanted, and costs nothing if not."""
    handler: Handler = endpoint
    if config.cache_control.enabled:
        handler = tell_caches(handler, (rule.name for rule in config.headers.request))
    if config.batching.enabled:
        handler = answer_batches(handler, endpoint.refuse, config.batching)
    if hooks is not None:
        handler = run_hooks(handler, hooks, find_address=endpoint.find_address, refuse=endpoint.refuse)
    return compress_answers(handler, config.compression) if config.compression.enabled else handler


def build_tracing(config: Config, before: Tracing | None) -> Tracing | None:
    """Kept, with the spans that wait to be sent, while its settings stay the same."""
    settings = config.telemetry.traces
    if settings is None:
        return None
    if before is not None and before.settings == settings:
        return before
    from jetbridge.telemetry.tracing import Tracing  # as above

    return Tracing(settings)
