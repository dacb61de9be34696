"""What a caller may be told: refusals with a stable code and a message that is safe to show.

Anything that is not a `Refusal` is our fault and leaves the process masked.
"""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    code = "BAD_REQUEST"
    http_status = 400

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, object] = details


class InvalidInput(Refusal):
    """`field` names the input at fault the way the caller wrote it, e.g. `input.passengers`."""

    code = "BAD_USER_INPUT"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)


class Unauthenticated(Refusal):
    code = "UNAUTHENTICATED"
    http_status = 401


class Forbidden(Refusal):
    code = "FORBIDDEN"
    http_status = 403


class NotFound(Refusal):
    code = "NOT_FOUND"
    http_status = 404


class Conflict(Refusal):
    code = "CONFLICT"
    http_status = 409


class SoldOut(Conflict):
    """Before anything was stored: the same key may be used again."""

    def __init__(self, message: str, *, flight_id: str, cabin: str, seats_left: int) -> None:
        super().__init__(message, reason="SOLD_OUT", flightId=flight_id, cabin=cabin, seatsLeft=seats_left)


class TooManyHolds(Conflict):
    """Nothing was stored: the same key may be used again."""

    def __init__(self, limit: int, message: str) -> None:
        super().__init__(message, reason="TOO_MANY_HOLDS", limit=limit)


class TooManyUnpaid(Conflict):
    """Of bookings, or of seats on one flight. Nothing was stored: the same key may be used again."""

    def __init__(self, limit: int, message: str, flight_id: str | None) -> None:
        about = {"flightId": flight_id} if flight_id else {}
        super().__init__(message, reason="TOO_MANY_UNPAID", limit=limit, **about)


class RateLimited(Refusal):
    code = "RATE_LIMITED"
    http_status = 429

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message, retryAfterSeconds=retry_after_seconds)
