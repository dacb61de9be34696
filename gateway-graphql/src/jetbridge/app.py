"""The composition root: configuration and a supergraph in, a running gateway out.

A `Gateway` wires the real parts together and owns what changes while it runs: the engine and the connections, which a
new supergraph or configuration replaces as a whole, so that every request sees one generation from begin to end.
`create_app` offers the same gateway as an ASGI application.
"""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jetbridge.config.subgraphs import SubgraphSettings
from jetbridge.parts import (
    add_options,
    build_engine,
    build_forwarding,
    build_guards,
    build_tracing,
    find_targets,
    limit_calls,
    reach_subgraphs,
)
from jetbridge.planner.override import find_labels
from jetbridge.security.identity import IdentitySigner
from jetbridge.security.jwks import build_keys
from jetbridge.security.tokens import Authenticator
from jetbridge.security.verification import TrustedIssuer
from jetbridge.subgraphs.client import HttpSubgraphClient
from jetbridge.subgraphs.kept_answers import KeptAnswers
from jetbridge.subgraphs.settings import build_destination, is_event_source
from jetbridge.telemetry.logs import Log
from jetbridge.telemetry.metrics import Metrics
from jetbridge.telemetry.siblings import Siblings
from jetbridge.transport.forgetting_page import ForgettingPage
from jetbridge.transport.graphiql import SentOn, build_file_handlers, build_page
from jetbridge.transport.graphql import GraphQLEndpoint, Serving
from jetbridge.transport.health import Readiness, answer_live
from jetbridge.transport.hooked import HookChain, load_hooks
from jetbridge.transport.metrics_page import MetricsPage, measure
from jetbridge.transport.override_labels import OverrideLabels
from jetbridge.transport.plan_page import PlanPage
from jetbridge.transport.routes import Routes
from jetbridge.transport.static_files import StaticFiles
from jetbridge.transport.streams import Streams
from jetbridge.warm_up import warm_up

log = Log("jetbridge.app")

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    from jetbridge.asgi import GatewayApplication
    from jetbridge.config import Config
    from jetbridge.config.rabbitmq import RabbitMq
    from jetbridge.errors import Json
    from jetbridge.executor.subgraph_client import SubgraphClient
    from jetbridge.hooks import Hooks
    from jetbridge.pipeline import Engine
    from jetbridge.subgraphs.events.broker import Broker
    from jetbridge.subgraphs.in_process import Application
    from jetbridge.supergraph import Supergraph
    from jetbridge.telemetry.siblings import Command
    from jetbridge.telemetry.tracing import Tracing
    from jetbridge.transport.message import Handler, Request, Response
    from jetbridge.transport.override_labels import DecideLabel


@dataclass(frozen=True, slots=True)
class Source:
    """What a gateway is made of; `fingerprint` tells the contents of the files it was read from."""

    supergraph: Supergraph
    config: Config
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """Which of several workers this is; `folder` is where they find each other."""

    worker: str = "0"
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """Everything that belongs to one source."""

    number: int
    config: Config
    authenticator: Authenticator
    client: HttpSubgraphClient
    engine: Engine
    endpoint: GraphQLEndpoint
    routes: Handler
    tracing: Tracing | None = None
    hooks: HookChain | None = None
    kept_answers: KeptAnswers | None = None


@dataclass(frozen=True, slots=True)
class Embedding:
    """What the program around a gateway brings: subgraphs that are called in this process, by name, who decides labels
    of progressive overrides, and hooks that come before those of the configuration.
    """

    applications: Mapping[str, Application] = field(default_factory=dict)
    decide_label: DecideLabel | None = None
    hooks: Sequence[Hooks] = ()


