"""Configuration and supergraph beside each other: what is allowed, and probably not meant."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from jetbridge.doctor.finding import Finding
from jetbridge.listen_tls import ListenTls
from jetbridge.subgraphs.settings import build_destination, build_ssl_context, is_event_source
from jetbridge.transport.hooked import load_hooks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jetbridge.config import Config
    from jetbridge.supergraph import Supergraph


def check_settings(config: Config, supergraph: Supergraph, folder: Path) -> Iterator[Finding]:
    """`folder` is what relative paths are relative to."""
    yield from find_dead_ends(config, supergraph, folder)
    yield from _check_addresses(config, supergraph, folder)
    yield from _check_files(config, folder)
    yield from _check_hooks(config, folder)
    if config.mode == "production":
        yield from _check_production(config)


def find_dead_ends(config: Config, supergraph: Supergraph, folder: Path) -> Iterator[Finding]:
    """Settings that name what is not there: a gateway begins all the same, and they do nothing."""
    yield from _check_names(config, supergraph)
    yield from _check_mounts(config, folder)
    if supergraph.event_fields and config.rabbitmq.url is None:
        message = f"{', '.join(sorted(supergraph.event_fields))}: these subscriptions have no broker to come from."
        yield Finding("warning", "rabbitmq.url", message, "Set rabbitmq.url.")


def _check_hooks(config: Config, folder: Path) -> Iterator[Finding]:
    for hook in config.hooks:
        try:
            load_hooks([hook], folder)
        except ValueError as error:
            yield Finding("problem", "hooks", str(error), "Install its package, or correct hooks.")
        else:
            yield Finding("ok", "hooks", f"{hook.use} is there.")


def _check_names(config: Config, supergraph: Supergraph) -> Iterator[Finding]:
    known = ", ".join(supergraph.subgraphs)
    for name in config.subgraphs.keys() - supergraph.subgraphs.keys():
        way_out = f"Correct the name or drop the section. The supergraph has: {known}."
        yield Finding("warning", f"subgraphs.{name}", "There is no such subgraph, so nothing of it is used.", way_out)
    named = [("headers", f"The rule for {rule.name}", name) for rule in config.headers.request for name in rule.to]
    named += [
        ("headers", f"The rule for {rule.name}", name) for rule in config.headers.response for name in rule.source
    ]
    named += [("answer_cache", "`subgraphs`", name) for name in config.answer_cache.subgraphs]
    for subject, whose, name in named:
        if name != "*" and name not in supergraph.subgraphs:
            message = f"{whose} names {name}, which is no subgraph."
            yield Finding("warning", subject, message, f"Correct the name. The supergraph has: {known}.")


def _check_addresses(config: Config, supergraph: Supergraph, folder: Path) -> Iterator[Finding]:
    for subgraph in supergraph.subgraphs.values():
        if is_event_source(supergraph, subgraph, config):
            continue
        subject = f"subgraphs.{subgraph.name}"
        try:
            destination = build_destination(config, subgraph.name, subgraph.url, folder)
        except ValueError as error:
            yield Finding("problem", subject, str(error), f"Set {subject}.url.")
            continue
        try:
            build_ssl_context(destination.address, destination.tls)
        except ValueError as error:
            yield Finding("problem", f"{subject}.tls", str(error), "Put PEM files there, or correct the paths.")
        clear = not destination.address.secure and not _is_near(destination.address.host)
        if clear and config.mode == "production":
            message = f"{destination.address.host} is spoken to in the clear: tokens and data can be read on the way."
            yield Finding("warning", subject, message, "Use https, or a network that encrypts.")


def _is_near(host: str) -> bool:
    """This machine, a private network, or a name that only a local resolver knows."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))


def _check_mounts(config: Config, folder: Path) -> Iterator[Finding]:
    for mount in config.static:
        directory = folder / mount.directory
        if not directory.is_dir():
            yield Finding("problem", "static", f"{directory} is no directory.", "Build what it is to hold, or drop it.")
        elif mount.fallback and not (directory / mount.fallback).is_file():
            message = f"{directory} has no {mount.fallback}, the fallback of its pages."
            yield Finding("problem", "static", message, "Build it, or drop `fallback`.")


def _check_files(config: Config, folder: Path) -> Iterator[Finding]:
    if config.listen.tls is not None:
        try:
            ListenTls(config.listen.tls, folder)
        except ValueError as error:
            yield Finding("problem", "listen.tls", str(error), "Put PEM files there, or correct the paths.")
    manifest = config.persisted_documents.manifest
    if manifest is not None and not (folder / manifest).is_file():
        message = f"{folder / manifest} is not there."
        yield Finding("problem", "persisted_documents.manifest", message, "Publish the documents, or drop `manifest`.")


def _check_production(config: Config) -> Iterator[Finding]:
    for name, enabled in (("graphiql", config.graphiql_enabled), ("introspection", config.introspection_enabled)):
        if enabled:
            yield Finding("warning", name, "Everybody can read the whole schema.", f"Drop `{name}: true`.")
    if "*" in config.cors.origins:
        yield Finding("warning", "cors.origins", "Pages of every site may read answers.", "Name the origins.")
    if not config.csrf.enabled:
        yield Finding("warning", "csrf", "A page of any site can send queries in a user's name.", "Enable it.")
    if not config.rate_limits:
        message = "Nobody's requests are limited."
        yield Finding("warning", "rate_limits", message, "Add one by ip, or let the proxy in front do it.")
