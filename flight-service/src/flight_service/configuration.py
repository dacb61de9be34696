"""The service's environment -> a checked `Configuration`, or one error that names everything that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wire.environment import EnvironmentReader, Mode, build_development_values

SECRETS = ("IDENTITY_SECRET", "DJANGO_SECRET_KEY")

_DEVELOPMENT = build_development_values("flights", SECRETS)


@dataclass(frozen=True, slots=True)
class Configuration:
    mode: Mode
    mongodb_url: str = field(repr=False)
    mongodb_database: str
    # What `wire.bus.open_event_bus` reads.
    event_bus: Mapping[str, str] = field(repr=False)
    identity_secret: str = field(repr=False)
    # Seals offers, so that nobody makes up a price.
    django_secret_key: str = field(repr=False)
    allowed_hosts: tuple[str, ...]
    log_level: str


def load_configuration(environment: Mapping[str, str]) -> Configuration:
    """ConfigurationError names every variable that cannot be used."""
    reader = EnvironmentReader("flight-service", environment, _DEVELOPMENT)
    mongodb_url = reader.text("MONGODB_URL")
    configuration = Configuration(
        mode=reader.mode,
        mongodb_url=mongodb_url,
        mongodb_database=reader.text("MONGODB_DATABASE", "flights"),
        event_bus=reader.event_bus(mongodb_url),
        identity_secret=reader.secret("IDENTITY_SECRET"),
        django_secret_key=reader.secret("DJANGO_SECRET_KEY"),
        allowed_hosts=reader.hosts("ALLOWED_HOSTS"),
        log_level=reader.log_level("LOG_LEVEL"),
    )
    reader.finish()
    return configuration
