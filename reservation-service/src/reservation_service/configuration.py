"""The service's environment -> a checked `Configuration`, or one error that names everything that is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from reservation_service.usecases.order_limits import Allowance
from wire.environment import DEFAULT_SITE, EnvironmentReader, Mode, build_development_values
from wire.mail_server import MailServer

SECRETS = ("IDENTITY_SECRET", "DJANGO_SECRET_KEY", "DOCUMENT_SECRET")
PAYMENT_PROVIDERS = ("sandbox",)
EVERYONE = "everyone"
BOOKERS = (EVERYONE, "staff")
# A family with two cars of friends on hold; a year's journeys; two large parties on one flight. More is somebody who
# keeps seats from others.
DEFAULT_ALLOWANCE = Allowance(holds=6, bookings=12, seats=18)
DEFAULT_SENDER = "Meridian Reservations <no-reply@airline.example>"

_DEVELOPMENT = build_development_values("reservations", SECRETS) | {
    "PAYMENT_PROVIDER": "sandbox",
    "WEBHOOK_HOSTS": "localhost,127.0.0.1",
    # The crowds of load tests are one traveller, who pays for nothing.
    "UNPAID_BOOKINGS": "5000",
    "UNPAID_SEATS": "5000",
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
    # The first seals the numbers of travel documents and the secrets of webhooks in the database, each of them opens.
    document_secrets: tuple[str, ...] = field(repr=False)
    allowed_hosts: tuple[str, ...]
    pending_lifetime: timedelta
    # Only "sandbox" so far, which moves no money: production has to ask for it by name.
    payment_provider: str
    # Who may have a booking confirmed that is not paid for: everyone, or staff, who settle it elsewhere.
    book_without_payment: str
    # For one account; staff may have any number.
    allowance: Allowance
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
    # Where people open the web client: links in letters begin with it. Empty: letters have none.
    site_url: str
    # Where webhooks may lead: `partner.example`, or with a port.
    webhook_hosts: tuple[str, ...]
    log_level: str


def load_configuration(environment: Mapping[str, str]) -> Configuration:
    """ConfigurationError names every variable that cannot be used."""
    reader = EnvironmentReader("reservation-service", environment, _DEVELOPMENT)
    mongodb_url, mails = reader.text("MONGODB_URL"), bool(environment.get("MAIL_URL"))
    configuration = Configuration(
        mode=reader.mode,
        mongodb_url=mongodb_url,
        mongodb_database=reader.text("MONGODB_DATABASE", "reservations"),
        event_bus=reader.event_bus(mongodb_url),
        identity_secret=reader.secret("IDENTITY_SECRET"),
        django_secret_key=reader.secret("DJANGO_SECRET_KEY"),
        document_secrets=(reader.secret("DOCUMENT_SECRET"), *_read_others(reader, environment)),
        allowed_hosts=reader.hosts("ALLOWED_HOSTS"),
        pending_lifetime=timedelta(seconds=reader.number("PENDING_TTL_SECONDS", 600)),
        payment_provider=reader.choice("PAYMENT_PROVIDER", PAYMENT_PROVIDERS),
        book_without_payment=reader.choice("BOOK_WITHOUT_PAYMENT", BOOKERS, EVERYONE),
        allowance=Allowance(
            holds=reader.number("UNPAID_HOLDS", DEFAULT_ALLOWANCE.holds),
            bookings=reader.number("UNPAID_BOOKINGS", DEFAULT_ALLOWANCE.bookings),
            seats=reader.number("UNPAID_SEATS", DEFAULT_ALLOWANCE.seats),
        ),
        long_poll_waiters=reader.number("LONG_POLL_WAITERS", 24),
        streams=reader.number("STREAMS", 5000),
        streams_per_user=reader.number("STREAMS_PER_USER", 20),
        forwarding_proxies=reader.number("FORWARDING_PROXIES", 1),
        mail_server=reader.mail_server("MAIL_URL"),
        mail_from=reader.mail_sender("MAIL_FROM", DEFAULT_SENDER, needed=mails),
        mail_directory=environment.get("MAIL_DIRECTORY", ""),
        site_url=reader.site("SITE_URL", DEFAULT_SITE) if environment.get("SITE_URL") or not mails else "",
        webhook_hosts=reader.names("WEBHOOK_HOSTS"),
        log_level=reader.log_level("LOG_LEVEL"),
    )
    reader.finish()
    return configuration


def _read_others(reader: EnvironmentReader, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Separated by commas, or a JSON list where one has a comma in it. They were checked when they sealed, or will be
    when they do.
    """
    value = environment.get("OTHER_DOCUMENT_SECRETS", "").strip()
    if not value.startswith("["):
        return tuple(one for part in value.split(",") if (one := part.strip()))
    try:
        listed = json.loads(value)
    except ValueError:
        listed = [None]
    if not all(isinstance(one, str) and one for one in listed):
        # It holds secrets, so it is not shown.
        reader.problems.append('OTHER_DOCUMENT_SECRETS is no list; write ["one", "another"], or one,another.')
        return ()
    return tuple(listed)
