"""The key under which a mutation is one attempt, however often it comes: an argument, or the HTTP header.

The header is the one of IETF draft-ietf-httpapi-idempotency-key-header: a structured string, `"8e03978e"` with its
quotes. Without quotes it is taken, too, as many clients of other services send it.
"""

from __future__ import annotations

import re

import strawberry

from reservation_service.domain.refusals import InvalidInput
from reservation_service.schema.context import Info

FIELD = "idempotencyKey"
HEADER = "Idempotency-Key"
# RFC 8941, 3.3.3.
_QUOTED = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')

KEY_ARGUMENT = strawberry.argument(
    description="Chosen by the caller, up to 128 characters; or the HTTP header Idempotency-Key says it."
)


def get_key(info: Info, argument: str | None) -> str:
    """Raises InvalidInput when there is none, or two."""
    header = info.context.idempotency_header
    told = load_header(header) if header is not None else None
    if argument is None and told is None:
        message = f"Give an idempotency key: the argument {FIELD}, or the HTTP header {HEADER}."
        raise InvalidInput(FIELD, message)
    if argument is not None and told is not None and argument != told:
        message = f"The argument {FIELD} and the HTTP header {HEADER} differ; give one of them."
        raise InvalidInput(FIELD, message)
    return argument if argument is not None else told or ""


def load_header(text: str) -> str:
    """Raises InvalidInput for what begins with a quote and is no structured string."""
    value = text.strip()
    if not value.startswith('"'):
        return value
    quoted = _QUOTED.fullmatch(value)
    if quoted is None:
        raise InvalidInput(FIELD, f'Write the HTTP header {HEADER} as one string in quotes: "8e03978e".')
    return re.sub(r"\\(.)", r"\1", quoted[1])
