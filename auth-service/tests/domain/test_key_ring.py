"""The ring of signing keys over several rotations."""

from datetime import UTC, datetime, timedelta

from auth_service.domain.key_ring import KeyState, SigningKey, first_ring

NOW = datetime(2026, 12, 1, tzinfo=UTC)
KEEP = timedelta(minutes=12)


def key(kid: str) -> SigningKey:
    return SigningKey(kid, KeyState.NEXT, "x", b"", NOW)


def shown(ring) -> list[str]:
    return [f"{key.kid} {key.state.value}" for key in ring.keys]


def test_rotation_promotes_retires_and_announces() -> None:
    ring = first_ring(key("a"), key("b"))
    assert shown(ring) == ["a current", "b next"]
    ring = ring.rotated(key("c"), NOW, KEEP)
    assert shown(ring) == ["a retired", "b current", "c next"]
    assert ring.current.kid == "b"


def test_retired_key_is_dropped_when_its_last_token_has_expired() -> None:
    ring = first_ring(key("a"), key("b")).rotated(key("c"), NOW, KEEP)
    assert shown(ring.rotated(key("d"), NOW + KEEP - timedelta(seconds=1), KEEP))[0] == "a retired"
    assert shown(ring.rotated(key("d"), NOW + KEEP, KEEP)) == ["b retired", "c current", "d next"]


def test_leaked_key_is_withdrawn_at_once() -> None:
    ring = first_ring(key("a"), key("b")).rotated(key("c"), NOW, keep_retired_for=timedelta(0))
    assert shown(ring) == ["b current", "c next"]
