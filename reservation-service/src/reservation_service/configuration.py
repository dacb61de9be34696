"""The service's environment -> a checked `Configuration`, or one error that names everything that is wrong.

Production is the default mode and has no default for anything secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from wire.identity import MINIMUM_SECRET_BYTES
from wire.mail_server import MailServer, parse_mail_server

SECRETS = ("IDENTITY_SECRET", "DJANGO_SECRET_KEY", "DOCUMENT_SECRET")
PAYMENT_PROVIDERS = ("sandbox",)
EVERYONE = "everyone"
BOOKERS = (EVERYONE, "staff")
DEFAULT_SENDER = "Airline Reservations <no-reply@airline.example>"
_SENDER = re.compile(r"[^<>@\r\n]{1,60} <[^<>@\s]+@[^<>@\s]+>")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_HOW_TO_MAKE = "make one with: openssl rand -base64 48"
# What people leave in from examples and tutorials.
_PLACEHOLDERS = ("change", "insecure", "development-only", "example", "password", "default", "placeholder")

_DEVELOPMENT = {
    "MONGODB_URL": "mongodb://127.0.0.1:27017/?retryWrites=false",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "PAYMENT_PROVIDER": "sandbox",
    "WEBHOOK_HOSTS": "localhost,127.0.0.1",
    **{name: f"development-only {name.lower()} of the reservations subgraph" for name in SECRETS},
}


class Mode(Enum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Configuration:
    mode: Mode
    mongodb_url: str = field(repr=False)
    mongodb_database: str
    # What `wire.bus.open_event_bus` reads.
    event_bus: Mapping[str, str] = field(repr=False)
    identity_secret: str = field(repr=False)
    django_secret_key: str = field(repr=False)
    # Seals the numbers of travel documents in the database.
    document_secret: str = field(repr=False)
    allowed_hosts: tuple[str, ...]
    pending_lifetime: timedelta
    # Only "sandbox" so far, which moves no money: production has to ask for it by name.
    payment_provider: str
    # Who may have a booking confirmed that is not paid for: everyone, or staff, who settle it elsewhere.
    book_without_payment: str
    long_poll_waiters: int
    # How many may follow reservations at once in one process, and how many of them one user.
    streams: int
    streams_per_user: int
    # How many proxies in front of this service append to x-forwarded-for: the gateway, and whatever stands before it.
    forwarding_proxies: int
    # None: letters are only logged, and written to `mail_directory` if there is one.
    mail_server: MailServer | None
    mail_from: str
    mail_directory: str
    # Where webhooks may lead: `partner.example`, or with a port.
    webhook_hosts: tuple[str, ...]
    log_level: str


class ConfigurationError(Exception):
    """The environment cannot be used; the message names each variable and what to do about it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("reservation-service cannot start:\n" + "\n".join(f"  - {problem}" for problem in problems))


def load_configuration(environment: Mapping[str, str]) -> Configuration:
    mode_text = environment.get("APP_MODE") or Mode.PRODUCTION.value
    if mode_text not in {mode.value for mode in Mode}:
        raise ConfigurationError([f"APP_MODE is {mode_text!r}; set it to development or production."])
    reader = _Reader(environment, Mode(mode_text))
    mongodb_url = reader.text("MONGODB_URL")
    configuration = Configuration(
        mode=reader.mode,
        mongodb_url=mongodb_url,
        mongodb_database=reader.text("MONGODB_DATABASE", "reservations"),
        event_bus={
            "AMQP_URL": environment.get("AMQP_URL", ""),
            "EVENT_BUS_MONGODB_URL": reader.text("EVENT_BUS_MONGODB_URL", mongodb_url),
            "EVENT_BUS_DATABASE": reader.text("EVENT_BUS_DATABASE", "events"),
        },
        identity_secret=reader.secret("IDENTITY_SECRET"),
        django_secret_key=reader.secret("DJANGO_SECRET_KEY"),
        document_secret=reader.secret("DOCUMENT_SECRET"),
        allowed_hosts=reader.hosts("ALLOWED_HOSTS"),
        pending_lifetime=timedelta(seconds=reader.number("PENDING_TTL_SECONDS", 600)),
        payment_provider=reader.choice("PAYMENT_PROVIDER", PAYMENT_PROVIDERS),
        book_without_payment=reader.choice("BOOK_WITHOUT_PAYMENT", BOOKERS, EVERYONE),
        long_poll_waiters=reader.number("LONG_POLL_WAITERS", 24),
        streams=reader.number("STREAMS", 5000),
        streams_per_user=reader.number("STREAMS_PER_USER", 20),
        forwarding_proxies=reader.number("FORWARDING_PROXIES", 1),
        mail_server=reader.mail_server("MAIL_URL"),
        mail_from=reader.mail_from("MAIL_FROM"),
        mail_directory=environment.get("MAIL_DIRECTORY", ""),
        webhook_hosts=reader.names("WEBHOOK_HOSTS"),
        log_level=reader.choice("LOG_LEVEL", LOG_LEVELS, "INFO"),
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
        if not value or self.mode is Mode.DEVELOPMENT:
            return value
        if len(value.encode()) < MINIMUM_SECRET_BYTES:
            self.problems.append(f"{name} is shorter than {MINIMUM_SECRET_BYTES} bytes; {_HOW_TO_MAKE}")
        elif any(placeholder in value.lower() for placeholder in _PLACEHOLDERS):
            self.problems.append(f"{name} is a placeholder from an example; {_HOW_TO_MAKE}")
        return value

    def check_secrets_differ(self) -> None:
        values = [self._environment[name] for name in SECRETS if self._environment.get(name)]
        if len(set(values)) < len(values):
            self.problems.append(f"Two of {', '.join(SECRETS)} are equal; each needs its own value.")

    def hosts(self, name: str) -> tuple[str, ...]:
        hosts = tuple(host for part in self.text(name).split(",") if (host := part.strip()))
        if self.mode is Mode.PRODUCTION and "*" in hosts:
            self.problems.append(f"{name} allows every host; name the hosts by which the gateway calls this service.")
        return hosts

    def names(self, name: str) -> tuple[str, ...]:
        return tuple(one for part in self.text(name, "").split(",") if (one := part.strip().lower()))

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

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 1_000_000:
            self.problems.append(f"{name} is {value!r}; set it to a whole number from 1.")
            return default
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(name, default)
        if value and value not in choices:
            self.problems.append(f"{name} is {value!r}; set it to one of {', '.join(choices)}.")
        return value
