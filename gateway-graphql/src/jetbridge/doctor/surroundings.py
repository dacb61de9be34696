"""What a gateway needs around it beside subgraphs: keys for tokens, a port, open files, a collector, streams."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jetbridge.doctor.finding import Finding
from jetbridge.doctor.subscriptions import find_subscribed
from jetbridge.security.jwks import build_key_source, load_keys
from jetbridge.subgraphs.settings import Address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jetbridge.config import Config
    from jetbridge.config.callers import Jwt
    from jetbridge.supergraph import Supergraph

PATIENCE_SECONDS = 5.0


async def check_keys(config: Config, folder: Path) -> list[Finding]:
    issuers = config.authentication.issuers
    several = len(issuers) > 1
    subjects = [f"access tokens of {each.issuer}" if several else "access tokens" for each in issuers]
    checks = (_check_keys(subject, each, folder) for subject, each in zip(subjects, issuers, strict=True))
    return list(await asyncio.gather(*checks))


async def _check_keys(subject: str, issuer: Jwt, folder: Path) -> Finding:
    try:
        keys = load_keys(await build_key_source(issuer.jwks, folder)())
    except (OSError, ValueError) as error:
        way_out = "Start the issuer, or correct authentication.jwt.jwks."
        return Finding("problem", subject, f"Their keys cannot be had: {error}.", way_out)
    usable = [key for key in keys.values() if any(key.fits(algorithm) for algorithm in issuer.algorithms)]
    if not usable:
        allowed = ", ".join(issuer.algorithms)
        place = issuer.jwks.url or issuer.jwks.file
        message = f"None of the keys at {place} is for an algorithm that is allowed ({allowed})."
        return Finding("problem", subject, message, "Set authentication.jwt.algorithms.")
    return Finding("ok", subject, f"{len(usable)} of {len(keys)} keys can verify them.")


async def check_connections(config: Config, supergraph: Supergraph) -> list[Finding]:
    """Addresses that are spoken to beside the subgraphs' own: it is enough that somebody listens."""
    wanted: list[tuple[str, str, int, str]] = []
    asked = find_subscribed(supergraph)
    for each in supergraph.subgraphs.values():
        settings = config.subgraphs.get(each.name)
        if each.name not in asked and settings is not None and settings.subscriptions.url is not None:
            address = Address.parse(settings.subscriptions.url)
            key = f"subgraphs.{each.name}.subscriptions.url"
            wanted.append((f"subscriptions of {each.name}", address.host, address.port, key))
    if supergraph.event_fields and config.rabbitmq.url is not None:
        parts = urlsplit(config.rabbitmq.url)
        port = parts.port or (5671 if parts.scheme == "amqps" else 5672)
        wanted.append(("message broker", parts.hostname or "", port, "rabbitmq.url"))
    if config.telemetry.traces is not None:
        parts = urlsplit(config.telemetry.traces.endpoint)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        wanted.append(("traces", parts.hostname or "", port, "telemetry.traces.endpoint"))
    return list(await asyncio.gather(*(_check_connection(*each) for each in wanted)))


async def _check_connection(subject: str, host: str, port: int, key: str) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return Finding("problem", subject, f"Nobody listens at {host}:{port}.", f"Start it, or correct {key}.")
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return Finding("ok", subject, f"Somebody listens at {host}:{port}.")


def check_machine(config: Config, supergraph: Supergraph) -> Iterator[Finding]:
    listen = config.listen
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen.host, listen.port))
        except OSError as error:
            message = f"{listen.host}:{listen.port} cannot be listened on: {error.strerror}."
            way_out = "If it is this gateway that runs there already, all is well; else choose another port."
            yield Finding("warning", "listen", message, way_out)
        else:
            yield Finding("ok", "listen", f"{listen.host}:{listen.port} is free.")
    needed = listen.connections + config.subgraph_defaults.connections * len(supergraph.subgraphs)
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed != resource.RLIM_INFINITY and allowed < needed:
        message = f"{allowed} files may be open; connections alone may need {needed}."
        yield Finding("warning", "open files", message, f"Run it with `ulimit -n {needed + 1000}`.")
