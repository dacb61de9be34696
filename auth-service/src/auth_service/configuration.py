"""The service's environment -> a checked `Configuration`, or one error that names everything that is wrong.

Production is the default mode. It has no default for anything secret: what is missing, short, guessable or used twice
stops the start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wire.identity import MINIMUM_SECRET_BYTES
from wire.mail_server import MailServer, parse_mail_server

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_SITE = "http://127.0.0.1:4000"
DEFAULT_SENDER = "Meridian Accounts <no-reply@airline.example>"
_SENDER = re.compile(r"[^<>@\r\n]{1,60} <[^<>@\s]+@[^<>@\s]+>")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

SECRETS = ("IDENTITY_SECRET", "DJANGO_SECRET_KEY", "KEY_ENCRYPTION_SECRET")

# What people leave in from examples and tutorials.
_PLACEHOLDERS = (
    "change",
    "insecure",
    "development-only",
    "example",
    "password",
    "default",
    "some_random",
    "placeholder",
)
# 32 random letters have about 22 different ones; a word repeated has few.
_MINIMUM_DIFFERENT_CHARACTERS = 12

_DEVELOPMENT = {
    "MONGODB_URL": "mongodb://127.0.0.1:27017/?retryWrites=false",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "COOKIE_SECURE": "false",
    # Browser and load tests register hundreds of customers from one address.
    "REGISTRATIONS_PER_HOUR": "5000",
    **{name: f"development-only {name.lower()} of the auth subgraph" for name in SECRETS},
}


class Mode(Enum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Configuration:
    mode: Mode
    mongodb_url: str = field(repr=False)
    mongodb_database: str
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


class ConfigurationError(Exception):
    """The environment cannot be used; the message names each variable and what to do about it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("auth-service cannot start:\n" + "\n".join(f"  - {problem}" for problem in problems))


def load_configuration(environment: Mapping[str, str]) -> Configuration:
    mode_text = environment.get("APP_MODE") or Mode.PRODUCTION.value
    if mode_text not in {mode.value for mode in Mode}:
        raise ConfigurationError([f"APP_MODE is {mode_text!r}; set it to development or production."])
    reader = _Reader(environment, Mode(mode_text))
    configuration = Configuration(
        mode=reader.mode,
        mongodb_url=reader.text("MONGODB_URL"),
        mongodb_database=reader.text("MONGODB_DATABASE", "auth"),
        identity_secret=reader.secret("IDENTITY_SECRET"),
        django_secret_key=reader.secret("DJANGO_SECRET_KEY"),
        key_encryption_secret=reader.secret("KEY_ENCRYPTION_SECRET"),
        allowed_hosts=reader.hosts("ALLOWED_HOSTS"),
        token_issuer=reader.text("TOKEN_ISSUER", "https://auth.airline.example"),
        token_audience=reader.text("TOKEN_AUDIENCE", "airline"),
        cookie_secure=reader.flag("COOKIE_SECURE", "true"),
        registrations_per_hour=reader.number("REGISTRATIONS_PER_HOUR", "20"),
        site_url=reader.site_url("SITE_URL"),
        mail_server=reader.mail_server("MAIL_URL"),
        mail_from=reader.mail_from("MAIL_FROM"),
        mail_directory=environment.get("MAIL_DIRECTORY", ""),
        log_level=reader.level("LOG_LEVEL", "INFO"),
    )
    reader.check_secrets_differ()
    if reader.problems:
        raise ConfigurationError(reader.problems)
    return configuration


class _Reader:
    """Reads variables one by one and remembers all problems instead of stopping at the first."""

    def __init__(self, environment: Mapping[str, str], mode: Mode) -> None:
        self.mode = mode
        self.problems: list[str] = []
        self._environment = environment

    def text(self, name: str, default: str | None = None) -> str:
        if self.mode is Mode.DEVELOPMENT:
            default = _DEVELOPMENT.get(name, default)
        value = self._environment.get(name) or default
        if value is None:
            self.problems.append(f"{name} is not set.")
        return value or ""

    def secret(self, name: str) -> str:
        value = self.text(name)
        if value and self.mode is Mode.PRODUCTION:
            self._check_strength(name, value)
        return value

    def _check_strength(self, name: str, value: str) -> None:
        if len(value.encode()) < MINIMUM_SECRET_BYTES:
            self.problems.append(f"{name} is shorter than {MINIMUM_SECRET_BYTES} bytes; {_HOW_TO_MAKE}")
        elif len(set(value)) < _MINIMUM_DIFFERENT_CHARACTERS:
            self.problems.append(f"{name} repeats a few characters; {_HOW_TO_MAKE}")
        elif any(placeholder in value.lower() for placeholder in _PLACEHOLDERS):
            self.problems.append(f"{name} is a placeholder from an example; {_HOW_TO_MAKE}")

    def check_secrets_differ(self) -> None:
        values = [self._environment[name] for name in SECRETS if self._environment.get(name)]
        if len(set(values)) < len(values):
            self.problems.append(f"Two of {', '.join(SECRETS)} are equal; each needs its own value.")

    def hosts(self, name: str) -> tuple[str, ...]:
        hosts = tuple(host for part in self.text(name).split(",") if (host := part.strip()))
        if self.mode is Mode.PRODUCTION and "*" in hosts:
            self.problems.append(f"{name} allows every host; name the hosts by which the gateway calls this service.")
        return hosts

    def flag(self, name: str, default: str) -> bool:
        value = self.text(name, default).lower()
        if value not in {"true", "false"}:
            self.problems.append(f"{name} is {value!r}; set it to true or false.")
        return value == "true"

    def number(self, name: str, default: str) -> int:
        value = self.text(name, default)
        if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 1_000_000:
            self.problems.append(f"{name} is {value!r}; set it to a whole number from 1.")
            return 1
        return int(value)

    def site_url(self, name: str) -> str:
        """Needed only where letters leave."""
        url = (self._environment.get(name) or ("" if self._environment.get("MAIL_URL") else DEFAULT_SITE)).rstrip("/")
        parts = urlsplit(url)
        is_page = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and not parts.fragment
        if not is_page:
            self.problems.append(
                f"{name} is {url!r}; write where the web client is opened: https://www.airline.example"
            )
        elif self.mode is Mode.PRODUCTION and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            self.problems.append(f"{name} is not https; its links open accounts.")
        return url

    def mail_server(self, name: str) -> MailServer | None:
        url = self._environment.get(name)
        if not url:
            return None
        try:
            return parse_mail_server(url)
        except ValueError:
            # The value may hold a password, so it is not shown.
            self.problems.append(f"{name} is no mail server; write smtp+starttls://user:password@host:587 or smtps://…")
            return None

    def mail_from(self, name: str) -> str:
        """Needed only where letters leave."""
        sender = self._environment.get(name) or ("" if self._environment.get("MAIL_URL") else DEFAULT_SENDER)
        if not _SENDER.fullmatch(sender):
            self.problems.append(f"{name} is {sender!r}; write it as: Airline <no-reply@airline.example>")
        return sender

    def level(self, name: str, default: str) -> str:
        value = self.text(name, default).upper()
        if value not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            self.problems.append(f"{name} is {value!r}; set it to DEBUG, INFO, WARNING or ERROR.")
        return value


_HOW_TO_MAKE = "make one with: openssl rand -base64 48"