class Gateway:
    """Belongs to one event loop. `folder` is what relative paths of the configuration are relative to."""

    def __init__(
        self,
        source: Source,
        folder: Path | None = None,
        place: Place | None = None,
        embedding: Embedding | None = None,
    ) -> None:
        self.place = place or Place()
        self.metrics = Metrics(self.place.worker)
        self.siblings = Siblings(self.metrics, self.place.folder, self.place.worker, self._forget)
        self._loop = asyncio.get_running_loop()
        self._folder = folder or Path.cwd()
        self._embedding = embedding or Embedding()
        # Whoever sends requests here is to send them elsewhere.
        self.leaving = False
        self._replacing = asyncio.Lock()
        # Hooks that requests in work may still call.
        self._retiring: dict[HookChain, asyncio.Task[None]] = {}
        # By their settings: subscriptions go on over the one they began with.
        self._brokers: dict[RabbitMq, Broker] = {}
        self.generation = self._build_generation(source, None)
        self._add_gauges()

    async def start(self) -> None:
        """Before the first request. Raises ValueError where a hook cannot start."""
        if self.generation.hooks is not None:
            await self.generation.hooks.start()
        self.generation.authenticator.begin()

    async def stop(self) -> None:
        """After the last one."""
        for broker in self._brokers.values():
            await broker.close()
        for hooks, retiring in list(self._retiring.items()):
            retiring.cancel()
            await hooks.stop()
        if self.generation.hooks is not None:
            await self.generation.hooks.stop()
        self.close()

    def handle(self, request: Request) -> Awaitable[Response]:
        return self.generation.routes(request)

    async def replace(self, source: Source) -> None:
        """Take a new supergraph or configuration into service. Raises, with nothing changed, if it cannot be used.

        What is expensive happens in a thread while requests go on; those in work finish on the generation they began
        with.
        """
        async with self._replacing:
            before = self.generation
            generation = await asyncio.to_thread(self._build_generation, source, before)
            try:
                engines = generation.engine.preparation, before.engine.preparation
                ready = await asyncio.to_thread(warm_up, *engines, source.config.supergraph.prepare_ahead)
                log.info("operations are prepared for what has changed", operations=ready)
                await self._replace_hooks(before, generation)
            except BaseException:
                await self._discard(generation, before)
                raise
            self.generation = generation
            if generation.authenticator is not before.authenticator:
                generation.authenticator.begin()
            if before.kept_answers is not None:
                before.kept_answers.successor = generation.kept_answers
            before.client.close(except_for=self.generation.client)
            if before.tracing is not None and before.tracing is not self.generation.tracing:
                await asyncio.to_thread(before.tracing.close)
            # Let the old generation's cycles go: they were frozen at the start, see `serve`.
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    async def _stop_later(self, hooks: HookChain, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await hooks.stop()
        del self._retiring[hooks]

    async def _discard(self, generation: Generation, kept: Generation) -> None:
        """One that never came into service."""
        generation.client.close(except_for=kept.client)
        if generation.tracing is not None and generation.tracing is not kept.tracing:
            await asyncio.to_thread(generation.tracing.close)

    async def _replace_hooks(self, before: Generation, after: Generation) -> None:
        if after.hooks is before.hooks:
            return
        if after.hooks is not None:
            await after.hooks.start()
        if before.hooks is not None:
            stopping = self._stop_later(before.hooks, before.config.limits.seconds)
            self._retiring[before.hooks] = self._loop.create_task(stopping)

    def close(self) -> None:
        self.generation.client.close()
        if self.generation.tracing is not None:
            self.generation.tracing.close()

    def _build_authenticator(self, config: Config, before: Generation | None) -> Authenticator:
        """Kept, with the tokens and keys it knows, while its settings stay the same."""
        if before is not None and (config.authentication, config.mode) == (
            before.config.authentication,
            before.config.mode,
        ):
            return before.authenticator
        issuers = [
            TrustedIssuer(each, build_keys(each.jwks, self._folder, time.monotonic))
            for each in config.authentication.issuers
        ]
        return Authenticator(config.authentication, issuers, time.time, explains=config.mode == "development")

    def _build_generation(self, source: Source, before: Generation | None) -> Generation:
        config, supergraph = source.config, source.supergraph
        applications = self._embedding.applications
        destinations = [
            build_destination(config, each.name, each.url, self._folder)
            for each in supergraph.subgraphs.values()
            if each.name not in applications and not is_event_source(supergraph, each, config)
        ]
        client = HttpSubgraphClient(
            destinations, self._loop, self.metrics, successor_of=before.client if before else None
        )
        secrets = {name: each.identity_secret for name, each in config.subgraphs.items() if each.identity_secret}
        signer = IdentitySigner(config.identity, secrets, time.time)
        authenticator = self._build_authenticator(config, before)
        guards = build_guards(config, authenticator, self._folder)
        hooks = self._build_hooks(config, before)
        # After what may fail: it has a thread of its own.
        tracing = build_tracing(config, before.tracing if before else None)
        targets = find_targets(applications, supergraph, config)
        reached = reach_subgraphs(client, applications, targets, tracing)
        limited = limit_calls(self._hear_events(reached, source), config, self._loop)
        kept = KeptAnswers(limited, config.answer_cache, self._loop) if config.answer_cache.subgraphs else None
        engine = build_engine(supergraph, kept or limited, config, self.metrics)
        forwarding = build_forwarding(config, supergraph.subgraphs, signer)
        labels = OverrideLabels(config.overrides, self._embedding.decide_label) if find_labels(supergraph) else None
        serving = Serving(engine, forwarding, labels)
        endpoint = GraphQLEndpoint(
            guards,
            serving,
            self._loop.time,
            etags=config.etag,
            seconds=config.limits.seconds,
            streams=Streams(config.limits.streams, config.limits.streams_per_client),
            max_bytes=config.limits.body_bytes,
            shares_answers=config.deduplicate,
            page=build_page() if config.graphiql_enabled else None,
            access_log=config.telemetry.access_log,
            tracing=tracing,
        )
        number = before.number + 1 if before else 1
        routes = self._build_routes(endpoint, config, hooks)
        return Generation(number, config, authenticator, client, engine, endpoint, routes, tracing, hooks, kept)

    def _hear_events(self, client: SubgraphClient, source: Source) -> SubgraphClient:
        """`client`, but for subscriptions that come from a message broker, where there are some."""
        if not source.supergraph.event_fields:
            return client
        # Their library is an optional one, and takes memory that other gateways are not to spend.
        from jetbridge.subgraphs.events.client import EventSubgraphClient

        settings = source.config.rabbitmq
        return EventSubgraphClient(
            source.supergraph,
            self._find_broker(settings),
            lambda name: source.config.subgraphs.get(name, SubgraphSettings()).subscriptions.reconnect,
            otherwise=client,
        )

    def _find_broker(self, settings: RabbitMq) -> Broker | None:
        if settings.url is None:
            return None
        from jetbridge.subgraphs.events.broker import Broker

        return self._brokers.setdefault(settings, Broker(settings))

    def _build_hooks(self, config: Config, before: Generation | None) -> HookChain | None:
        """Kept, with what they have opened, while their settings stay the same."""
        if before is not None and config.hooks == before.config.hooks:
            return before.hooks
        hooks = [*self._embedding.hooks, *load_hooks(config.hooks, self._folder)]
        return HookChain(hooks) if hooks else None

    def _build_routes(self, endpoint: GraphQLEndpoint, config: Config, hooks: HookChain | None) -> Routes:
        answer = add_options(endpoint, config, hooks)
        paths: dict[bytes, Handler] = {
            config.listen.path.encode("ascii"): measure(answer, self.metrics, "graphql"),
            b"/health/live": answer_live,
            b"/health/ready": Readiness(self._find_state),
        }
        if config.graphiql_enabled:
            paths |= build_file_handlers()
            if all(each.path != "/" for each in config.static):
                paths[b"/"] = SentOn(config.listen.path)
        if config.mode == "development":
            paths[b"/-/plan"] = PlanPage(endpoint)
        if config.answer_cache.forget_secret is not None:
            paths[b"/-/answers/forget"] = ForgettingPage(config.answer_cache.forget_secret, self.siblings.tell_all)
        if config.telemetry.metrics:
            paths[b"/metrics"] = MetricsPage(self.siblings.gather)
        mounts = [
            StaticFiles(each.path, self._folder / each.directory, each.fallback, each.content_security_policy)
            for each in config.static
        ]
        return Routes(paths, mounts)

    def _forget(self, command: Command) -> None:
        if self.generation.kept_answers is not None:
            self.generation.kept_answers.forget(subgraphs=command.subgraphs, tags=command.tags)

    def _find_state(self) -> dict[str, Json] | None:
        return None if self.leaving else {"generation": self.generation.number}

    def _add_gauges(self) -> None:
        add = self.metrics.add_gauge
        add("jetbridge_generation", lambda: {"": self.generation.number})
        add("jetbridge_streams", lambda: {"": self.generation.endpoint.streams.open})
        add("jetbridge_token_cache_entries", lambda: {"": self.generation.authenticator.cached_tokens})
        add("jetbridge_tokens_refused", lambda: dict(self.generation.authenticator.refused))
        for figure in ("weight", "hits", "misses", "evictions"):
            add(f"jetbridge_operation_cache_{figure}", partial(self._read_operation_caches, figure))
        for figure in ("hits", "misses", "weight"):
            add(f"jetbridge_answer_cache_{figure}", partial(self._read_kept_answers, figure))
        add(
            "jetbridge_subgraph_connections",
            lambda: {name: peer.pool.open_connections for name, peer in self.generation.client.peers.items()},
        )
        add(
            "jetbridge_subgraph_breaker_open",
            lambda: {
                name: float(peer.breaker.state(self._loop.time()) == "open")
                for name, peer in self.generation.client.peers.items()
            },
        )

    def _read_kept_answers(self, figure: str) -> dict[str, float]:
        kept = self.generation.kept_answers
        if kept is None:
            return {}
        return {"": {"hits": kept.hits, "misses": kept.misses, "weight": kept.cache.weight}[figure]}

    def _read_operation_caches(self, figure: str) -> dict[str, float]:
        caches = {"body": self.generation.endpoint.bodies.cache, **self.generation.engine.preparation.caches}
        return {stage: float(getattr(cache, figure)) for stage, cache in caches.items()}


def create_app(
    supergraph: str | Path | None = None,
    config: str | Path | None = None,
    *,
    sdl: str | None = None,
    applications: Mapping[str, Application] | None = None,
    decide_label: DecideLabel | None = None,
    hooks: Sequence[Hooks] = (),
) -> GatewayApplication:
    """The gateway as an ASGI application, of the same files as `jetbridge serve`; raises what is wrong with them.

    `sdl` is the text of a supergraph, such as `jetbridge.composition.compose` makes, instead of a file.
    `applications` are the ASGI or WSGI applications of subgraphs in this very process, by name: they are called instead
    of their URLs. `decide_label(label, headers, claims)` says of a label of `@override` whether it is active for a
    request; with None it leaves that to the configuration. `hooks` come before those that gateway.yaml names.
    """
    from jetbridge.asgi import build_application  # it is built around this module

    files = (Path(supergraph) if supergraph else None, Path(config) if config else None)
    return build_application(*files, sdl, Embedding(applications or {}, decide_label, hooks))
