import jwt
import pytest

from wire.identity import Caller, IdentityError, check_secret, sign_identity, verify_identity

SECRET = "s" * 32
NOBODY = Caller()
AGENT = Caller("user-1", frozenset({"AGENT"}), frozenset({"flights:write"}), "session-1")


@pytest.mark.parametrize("caller", [NOBODY, AGENT, Caller("user-2"), Caller("user-3", email_verified=True)])
def test_a_subgraph_sees_the_caller_the_gateway_signed(caller: Caller) -> None:
    assert verify_identity(sign_identity(caller, SECRET, "flights"), SECRET, "flights") == caller


def test_an_anonymous_identity_names_no_user() -> None:
    token = sign_identity(NOBODY, SECRET, "flights")
    assert "sub" not in jwt.decode(token, options={"verify_signature": False})


def forged(**changes: object) -> str:
    claims = jwt.decode(sign_identity(AGENT, SECRET, "flights"), options={"verify_signature": False})
    kept = {key: value for key, value in (claims | changes).items() if value is not None}
    return jwt.encode(kept, SECRET, algorithm="HS256")


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "garbage",
        "a.b.c",
        sign_identity(AGENT, "x" * 32, "flights"),
        sign_identity(AGENT, SECRET, "auth"),
        sign_identity(AGENT, SECRET, "flights", now=1_000_000_000),
        forged(iss="somebody"),
        forged(exp=None),
        forged(aud=None),
        forged(iat=None),
        jwt.encode({"sub": "user-1"}, None, algorithm="none"),
        jwt.encode({"iss": "jetbridge", "aud": "flights", "sub": "user-1"}, SECRET * 2, algorithm="HS512"),
    ],
)
def test_anything_else_is_no_identity(token: str | None) -> None:
    with pytest.raises(IdentityError):
        verify_identity(token, SECRET, "flights")


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        check_secret("short")


def test_claims_of_the_wrong_shape_grant_nothing() -> None:
    assert not verify_identity(forged(email_verified="true"), SECRET, "flights").email_verified
    assert verify_identity(forged(roles="ADMIN"), SECRET, "flights").roles == frozenset()
