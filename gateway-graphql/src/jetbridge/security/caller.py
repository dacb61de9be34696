"""The caller of a request: the claims of a verified access token, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jetbridge.pipeline import Claims


class Caller:
    """`claims` is None for an anonymous caller. Lives in the token cache as long as the token is good.

    `identity_lines` remembers the header line signed for each subgraph, with the time until which it may be used and
    who signed it.
    """

    __slots__ = ("claims", "expires_at", "identity_lines")

    def __init__(self, claims: Claims | None, expires_at: float) -> None:
        self.claims = claims
        self.expires_at = expires_at
        self.identity_lines: dict[str, tuple[bytes, float, object]] = {}


def build_anonymous() -> Caller:
    return Caller(None, float("inf"))
