"""What a caller may be told: refusals with a stable code and a message that is safe to show.

Anything that is not a `ClientError` is our fault and leaves the process masked.
"""

from __future__ import annotations


class ClientError(Exception):
    code = "BAD_REQUEST"
    http_status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(ClientError):
    """`field` names the input at fault the way the caller wrote it, e.g. `input.departsAt`."""

    code = "BAD_USER_INPUT"
    http_status = 400

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Unauthenticated(ClientError):
    code = "UNAUTHENTICATED"
    http_status = 401


class Forbidden(ClientError):
    code = "FORBIDDEN"
    http_status = 403


class NotFound(ClientError):
    code = "NOT_FOUND"
    http_status = 404


class Conflict(ClientError):
    code = "CONFLICT"
    http_status = 409
