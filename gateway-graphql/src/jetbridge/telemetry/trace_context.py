"""The trace a request belongs to: taken over from the client or begun here. W3C Trace Context, level 1.

Ids need to be unlikely to collide, not to be secret, so the fast generator is the right one.
"""

from __future__ import annotations

import random
import re

from msgspec import Struct

_TRACEPARENT = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,128}")
_NO_TRACE = b"0" * 32
_NO_SPAN = b"0" * 16

_random = random.Random()  # noqa: S311  # see above


class TraceContext(Struct, frozen=True):
    """`trace_id` names the trace, `traceparent` our place in it, `request_id` what client and subgraphs log."""

    trace_id: str
    traceparent: bytes
    request_id: bytes


def build_trace_context(traceparent: bytes | None, request_id: bytes | None) -> TraceContext:
    """Malformed headers are ignored, as the recommendation asks."""
    # All zeros would mean no id; 2^64 requests will not be answered here.
    made = _random.randbytes(24).hex()
    given = parse_traceparent(traceparent) if traceparent else None
    trace_id, _, flags = given or (made[:32], "", "00")
    if request_id is None or not _REQUEST_ID.fullmatch(request_id):
        request_id = trace_id.encode("ascii")
    return TraceContext(trace_id, f"00-{trace_id}-{made[32:]}-{flags}".encode("ascii"), request_id)


def parse_traceparent(traceparent: bytes) -> tuple[str, str, str] | None:
    """Trace id, span id and flags; None if it is malformed."""
    match = _TRACEPARENT.fullmatch(traceparent)
    if match is None or match[1] == _NO_TRACE or match[2] == _NO_SPAN:
        return None
    trace_id, span_id, flags = match.groups()
    return trace_id.decode("ascii"), span_id.decode("ascii"), flags.decode("ascii")


def reseed() -> None:
    """To be called in a forked worker: it must not repeat its siblings' ids."""
    _random.seed()
