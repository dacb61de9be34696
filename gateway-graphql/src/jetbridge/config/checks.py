"""Config -> contradictions in it: values that are fine alone and wrong together."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from jetbridge.config.callers import OWN_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.config.document import Path
    from jetbridge.config.model import Config

_JWT: Path = ("authentication", "jwt")


def find_contradictions(config: Config) -> Iterator[tuple[Path, str]]:
    yield from _authentication(config)
    yield from _identity(config)
    yield from _secrets(config)
    yield from _subscriptions(config)
    yield from _http2(config)
    yield from _cors(config)
    yield from _header_rules(config)
    yield from _static(config)
    if config.supergraph.url is not None and config.supergraph.file is None:
        yield ("supergraph", "url"), "Add `file`: where the last good one is kept, for the next start."
    if config.rabbitmq.url is not None and not is_installed("pika"):
        yield ("rabbitmq", "url"), "Its library is not installed: pip install 'jetbridge[rabbitmq]'."
    if config.telemetry.traces is not None and not is_installed("opentelemetry.exporter.otlp.proto.http"):
        yield ("telemetry", "traces"), "The library for it is not installed: pip install 'jetbridge[otlp]'."
    documents = config.persisted_documents
    if documents.record is not None and documents.record == documents.manifest:
        yield ("persisted_documents", "record"), "Everything that ran would be published; record into another file."
    if config.persisted_documents.only and config.persisted_documents.manifest is None:
        yield ("persisted_documents", "only"), "Nothing could ever run; add `manifest`, the published documents."


def is_installed(module: str) -> bool:
    """Of packages that share a name, such as OpenTelemetry's, one may be there without the others."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _authentication(config: Config) -> Iterator[tuple[Path, str]]:
    issuers = config.authentication.issuers
    if config.authentication.required and not issuers and not config.hooks:
        yield ("authentication", "required"), "Nobody could ever log in; add `jwt` below authentication, or a hook."
    seen: set[str] = set()
    for index, jwt in enumerate(issuers):
        path: Path = ("authentication", "jwt", index) if isinstance(config.authentication.jwt, tuple) else _JWT
        if (jwt.jwks.url is None) == (jwt.jwks.file is None):
            yield (*path, "jwks"), "Say where the keys are: either `url` or `file`."
        if jwt.issuer in seen:
            yield (*path, "issuer"), "This issuer stands here already; `audience` takes a list."
        seen.add(jwt.issuer)


def _identity(config: Config) -> Iterator[tuple[Path, str]]:
    for index, name in enumerate(config.identity.claims):
        if name in OWN_CLAIMS:
            yield ("identity", "claims", index), f"{name} is what the gateway itself says there; take it out."


def _secrets(config: Config) -> Iterator[tuple[Path, str]]:
    seen: dict[str, str] = {}
    for name, subgraph in config.subgraphs.items():
        secret = subgraph.identity_secret
        if secret is None:
            continue
        if secret in seen and config.mode == "production":
            yield (
                ("subgraphs", name, "identity_secret"),
                f"{seen[secret]} has the same secret; give every subgraph its own, or one can speak for another.",
            )
        seen[secret] = name
        if len(set(secret)) < 8:
            yield ("subgraphs", name, "identity_secret"), "Too few different characters; use `openssl rand -hex 32`."


def _subscriptions(config: Config) -> Iterator[tuple[Path, str]]:
    for name, subgraph in config.subgraphs.items():
        url = subgraph.subscriptions.url
        if url is not None and url.startswith("ws") and subgraph.subscriptions.protocol == "sse":
            yield ("subgraphs", name, "subscriptions", "url"), "This is a WebSocket's URL; add `protocol: ws`."


def _http2(config: Config) -> Iterator[tuple[Path, str]]:
    if not is_installed("h2"):
        for name, subgraph in config.subgraphs.items():
            if subgraph.http2:
                yield ("subgraphs", name, "http2"), 'Its library is not installed: pip install "jetbridge[http2]".'


def _cors(config: Config) -> Iterator[tuple[Path, str]]:
    if config.cors.credentials and "*" in config.cors.origins:
        yield ("cors", "origins"), 'With credentials, name the origins: "*" would let every site act for the user.'
    for index, origin in enumerate(config.cors.origins):
        if origin != "*" and ("://" not in origin or origin.endswith("/")):
            yield ("cors", "origins", index), "An origin is scheme, host and port without a slash: https://app.example"


def _header_rules(config: Config) -> Iterator[tuple[Path, str]]:
    for index, rule in enumerate(config.headers.request):
        path: Path = ("headers", "request", index, "name")
        if rule.name == "*":
            yield path, "This would pass on everything, cookies and tokens included; name headers, or how they begin."
        elif "*" in rule.name[:-1]:
            yield path, "A * stands at the end, for all headers that begin so."
        elif rule.name.endswith("*") and (rule.rename or rule.default or rule.value):
            yield path, "Headers that begin alike are passed on as they are; drop as, default and value."
        elif rule.default and rule.value:
            yield path, "With `value` a default is never needed; keep one of them."
    reserved = {"host", "content-length", "content-type", "connection", "transfer-encoding", "accept", "te", "upgrade"}
    for index, rule in enumerate(config.headers.request):
        for name in {rule.name.lower(), (rule.rename or rule.name).lower()}:
            if name in reserved or name == config.identity.header.lower():
                yield ("headers", "request", index, "name"), f"{name} is the gateway's own to send; drop this rule."
    for index, response_rule in enumerate(config.headers.response):
        if response_rule.name.lower() in reserved:
            yield (
                ("headers", "response", index, "name"),
                f"{response_rule.name.lower()} is the gateway's own to send; drop this rule.",
            )


def _static(config: Config) -> Iterator[tuple[Path, str]]:
    seen: set[str] = set()
    for index, mount in enumerate(config.static):
        if mount.path in seen:
            yield ("static", index, "path"), "Another directory is served under this path; choose a different one."
        seen.add(mount.path)
