from __future__ import annotations

import pytest

from reservation_service.configuration import load_configuration
from wire.environment import ConfigurationError

PRODUCTION = {
    "MONGODB_URL": "mongodb://db/",
    "IDENTITY_SECRET": "Zx81-qwerty-LMNOP-77-uvwxyz-0246",
    "DJANGO_SECRET_KEY": "Yy92-asdfgh-QRSTU-88-zyxwvu-1357",
    "DOCUMENT_SECRET": "Xw73-poiuyt-GHJKL-99-mnbvcx-2468",
    "ALLOWED_HOSTS": "reservations",
    "PAYMENT_PROVIDER": "sandbox",
}


def test_production_is_the_default_and_starts_with_what_it_needs() -> None:
    configuration = load_configuration(PRODUCTION)
    assert configuration.mode.value == "production"
    assert configuration.event_bus["EVENT_BUS_MONGODB_URL"] == "mongodb://db/"
    assert PRODUCTION["IDENTITY_SECRET"] not in repr(configuration)


def test_development_needs_nothing() -> None:
    assert load_configuration({"APP_MODE": "development"}).pending_lifetime.total_seconds() == 600


@pytest.mark.parametrize("name", PRODUCTION)
def test_what_is_missing_in_production_is_named(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_configuration({key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_MODE", "staging"),
        ("IDENTITY_SECRET", "short"),
        ("IDENTITY_SECRET", "changeme-changeme-changeme-changeme"),
        ("IDENTITY_SECRET", "abcabcabcabcabcabcabcabcabcabcabcabc"),
        ("IDENTITY_SECRET", PRODUCTION["DJANGO_SECRET_KEY"]),
        ("ALLOWED_HOSTS", "*"),
        ("PENDING_TTL_SECONDS", "soon"),
        ("PENDING_TTL_SECONDS", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("PAYMENT_PROVIDER", "piggy-bank"),
        ("BOOK_WITHOUT_PAYMENT", "friends"),
        ("MAIL_URL", "https://mail.example"),
        ("MAIL_URL", "smtp://mail.example/inbox"),
        ("MAIL_FROM", "nobody"),
        ("OTHER_DOCUMENT_SECRETS", '["one", two]'),
        ("OTHER_DOCUMENT_SECRETS", '["one", 2]'),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_configuration(PRODUCTION | {name: value})


@pytest.mark.parametrize(
    ("value", "others"),
    [("", ()), ("one, another,", ("one", "another")), ('["with, a comma", "another"]', ("with, a comma", "another"))],
)
def test_other_secrets_are_listed_whatever_is_in_them(value: str, others: tuple[str, ...]) -> None:
    configuration = load_configuration(PRODUCTION | {"OTHER_DOCUMENT_SECRETS": value})
    assert configuration.document_secrets == (PRODUCTION["DOCUMENT_SECRET"], *others)


def test_a_mail_server_needs_a_sender_and_its_password_is_not_told() -> None:
    server = {"MAIL_URL": "smtps://ada:open-sesame@mail.example"}
    with pytest.raises(ConfigurationError, match="MAIL_FROM"):
        load_configuration(PRODUCTION | server)
    configuration = load_configuration(PRODUCTION | server | {"MAIL_FROM": "Airline <no-reply@airline.example>"})
    assert configuration.mail_server is not None
    assert (configuration.mail_server.port, configuration.mail_server.password) == (465, "open-sesame")
    assert "open-sesame" not in repr(configuration)
