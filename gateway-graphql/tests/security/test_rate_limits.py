"""What rate limits remember of those they count."""

import tracemalloc

import pytest

from jetbridge.config.callers import RateLimit
from jetbridge.errors import GatewayError
from jetbridge.security.caller import Caller, build_anonymous
from jetbridge.security.rate_limits import RateLimits


def test_long_values_of_a_header_are_counted_apart_and_take_little_memory() -> None:
    limits = RateLimits((RateLimit(requests=1, seconds=60.0, by="header:x-key"),), lambda: 0.0)

    def is_taken(number: int) -> bool:
        try:
            limits.check({b"x-key": b"k" * 20_000 + b"%d" % number}, "1.1.1.1", build_anonymous())
        except GatewayError as error:
            assert error.code == "RATE_LIMITED"  # noqa: PT017  # whether it is raised is what is asked
            return False
        return True

    tracemalloc.start()
    try:
        assert all(is_taken(number) for number in range(200))
        assert tracemalloc.get_traced_memory()[0] < 400_000
    finally:
        tracemalloc.stop()
    assert not any(is_taken(number) for number in range(200))


def test_users_of_two_issuers_are_counted_apart() -> None:
    limits = RateLimits((RateLimit(requests=1, seconds=60.0, by="claim:sub"),), lambda: 0.0)
    for issuer in ("https://one.example", "https://two.example"):
        limits.check({}, "1.1.1.1", Caller({"iss": issuer, "sub": "u1"}, 9e9))
    with pytest.raises(GatewayError, match="More than 1 requests"):
        limits.check({}, "1.1.1.1", Caller({"iss": "https://one.example", "sub": "u1"}, 9e9))
