"""Client errors: each code has the status that the whole system gives it."""

import pytest

from auth_service.domain.refusals import (
    Conflict,
    EmailTaken,
    Forbidden,
    InvalidInput,
    NotFound,
    TooManyTries,
    Unauthenticated,
    Unavailable,
)


@pytest.mark.parametrize(
    ("refusal", "code", "status", "details"),
    [
        (InvalidInput("email", "no"), "BAD_USER_INPUT", 400, {"field": "email"}),
        (Unauthenticated("no"), "UNAUTHENTICATED", 401, {}),
        (Forbidden("no"), "FORBIDDEN", 403, {}),
        (NotFound("no"), "NOT_FOUND", 404, {}),
        (Conflict("no"), "CONFLICT", 409, {}),
        (EmailTaken(), "CONFLICT", 409, {"field": "email"}),
        (TooManyTries(30), "RATE_LIMITED", 429, {"retryAfterSeconds": 30}),
        (Unavailable(), "SERVICE_UNAVAILABLE", 503, {"retryAfterSeconds": 1}),
    ],
)
def test_refusal_has_code_status_and_details(refusal, code, status, details):
    assert (refusal.code, refusal.status, refusal.details()) == (code, status, details)
    assert refusal.message
