"""`accept` and `content-type` headers -> the media type to answer with, and whether a body can be read.

GraphQL over HTTP, "Media Types" and "Response Formats".
"""

from __future__ import annotations

import functools
from enum import Enum

from jetbridge.errors import GatewayError

_SUBSCRIPTION_SPEC = frozenset(("subscriptionspec=1.0", 'subscriptionspec="1.0"'))
# Of an accept header; browsers send less than ten.
MAX_RANGES = 64


class MediaType(Enum):
    """What the gateway can answer a single response with."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"

    @property
    def content_type(self) -> bytes:
        return _CONTENT_TYPES[self]

    def get_status(self, status: int) -> int:
        """The HTTP status for an answer of the engine.

        A client that accepts only the older media type takes everything but 200 for a broken transport; for it, a
        well-formed request whose document is refused is answered with 200.
        """
        return 200 if status == 400 and self is MediaType.JSON else status


_CONTENT_TYPES = {each: f"{each.value}; charset=utf-8".encode("ascii") for each in MediaType}


@functools.lru_cache(maxsize=256)
def find_media_type(accept: bytes | None) -> MediaType | None:
    """The acceptable media type of the highest quality, the first listed of equals; None if none is acceptable."""
    if not accept:
        return MediaType.JSON
    best: tuple[float, MediaType] | None = None
    for entry in _split(accept):
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        media_type = _match(name)
        quality = _quality(parameters)
        if media_type and quality > 0 and (best is None or quality > best[0]):
            best = (quality, media_type)
    return best[1] if best else None


def get_media_type(accept: bytes | None) -> MediaType:
    media_type = find_media_type(accept)
    if media_type is None:
        offered = " or ".join(each.value for each in MediaType)
        raise GatewayError("NOT_ACCEPTABLE", f"None of the media types accepted can be produced; accept {offered}.")
    return media_type


class StreamType(Enum):
    """What the gateway can stream responses as, over plain HTTP."""

    EVENTS = "text/event-stream"
    MULTIPART = "multipart/mixed"


@functools.lru_cache(maxsize=256)
def find_stream_type(accept: bytes | None) -> StreamType | None:
    """The stream that is wanted rather than one response: of higher quality, or of equal and first.

    Clients that can read both name both for every operation; only a single response carries headers of subgraphs.
    """
    best: tuple[float, StreamType | None] = (0.0, None)
    for entry in _split(accept or b""):
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        stream_type = _match_stream(name, parameters)
        quality = _quality(parameters)
        if quality > best[0] and (stream_type is not None or _match(name) is not None):
            best = (quality, stream_type)
    return best[1]


def _match_stream(name: str, parameters: list[str]) -> StreamType | None:
    if name == StreamType.EVENTS.value:
        return StreamType.EVENTS
    # Without the parameter, parts of a deferred answer are meant.
    is_multipart = name == StreamType.MULTIPART.value
    return StreamType.MULTIPART if is_multipart and _SUBSCRIPTION_SPEC.intersection(parameters) else None


def _split(accept: bytes) -> list[str]:
    return accept.decode("latin-1").split(",", MAX_RANGES)[:MAX_RANGES]


def _match(name: str) -> MediaType | None:
    match name:
        case "application/graphql-response+json":
            return MediaType.GRAPHQL
        case "application/json" | "*/*" | "application/*":
            return MediaType.JSON
        case _:
            return None


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


@functools.lru_cache(maxsize=256)
def is_json(content_type: bytes | None) -> bool:
    """Whether a body of this content type is JSON in UTF-8, which is assumed where no charset is named."""
    if content_type is None:
        return False
    name, *parameters = (part.strip().lower() for part in content_type.decode("latin-1").split(";"))
    charsets = [p.partition("=")[2].strip(' "') for p in parameters if p.startswith("charset")]
    return name == "application/json" and all(charset in ("utf-8", "utf8") for charset in charsets)
