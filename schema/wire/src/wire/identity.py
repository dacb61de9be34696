"""The signed identity a gateway sends to a subgraph: compact JWS (HS256) <-> Caller.

One secret is shared by the gateway and one subgraph only, and the audience is that subgraph's name, so a token
taken from one subgraph opens no other. A request without a valid one has not come through the gateway.
"""

import time
from dataclasses import dataclass

import jwt

HEADER = "jetbridge-identity"
ISSUER = "jetbridge"
LIFETIME_SECONDS = 60
# RFC 7518, 3.2: the key of HS256 is at least as long as its hash.
MINIMUM_SECRET_BYTES = 32
# The gateway's and the subgraph's clocks may differ a little.
LEEWAY_SECONDS = 5


class IdentityError(Exception):
    """The signed identity is absent, forged, expired, or meant for someone else."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. Without a `user_id`: an anonymous visitor, who still came through the gateway."""

    user_id: str | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    session_id: str | None = None
    # A letter has reached this user at the account's own address.
    email_verified: bool = False

    @property
    def is_authenticated(self) -> bool:
        return self.user_id is not None

    def has_any_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


def check_secret(secret: str) -> str:
    """The secret itself, if it is long enough to be one; for services to call when they start."""
    if len(secret.encode()) < MINIMUM_SECRET_BYTES:
        raise ValueError(f"An identity secret needs at least {MINIMUM_SECRET_BYTES} bytes")
    return secret


def sign_identity(caller: Caller, secret: str, audience: str, *, now: float | None = None) -> str:
    """What a gateway sends to the subgraph `audience` on behalf of `caller`."""
    issued_at = int(time.time() if now is None else now)
    claims: dict[str, object] = {
        "iss": ISSUER,
        "aud": audience,
        "iat": issued_at,
        "exp": issued_at + LIFETIME_SECONDS,
    }
    if caller.user_id is not None:
        claims |= {"sub": caller.user_id, "roles": sorted(caller.roles), "scope": " ".join(sorted(caller.scopes))}
        if caller.session_id is not None:
            claims["sid"] = caller.session_id
        if caller.email_verified:
            claims["email_verified"] = True
    return jwt.encode(claims, check_secret(secret), algorithm="HS256")


def verify_identity(token: str | None, secret: str, audience: str) -> Caller:
    """The caller a gateway vouches for; IdentityError for anything else, without saying what was wrong with it."""
    if not token:
        raise IdentityError("There is no signed identity")
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=audience,
            issuer=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "aud", "iss"]},
        )
    except jwt.InvalidTokenError as error:
        raise IdentityError("The signed identity is not valid") from error
    return _to_caller(claims)


def _to_caller(claims: dict[str, object]) -> Caller:
    user_id, roles, scope, session_id = (claims.get(name) for name in ("sub", "roles", "scope", "sid"))
    return Caller(
        user_id=user_id if isinstance(user_id, str) else None,
        roles=frozenset(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else frozenset(),
        scopes=frozenset(scope.split()) if isinstance(scope, str) else frozenset(),
        session_id=session_id if isinstance(session_id, str) else None,
        email_verified=claims.get("email_verified") is True,
    )
