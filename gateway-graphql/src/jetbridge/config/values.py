"""What one value of gateway.yaml may be: the kinds that several sections share."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

Seconds: TypeAlias = Annotated[float, Meta(gt=0, le=86_400)]
Count: TypeAlias = Annotated[int, Meta(ge=1)]
Bytes: TypeAlias = Annotated[int, Meta(ge=1)]
HeaderName: TypeAlias = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", title="header name", examples=["x-tenant"])
]
HeaderValue: TypeAlias = Annotated[
    str, Meta(pattern=r"^[\x21-\x7e]([\t\x20-\x7e]*[\x21-\x7e])?$", title="header value")
]
Url: TypeAlias = Annotated[
    str, Meta(pattern=r"^https?://[^\s/]+\S*$", title="URL", examples=["http://products:4001/graphql"])
]
StreamUrl: TypeAlias = Annotated[
    str, Meta(pattern=r"^(https?|wss?)://[^\s/]+\S*$", title="URL", examples=["ws://products:4001/graphql"])
]
AmqpUrl: TypeAlias = Annotated[
    str, Meta(pattern=r"^amqps?://[^\s/]+\S*$", title="URL", examples=["amqp://gateway:secret@rabbitmq:5672/%2F"])
]
UrlPath: TypeAlias = Annotated[str, Meta(pattern=r"^/\S*$", title="path", examples=["/graphql"])]
# RFC 7518 asks for a key at least as long as the hash of HS256.
Secret: TypeAlias = Annotated[str, Meta(min_length=32)]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping of the file. An unknown key is a problem, not a silence."""
