"""The environment: what a service starts with and what it refuses."""

import pytest

from auth_service.configuration import load_configuration
from wire.environment import ConfigurationError, Mode

GOOD = {
    "MONGODB_URL": "mongodb://auth-db:27017/?replicaSet=rs0",
    "IDENTITY_SECRET": "Zq3vX8mPw1Lk7TnB5yRc9DhF2gJs6KaU0eWi4oQx",
    "DJANGO_SECRET_KEY": "b7GtY2nHq9ZxC4vK1mLw8PjR5sDf0XaUe3Wi6oQy",
    "KEY_ENCRYPTION_SECRET": "m4NcV7bXz1LqW9eRt3YuP6oIa8SdF2gHj5KlZ0xQ",
    "ALLOWED_HOSTS": "auth, 127.0.0.1",
}

MAILING = GOOD | {
    "MAIL_URL": "smtps://user:p4ss@mail.example",
    "MAIL_FROM": "Airline <no-reply@airline.example>",
    "SITE_URL": "https://www.airline.example/",
}


def problems(environment):
    with pytest.raises(ConfigurationError) as refused:
        load_configuration(environment)
    return [line.removeprefix("  - ") for line in str(refused.value).splitlines()[1:]]


def test_production_is_the_default_and_safe():
    configuration = load_configuration(GOOD)
    assert configuration.mode is Mode.PRODUCTION
    assert configuration.cookie_secure
    assert configuration.allowed_hosts == ("auth", "127.0.0.1")
    assert configuration.registrations_per_hour == 20
    assert (configuration.token_issuer, configuration.token_audience) == ("https://auth.airline.example", "airline")


def test_development_needs_nothing():
    configuration = load_configuration({"APP_MODE": "development"})
    assert configuration.mode is Mode.DEVELOPMENT
    assert not configuration.cookie_secure
    assert "retryWrites=false" in configuration.mongodb_url


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("value", [None, ""])
def test_production_names_what_is_missing(name, value):
    environment = {key: text for key, text in GOOD.items() if key != name} | (
        {name: value} if value is not None else {}
    )
    assert problems(environment) == [f"{name} is not set."]


@pytest.mark.parametrize("name", ["IDENTITY_SECRET", "DJANGO_SECRET_KEY", "KEY_ENCRYPTION_SECRET"])
@pytest.mark.parametrize(
    "value",
    [
        "some_random_key",
        "password",
        "django-insecure-dev-key",
        "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz",
        "change-me-change-me-change-me-change-me-please",
        "development-only identity_secret of the auth subgraph",
        "a" * 64,
        "abcabcabcabcabcabcabcabcabcabcabcabcabcabc",
    ],
)
def test_production_refuses_default_short_and_guessable_secrets(name, value):
    (problem,) = problems(GOOD | {name: value})
    assert problem.startswith(f"{name} ")
    assert value not in problem


def test_secrets_must_differ():
    (problem,) = problems(GOOD | {"DJANGO_SECRET_KEY": GOOD["IDENTITY_SECRET"]})
    assert "each needs its own value" in problem


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_MODE", "prod"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "auth,*"),
        ("COOKIE_SECURE", "yes"),
        ("LOG_LEVEL", "LOUD"),
        ("REGISTRATIONS_PER_HOUR", "0"),
        ("REGISTRATIONS_PER_HOUR", "many"),
        ("REGISTRATIONS_PER_HOUR", "-1"),
        ("REGISTRATIONS_PER_HOUR", "\u00b2"),
        ("SITE_URL", "www.airline.example"),
        ("SITE_URL", "ftp://www.airline.example"),
        ("SITE_URL", "https://www.airline.example/?a=b"),
        ("SITE_URL", "http://www.airline.example"),
        ("MAIL_URL", "mail.example"),
        ("MAIL_FROM", "no-reply@airline.example"),
        ("MAIL_FROM", "Airline <no-reply@airline.example>\r\nBcc: eve@example.com"),
    ],
)
def test_value_that_cannot_be_used_is_named(name, value):
    (problem,) = problems(MAILING | {name: value})
    assert problem.startswith(f"{name} ")


def test_where_letters_leave_their_sender_and_the_site_have_to_be_told():
    assert [problem.split()[0] for problem in problems(GOOD | {"MAIL_URL": "smtp://mail"})] == ["SITE_URL", "MAIL_FROM"]
    configuration = load_configuration(MAILING)
    assert configuration.site_url == "https://www.airline.example"
    assert configuration.mail_sender == ("Airline", "no-reply@airline.example")
    assert "p4ss" not in repr(configuration)


def test_all_problems_are_named_at_once():
    assert len(problems({"COOKIE_SECURE": "maybe"})) == 6


def test_secrets_are_not_shown():
    shown = repr(load_configuration(GOOD))
    assert not [value for value in GOOD.values() if value in shown and "SECRET" in value]
    assert GOOD["IDENTITY_SECRET"] not in shown
    assert GOOD["KEY_ENCRYPTION_SECRET"] not in shown
