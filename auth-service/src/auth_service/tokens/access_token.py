"""Access tokens: account and session -> JWT of RFC 9068, signed with Ed25519 (RFC 8037)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import jwt

from auth_service.domain.ports import IssuedAccessToken
from auth_service.domain.role import build_scope

if TYPE_CHECKING:
    from datetime import datetime

    from auth_service.domain.account import Account
    from auth_service.tokens.key_store import KeyStore

# Nobody asks the database whether an access token's session still lives, so this is how long a stolen or
# logged-out one stays useful.
LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class JwtAccessTokens:
    key_store: KeyStore
    issuer: str
    audience: str

    def issue(self, account: Account, session_id: str, now: datetime) -> IssuedAccessToken:
        kid, private_key = self.key_store.signing_key()
        issued_at, lifetime_seconds = int(now.timestamp()), int(LIFETIME.total_seconds())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": account.id,
            "iat": issued_at,
            "exp": issued_at + lifetime_seconds,
            "jti": uuid4().hex,
            "sid": session_id,
            # Whether letters to the account's own address are known to reach its owner; not the address itself.
            "email_verified": account.email_verified,
            "roles": sorted(role.value for role in account.roles),
            "scope": build_scope(account.roles),
        }
        text = jwt.encode(claims, private_key, algorithm="EdDSA", headers={"typ": "at+jwt", "kid": kid})
        return IssuedAccessToken(text, lifetime_seconds)
