"""The airline's own gateway.yaml."""

from pathlib import Path

import pytest

from jetbridge.config import ConfigError, load_config

FILE = Path(__file__).parents[2] / "gateway.yaml"
SECRETS = {
    f"{name}_IDENTITY_SECRET": name.ljust(12, ".") + "0123456789abcdefghij"
    for name in ("AUTH", "FLIGHTS", "RESERVATIONS")
}
URLS = {
    f"{name}_URL": f"http://127.0.0.1:1/{name}"
    for name in ("AUTH", "FLIGHTS", "RESERVATIONS", "RESERVATIONS_STREAMS", "AUTH_JWKS")
}


def test_it_is_in_order_and_production_unless_told_otherwise() -> None:
    config = load_config(FILE, SECRETS | URLS)
    assert config.mode == "production"
    assert not config.graphiql_enabled
    assert load_config(FILE, SECRETS | URLS | {"APP_MODE": "development"}).graphiql_enabled


def test_nothing_secret_has_a_default() -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(FILE, {})
    missing = [problem.path for problem in caught.value.problems]
    assert [path for path in missing if path.endswith("identity_secret")] == [
        "subgraphs.auth.identity_secret",
        "subgraphs.flights.identity_secret",
        "subgraphs.reservations.identity_secret",
    ]


def test_a_long_poll_is_not_cut_off() -> None:
    config = load_config(FILE, SECRETS | URLS)
    timeout = config.subgraphs["reservations"].timeout_seconds
    assert timeout is not None
    assert 30 < timeout < config.limits.seconds


def test_cookies_pass_between_the_browser_and_auth_alone() -> None:
    config = load_config(FILE, SECRETS | URLS)
    (cookie,) = (rule for rule in config.headers.request if rule.name == "cookie")
    (set_cookie,) = (rule for rule in config.headers.response if rule.name == "set-cookie")
    assert cookie.to == ("auth",)
    assert set_cookie.source == ("auth",)
