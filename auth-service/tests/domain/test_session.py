"""What a presented refresh token turns out to be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from auth_service.domain.session import (
    REFRESH_TOKEN_LIFETIME,
    SESSION_LIFETIME,
    Presented,
    RefreshToken,
    SessionState,
    open_session,
)

NOW = datetime(2026, 12, 1, tzinfo=UTC)
FIRST, SECOND, THIRD = (RefreshToken("sid", "family", secret) for secret in ("one", "two", "three"))
SECONDS = timedelta(seconds=1)

opened = open_session(FIRST, "user", 1, NOW)
rotated = opened.rotated(SECOND, NOW + 60 * SECONDS)


@pytest.mark.parametrize(
    ("session", "token", "seconds", "verdict"),
    [
        (opened, FIRST, 0, Presented.CURRENT),
        (opened, SECOND, 0, Presented.REUSED),
        (rotated, SECOND, 60, Presented.CURRENT),
        (rotated, FIRST, 70, Presented.JUST_USED),
        (rotated, FIRST, 71, Presented.REUSED),
        (rotated.rotated(THIRD, NOW + 61 * SECONDS), FIRST, 62, Presented.REUSED),
        (opened, replace(FIRST, family_secret="made up"), 0, Presented.WORTHLESS),
        (replace(opened, state=SessionState.ENDED), FIRST, 0, Presented.WORTHLESS),
        (opened, FIRST, REFRESH_TOKEN_LIFETIME.total_seconds(), Presented.EXPIRED),
    ],
)
def test_token_is_judged(session, token, seconds, verdict) -> None:
    assert session.judge(token, NOW + seconds * SECONDS) is verdict


def test_a_month_without_use_and_half_a_year_with_it_end_a_session() -> None:
    assert opened.expires_at - NOW == timedelta(days=30)
    assert timedelta(days=180) == SESSION_LIFETIME


def test_session_ends_however_often_it_is_refreshed() -> None:
    session = opened
    for day in range(0, 400, 20):
        session = session.rotated(FIRST, NOW + timedelta(days=day))
    assert session.expires_at == NOW + SESSION_LIFETIME


@pytest.mark.parametrize("text", ["", ".", "..", "a.b", "a.b.c.d", "a..c", "a.b." + "c" * 300])
def test_text_of_another_shape_is_no_token(text: str) -> None:
    assert RefreshToken.find(text) is None


def test_token_survives_being_written_and_read() -> None:
    assert RefreshToken.find(str(FIRST)) == FIRST


def test_neither_the_session_nor_the_repr_of_a_token_holds_its_secrets() -> None:
    shown = f"{opened} {rotated} {FIRST!r}"
    assert not [secret for secret in ("'one'", "'two'", "'family'") if secret in shown]
    assert repr(FIRST) == "RefreshToken(sid)"
