"""Configuration -> how one subgraph is spoken to: its own settings over the defaults, its address taken apart."""

from __future__ import annotations

import functools
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import msgspec

from jetbridge.config.subgraphs import SubgraphSettings

if TYPE_CHECKING:
    from jetbridge.config.model import Config
    from jetbridge.config.subgraphs import Breaker, Reconnect, Retries, SubgraphDefaults, SubgraphTls
    from jetbridge.supergraph.model import Subgraph, Supergraph


# Below the shortest time after which proxies commonly drop a connection that is idle (60 s), asked and answered.
SOCKET_SILENCE_SECONDS = 25.0
# What every call says it takes.
ACCEPT = "application/graphql-response+json, application/json;q=0.9"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a subgraph listens; `authority` is the value of the `host` header."""

    host: str
    port: int
    target: str
    authority: str
    secure: bool

    @classmethod
    def parse(cls, url: str) -> Address:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https", "ws", "wss") or not parts.hostname:
            raise ValueError(f"{url!r} is not the URL of a subgraph; write http://host:port/path.")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if not (target.isascii() and target.isprintable()) or " " in target:
            raise ValueError(f"{url!r} has characters that a URL must percent-encode.")
        secure = parts.scheme in ("https", "wss")
        authority = parts.netloc.rpartition("@")[2]
        return cls(parts.hostname, parts.port or (443 if secure else 80), target, authority, secure)


@dataclass(frozen=True, slots=True)
class Destination:
    """Everything needed to speak to one subgraph. Equal destinations can share connections."""

    name: str
    address: Address
    timeout_seconds: float
    connect_seconds: float
    connections: int
    queue: int
    idle_seconds: float
    response_bytes: int
    deduplicate: bool
    retries: Retries
    breaker: Breaker
    tls: SubgraphTls
    stream_address: Address
    stream_protocol: Literal["sse", "ws"]
    silence_seconds: float | None
    reconnect: Reconnect
    http2: bool

    @property
    def socket_silence_seconds(self) -> float:
        """A socket can be asked whether it lives, so it is, whatever the configuration leaves open."""
        return self.silence_seconds or SOCKET_SILENCE_SECONDS


def build_ssl_context(address: Address, tls: SubgraphTls) -> ssl.SSLContext | None:
    """None for an address that is spoken to in the clear. Raises ValueError where the files cannot be used."""
    if not address.secure:
        return None
    try:
        context = ssl.create_default_context(cafile=tls.ca)
        if tls.certificate:
            context.load_cert_chain(tls.certificate, tls.key)
    except OSError as error:
        files = " and ".join(path for path in (tls.ca, tls.certificate, tls.key) if path)
        raise ValueError(f"{address.authority} cannot be spoken to with {files}: {error}.") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _find_tls_files(tls: SubgraphTls, folder: Path) -> SubgraphTls:
    given = {name: getattr(tls, name) for name in ("ca", "certificate", "key")}
    return msgspec.structs.replace(tls, **{name: str(folder / path) for name, path in given.items() if path})


@functools.lru_cache(maxsize=64)
def get_stream_context(address: Address, tls: SubgraphTls) -> ssl.SSLContext | None:
    """For connections that carry one subscription each: to read all authorities takes 20 ms and a megabyte."""
    return build_ssl_context(address, tls)


def is_event_source(supergraph: Supergraph, subgraph: Subgraph, config: Config) -> bool:
    """Whether it is no server: it has no URL, and subscriptions that come from a message broker."""
    own = config.subgraphs.get(subgraph.name)
    return bool(supergraph.event_fields) and not (subgraph.url or (own and own.url))


def build_destination(config: Config, name: str, url: str, folder: Path | None = None) -> Destination:
    """`url` is the supergraph's routing URL; the configuration's goes before. `folder` is what relative paths
    are relative to."""
    own = config.subgraphs.get(name, SubgraphSettings())
    defaults: SubgraphDefaults = config.subgraph_defaults
    try:
        address = Address.parse(own.url or url)
    except ValueError as error:
        raise ValueError(f"Subgraph {name}: {error}") from None
    return Destination(
        name=name,
        address=address,
        timeout_seconds=own.timeout_seconds or defaults.timeout_seconds,
        connect_seconds=own.connect_seconds or defaults.connect_seconds,
        connections=own.connections or defaults.connections,
        queue=defaults.queue if own.queue is None else own.queue,
        idle_seconds=own.idle_seconds or defaults.idle_seconds,
        response_bytes=own.response_bytes or defaults.response_bytes,
        deduplicate=defaults.deduplicate if own.deduplicate is None else own.deduplicate,
        retries=own.retries or defaults.retries,
        breaker=own.breaker or defaults.breaker,
        tls=_find_tls_files(own.tls or defaults.tls, folder or Path()),
        stream_address=Address.parse(own.subscriptions.url or own.url or url),
        stream_protocol=own.subscriptions.protocol,
        silence_seconds=own.subscriptions.silence_seconds,
        reconnect=own.subscriptions.reconnect,
        http2=own.http2,
    )
