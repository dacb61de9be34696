"""`authorization: Bearer TOKEN` -> the caller, or UNAUTHENTICATED.

A verified token is remembered until it expires, so that a session costs one verification. Refused ones are counted by
their cause, and the reason is logged.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError
from jetbridge.security.caller import build_anonymous
from jetbridge.security.verification import EXPIRED, NOT_VALID, TokenRefusedError, verify
from jetbridge.telemetry.logs import Log
from jetbridge.telemetry.seldom import Seldom

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jetbridge.config.callers import Authentication
    from jetbridge.security.caller import Caller
    from jetbridge.security.verification import TrustedIssuer

log = Log("jetbridge.security")

MAX_TOKEN_BYTES = 8 * 1024
# What is kept of a token: its text, its claims, and a header signed for each of some subgraphs, each about as large.
_TEXTS_KEPT = 6
_OTHERWISE_KEPT_BYTES = 500
# Whoever sends bad tokens must not fill the log: one line tells of all since the one before.
LOG_SECONDS = 1.0


class Authenticator:
    """Belongs to one event loop. `clock` is the time of day in seconds; with `explains`, clients are told reasons."""

    def __init__(
        self,
        settings: Authentication,
        issuers: Sequence[TrustedIssuer],
        clock: Callable[[], float],
        *,
        explains: bool = False,
    ) -> None:
        self._settings = settings
        self._issuers = issuers
        self._clock = clock
        self._explains = explains
        self._room = sum(each.settings.cache_size for each in issuers)
        self._room_bytes = sum(each.settings.cache_bytes for each in issuers)
        self._known: dict[bytes, Caller] = {}
        self._known_bytes = 0
        self._anonymous = build_anonymous()
        self.verified = 0
        self.remembered = 0
        self.refused: Counter[str] = Counter()
        self._seldom = Seldom(LOG_SECONDS, clock)

    def begin(self) -> None:
        """Have keys fetched that the first tokens will need; what is wrong with their place is then logged at once."""
        for issuer in self._issuers:
            issuer.keys.begin()

    def find(self, authorization: bytes | None) -> Caller | None:
        """The caller, if its token is remembered; None if it has to be verified."""
        if authorization is None:
            return self._get_anonymous()
        caller = self._known.get(authorization)
        if caller is None:
            return None
        if caller.expires_at > self._clock():
            self.remembered += 1
            return caller
        self._forget(authorization)
        self.refused["expired"] += 1
        raise unauthenticated(EXPIRED)

    async def authenticate(self, authorization: bytes | None) -> Caller:
        caller = self.find(authorization)
        if caller is not None or authorization is None:
            return caller or self._get_anonymous()
        if not self._issuers:
            # Nobody configured what a token is; a header rule may still pass it on to subgraphs that know.
            return self._get_anonymous()
        token = get_bearer_token(authorization)
        try:
            caller = await verify(token, self._issuers, self._clock())
        except TokenRefusedError as refusal:
            self._note(refusal)
            if self._explains:
                raise unauthenticated(f"{refusal.message} {refusal.reason}") from None
            raise
        self.verified += 1
        self._remember(authorization, caller)
        return caller

    def find_expiry(self, caller: Caller) -> GatewayError | None:
        """For what outlives its request: the error that ends it once the token it began with has expired."""
        return unauthenticated(EXPIRED) if caller.expires_at <= self._clock() else None

    def _get_anonymous(self) -> Caller:
        if self._settings.required:
            raise unauthenticated("An access token is required.")
        return self._anonymous

    def _note(self, refusal: TokenRefusedError) -> None:
        self.refused[refusal.cause] += 1
        if refusal.cause == "expired":
            return  # as every token does
        refused = self._seldom.count()
        if refused is not None:
            log.info("access tokens are refused", reason=refusal.reason, cause=refusal.cause, refused=refused)

    def _remember(self, authorization: bytes, caller: Caller) -> None:
        """The oldest goes first: sessions are short, so it is the likeliest to have expired."""
        if authorization in self._known:
            return  # two requests verified it at the same time
        self._known[authorization] = caller
        self._known_bytes += _weigh(authorization)
        while len(self._known) > self._room or (self._known_bytes > self._room_bytes and self._known):
            self._forget(next(iter(self._known)))

    def _forget(self, authorization: bytes) -> None:
        del self._known[authorization]
        self._known_bytes -= _weigh(authorization)

    @property
    def cached_tokens(self) -> int:
        return len(self._known)


def _weigh(authorization: bytes) -> int:
    return _TEXTS_KEPT * len(authorization) + _OTHERWISE_KEPT_BYTES


def get_bearer_token(authorization: bytes) -> str:
    scheme, _, token = authorization.partition(b" ")
    token = token.strip()
    if scheme.lower() != b"bearer" or not token or len(token) > MAX_TOKEN_BYTES:
        raise unauthenticated("The authorization header must be: Bearer, a space, and the access token.")
    try:
        return token.decode("ascii")
    except UnicodeDecodeError:
        raise unauthenticated(NOT_VALID) from None


def unauthenticated(message: str) -> GatewayError:
    return GatewayError("UNAUTHENTICATED", message)
