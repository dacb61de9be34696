"""The service's environment -> a checked `Configuration`, or one error that names everything that is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wire.environment import DEFAULT_SITE, EnvironmentReader, Mode, build_development_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wire.mail_server import MailServer

DEFAULT_SENDER = "Meridian Accounts <no-reply@airline.example>"

SECRETS = ("IDENTITY_SECRET", "DJANGO_SECRET_KEY", "KEY_ENCRYPTION_SECRET")

_DEVELOPMENT = build_development_values("auth", SECRETS) | {
    "COOKIE_SECURE": "false",
    # Browser and load tests register hundreds of customers from one address.
    "REGISTRATIONS_PER_HOUR": "5000",
}


@dataclass(frozen=True, slots=True)
class Configuration:
    mode: Mode
    mongodb_url: str = field(repr=False)
    mongodb_database: str
    # What `wire.bus.open_event_bus` reads.
    event_bus: Mapping[str, str] = field(repr=False)
    identity_secret: str = field(repr=False)
    django_secret_key: str = field(repr=False)
    key_encryption_secret: str = field(repr=False)
    allowed_hosts: tuple[str, ...]
    token_issuer: str
    token_audience: str
    cookie_secure: bool
    registrations_per_hour: int
    # Where people open the web client: links in letters begin with it.
    site_url: str
    # None: letters are only files in `mail_directory`, if that is set.
    mail_server: MailServer | None
    mail_from: str
    mail_directory: str
    log_level: str

    @property
    def mail_sender(self) -> tuple[str, str]:
        """Name and address of `mail_from`."""
        name, _, address = self.mail_from.rstrip(">").partition(" <")
        return name, address


def load_configuration(environment: Mapping[str, str]) -> Configuration:
    """ConfigurationError names every variable that cannot be used."""
    reader = EnvironmentReader("auth-service", environment, _DEVELOPMENT)
    mails = bool(environment.get("MAIL_URL"))
    mongodb_url = reader.text("MONGODB_URL")
    configuration = Configuration(
        mode=reader.mode,
        mongodb_url=mongodb_url,
        mongodb_database=reader.text("MONGODB_DATABASE", "auth"),
        event_bus=reader.event_bus(mongodb_url),
        identity_secret=reader.secret("IDENTITY_SECRET"),
        django_secret_key=reader.secret("DJANGO_SECRET_KEY"),
        key_encryption_secret=reader.secret("KEY_ENCRYPTION_SECRET"),
        allowed_hosts=reader.hosts("ALLOWED_HOSTS"),
        token_issuer=reader.text("TOKEN_ISSUER", "https://auth.airline.example"),
        token_audience=reader.text("TOKEN_AUDIENCE", "airline"),
        cookie_secure=reader.flag("COOKIE_SECURE", "true"),
        registrations_per_hour=reader.number("REGISTRATIONS_PER_HOUR", 20),
        site_url=reader.site("SITE_URL", "" if mails else DEFAULT_SITE),
        mail_server=reader.mail_server("MAIL_URL"),
        mail_from=reader.mail_sender("MAIL_FROM", DEFAULT_SENDER, needed=mails),
        mail_directory=environment.get("MAIL_DIRECTORY", ""),
        log_level=reader.log_level("LOG_LEVEL"),
    )
    reader.finish()
    return configuration
