"""The environment: what the service starts with and what it refuses."""

from __future__ import annotations

import pytest

from flight_service.configuration import load_configuration
from wire.environment import ConfigurationError, Mode

PRODUCTION = {
    "MONGODB_URL": "mongodb://db/",
    "IDENTITY_SECRET": "Zx81-qwerty-LMNOP-77-uvwxyz-0246",
    "DJANGO_SECRET_KEY": "Yy92-asdfgh-QRSTU-88-zyxwvu-1357",
    "ALLOWED_HOSTS": "flights, 127.0.0.1",
}


def test_production_is_the_default_and_starts_with_what_it_needs() -> None:
    configuration = load_configuration(PRODUCTION)
    assert configuration.mode is Mode.PRODUCTION
    assert configuration.allowed_hosts == ("flights", "127.0.0.1")
    assert configuration.event_bus["EVENT_BUS_MONGODB_URL"] == "mongodb://db/"
    assert PRODUCTION["IDENTITY_SECRET"] not in repr(configuration)


def test_development_needs_nothing() -> None:
    assert load_configuration({"APP_MODE": "development"}).mongodb_database == "flights"


@pytest.mark.parametrize("name", PRODUCTION)
def test_what_is_missing_in_production_is_named(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_configuration({key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_MODE", "staging"),
        ("IDENTITY_SECRET", "short"),
        ("IDENTITY_SECRET", "abcabcabcabcabcabcabcabcabcabcabcabc"),
        ("IDENTITY_SECRET", "development-only identity_secret of the flights subgraph"),
        ("IDENTITY_SECRET", PRODUCTION["DJANGO_SECRET_KEY"]),
        ("ALLOWED_HOSTS", "*"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_configuration(PRODUCTION | {name: value})
