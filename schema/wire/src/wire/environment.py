"""A service's environment variables -> checked values, or one error that names everything that is wrong.

Production is the default mode and has no default for anything secret: what is missing, short, guessable or used twice
stops the start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from urllib.parse import urlsplit

from wire.identity import MINIMUM_SECRET_BYTES
from wire.mail_server import MailServer, parse_mail_server

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

_HOW_TO_MAKE = "make one with: openssl rand -base64 48"
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
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
DEFAULT_SITE = "http://127.0.0.1:4000"
_SENDER = re.compile(r"[^<>@\r\n]{1,60} <[^<>@\s]+@[^<>@\s]+>")


def build_development_values(subgraph: str, secrets: Iterable[str]) -> dict[str, str]:
    """What every service can do with on a developer's machine, each with secrets of its own."""
    return {
        "MONGODB_URL": "mongodb://127.0.0.1:27017/?retryWrites=false",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        **{name: f"development-only {name.lower()} of the {subgraph} subgraph" for name in secrets},
    }


class Mode(Enum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class ConfigurationError(Exception):
    """The environment cannot be used; the message names each variable and what to do about it."""

    def __init__(self, service: str, problems: list[str]) -> None:
        super().__init__(f"{service} cannot start:\n" + "\n".join(f"  - {problem}" for problem in problems))


class EnvironmentReader:
    """Reads variables one by one and remembers all problems instead of stopping at the first.

    `development` are the values that stand in for absent variables in development mode alone.
    ConfigurationError at once if the mode itself is unknown, and from `finish` for all the rest.
    """

    def __init__(self, service: str, environment: Mapping[str, str], development: Mapping[str, str]) -> None:
        mode = environment.get("APP_MODE") or Mode.PRODUCTION.value
        if mode not in {known.value for known in Mode}:
            raise ConfigurationError(service, [f"APP_MODE is {mode!r}; set it to development or production."])
        self.mode = Mode(mode)
        self.problems: list[str] = []
        self._service = service
        self._environment = environment
        self._development = development if self.mode is Mode.DEVELOPMENT else {}
        self._secrets: dict[str, str] = {}

    def finish(self) -> None:
        if len(set(self._secrets.values())) < len(self._secrets):
            self.problems.append(f"Two of {', '.join(self._secrets)} are equal; each needs its own value.")
        if self.problems:
            raise ConfigurationError(self._service, self.problems)

    def text(self, name: str, default: str | None = None) -> str:
        value = self._environment.get(name) or self._development.get(name, default)
        if value is None:
            self.problems.append(f"{name} is not set.")
        return value or ""

    def event_bus(self, mongodb_url: str) -> dict[str, str]:
        """What `wire.bus.open_event_bus` reads; RabbitMQ where AMQP_URL is set, else a queue in MongoDB."""
        return {
            "AMQP_URL": self.text("AMQP_URL", ""),
            "EVENT_BUS_MONGODB_URL": self.text("EVENT_BUS_MONGODB_URL", mongodb_url),
            "EVENT_BUS_DATABASE": self.text("EVENT_BUS_DATABASE", "events"),
        }

    def secret(self, name: str) -> str:
        value = self.text(name)
        if value:
            self._secrets[name] = value
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

    def hosts(self, name: str) -> tuple[str, ...]:
        hosts = tuple(host for part in self.text(name).split(",") if (host := part.strip()))
        if self.mode is Mode.PRODUCTION and "*" in hosts:
            self.problems.append(f"{name} allows every host; name the hosts by which the gateway calls this service.")
        return hosts

    def names(self, name: str) -> tuple[str, ...]:
        return tuple(one for part in self.text(name, "").split(",") if (one := part.strip().lower()))

    def flag(self, name: str, default: str) -> bool:
        value = self.text(name, default).lower()
        if value not in {"true", "false"}:
            self.problems.append(f"{name} is {value!r}; set it to true or false.")
        return value == "true"

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

    def log_level(self, name: str) -> str:
        return self.choice(name, LOG_LEVELS, "INFO")

    def site(self, name: str, default: str) -> str:
        """Where people open the web client: links in letters begin with it."""
        url = self.text(name, default).rstrip("/")
        parts = urlsplit(url)
        is_page = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and not parts.fragment
        if not is_page:
            example = "https://www.airline.example"
            self.problems.append(f"{name} is {url!r}; write where the web client is opened: {example}")
        elif self.mode is Mode.PRODUCTION and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            self.problems.append(f"{name} is not https; its links open accounts.")
        return url

    def mail_server(self, name: str) -> MailServer | None:
        """None where no letters leave."""
        url = self._environment.get(name)
        if not url:
            return None
        try:
            return parse_mail_server(url)
        except ValueError:
            # The value may hold a password, so it is not shown.
            self.problems.append(f"{name} is no mail server; write smtp+starttls://user:password@host:587 or smtps://…")
            return None

    def mail_sender(self, name: str, default: str, *, needed: bool) -> str:
        """`Name <address>`; `needed` where letters leave: then it has no default."""
        sender = self._environment.get(name) or ("" if needed else default)
        if not _SENDER.fullmatch(sender):
            self.problems.append(f"{name} is {sender!r}; write it as: Airline <no-reply@airline.example>")
        return sender
