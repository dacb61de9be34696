"""Access tokens, checked as a verifier would: against the published keys only."""

import json
from datetime import timedelta

import jwt

from auth_service.domain.role import Role
from auth_service.tokens.jwks import CACHE_LIFETIME, KEPT_AFTER_USE, PUBLISHED_BEFORE_USE, build_jwks
from auth_service.tokens.key_store import RING_LIFETIME


def verify(text, jwks, clock):
    """What a gateway does (its clock is ours)."""
    keys = {key["kid"]: key for key in jwks["keys"]}
    kid = jwt.get_unverified_header(text)["kid"]
    claims = jwt.decode(
        text,
        jwt.PyJWK.from_dict(keys[kid]),
        algorithms=["EdDSA"],
        audience="airline",
        issuer="https://auth.airline.example",
        options={"require": ["exp", "iat", "sub", "jti"], "verify_exp": False, "verify_iat": False},
    )
    assert claims["iat"] <= clock.now().timestamp() < claims["exp"]
    return claims


def published(key_store):
    return build_jwks(key_store.ring())


def test_token_has_the_claims_of_rfc_9068(key_store, register, clock):
    opened = register()
    assert jwt.get_unverified_header(opened.access_token.text) == {
        "alg": "EdDSA",
        "typ": "at+jwt",
        "kid": key_store.ring().current.kid,
    }
    claims = verify(opened.access_token.text, published(key_store), clock)
    now = int(clock.now().timestamp())
    assert len(claims.pop("jti")) == 32
    assert claims == {
        "iss": "https://auth.airline.example",
        "aud": "airline",
        "sub": opened.account.id,
        "iat": now,
        "exp": now + 600,
        "sid": opened.refresh_token.session_id,
        "roles": ["CUSTOMER"],
        "scope": "profile reservations",
        "email_verified": False,
    }
    assert opened.access_token.expires_in_seconds == 600


def test_scopes_follow_the_roles(application, key_store, new_account, clock):
    application.create_staff(new_account(email="agent@example.com"), Role.AGENT)
    opened = application.log_in("agent@example.com", "rattle-snake-77", "203.0.113.7")
    claims = verify(opened.access_token.text, published(key_store), clock)
    assert claims["roles"] == ["AGENT"]
    assert claims["scope"] == "accounts:read flights:write profile reservations reservations:any"


def test_published_keys_are_public_halves_only(key_store):
    for key in published(key_store)["keys"]:
        assert set(key) == {"kty", "crv", "use", "alg", "kid", "x"}


def test_tokens_stay_valid_over_rotations_for_verifiers_with_an_old_copy_of_the_keys(key_store, register, clock):
    """The cached copy is as old as the cache may be; each key signs as soon as it is allowed to."""
    for _ in range(4):
        cached, before = published(key_store), register()
        clock.turn(PUBLISHED_BEFORE_USE)
        key_store.rotate(published_for=PUBLISHED_BEFORE_USE, keep_retired_for=KEPT_AFTER_USE)
        assert verify(register().access_token.text, cached, clock)
        assert verify(before.access_token.text, published(key_store), clock)


def test_times_of_a_rotation_cover_caches_and_tokens():
    a_minute = timedelta(minutes=1)
    assert CACHE_LIFETIME + RING_LIFETIME + a_minute <= PUBLISHED_BEFORE_USE
    assert timedelta(minutes=10) + RING_LIFETIME + a_minute <= KEPT_AFTER_USE


def test_retired_key_is_withdrawn_after_its_last_token(key_store, register, clock):
    first = key_store.ring().current.kid
    for _ in range(3):
        clock.turn(timedelta(hours=1))
        key_store.rotate(published_for=PUBLISHED_BEFORE_USE, keep_retired_for=KEPT_AFTER_USE)
    assert first not in json.dumps(published(key_store))
    assert len(published(key_store)["keys"]) == 3
