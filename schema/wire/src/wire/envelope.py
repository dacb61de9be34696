"""The envelope every event travels in: Envelope <-> JSON bytes, Envelope <-> outbox document.

An event gets its id when it is written to the outbox and never again: publishing twice is the same message twice,
which is what lets a consumer notice. Contracts only grow, so fields a reader does not know are dropped in silence.
"""

import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

Moment = Annotated[datetime, Meta(tz=True)]
Text = Annotated[str, Meta(min_length=1, max_length=200)]
Data = dict[str, Any]  # JSON: `wire.events` knows its shape for each type


class Envelope(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event: what happened (`type`, `data`) to whom (`aggregate_id`), when, and because of what."""

    id: Text
    type: Text
    version: int
    occurred_at: Moment
    aggregate_id: Text
    correlation_id: Text
    causation_id: Text
    data: Data
    traceparent: str | None = None


class UndecodableEventError(Exception):
    """These bytes are no event of ours; no retry will make them one."""


def new_id() -> str:
    """A UUID version 7: time-ordered to a quarter of a microsecond, so ids sort as events happened (RFC 9562, 6.2)."""
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(UUID(int=value))


def new_event(
    type: str,
    aggregate_id: str,
    data: Struct | Mapping[str, Any],
    *,
    cause: Envelope | None = None,
    correlation_id: str | None = None,
    traceparent: str | None = None,
    at: datetime | None = None,
) -> Envelope:
    """An event that happens now. With neither `cause` nor `correlation_id` it begins a conversation named by its id."""
    event_id = new_id()
    return Envelope(
        id=event_id,
        type=type,
        version=1,
        occurred_at=at or datetime.now(UTC),
        aggregate_id=aggregate_id,
        correlation_id=correlation_id or (cause.correlation_id if cause else event_id),
        causation_id=cause.id if cause else event_id,
        traceparent=traceparent or (cause.traceparent if cause else None),
        data=msgspec.to_builtins(data),
    )


_decoder = msgspec.json.Decoder(Envelope)
_encoder = msgspec.json.Encoder()


def encode(event: Envelope) -> bytes:
    return _encoder.encode(event)


def decode(body: bytes) -> Envelope:
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UndecodableEventError(str(error)) from error


def to_document(event: Envelope) -> Data:
    """The outbox entry: JSON values only, because a database would cut the times to milliseconds."""
    document: Data = msgspec.to_builtins(event)
    return document


def from_document(document: Mapping[str, Any]) -> Envelope:
    try:
        return msgspec.convert(document, Envelope)
    except msgspec.MsgspecError as error:
        raise UndecodableEventError(str(error)) from error
