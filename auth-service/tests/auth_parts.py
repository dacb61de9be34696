"""Parts to build the application of, in memory: storage, a clock to turn, passwords without the slow hashing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import jwt

from auth_service.bootstrap import Parts, build_application, build_key_store
from auth_service.domain.ports import PasswordCheck
from auth_service.domain.refusals import InvalidInput
from auth_service.storage.memory import InMemoryAccounts, InMemorySessions, InMemorySigningKeys, InMemoryTries
from wire.identity import Caller

if TYPE_CHECKING:
    from auth_service.configuration import Configuration
    from auth_service.usecases.application import Application
    from auth_service.usecases.session_opening import OpenedSession


def build_parts(clock: TurnableClock) -> Parts:
    return Parts(
        accounts=InMemoryAccounts(),
        sessions=InMemorySessions(),
        signing_keys=InMemorySigningKeys(),
        tries=InMemoryTries(),
        passwords=QuickPasswords(),
        clock=clock,
    )


def build(configuration: Configuration, parts: Parts) -> Application:
    return build_application(configuration, parts, build_key_store(configuration, parts))


class TurnableClock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.present = datetime(2026, 12, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.present

    def turn(self, by: timedelta) -> None:
        self.present += by


class QuickPasswords:
    """`Passwords` without the slow hashing; remembers how often it had to work, which is what an observer could time."""

    def __init__(self) -> None:
        self.checks = 0
        self.outdated: set[str] = set()

    def hash(self, password: str) -> str:
        return hashlib.sha256(password.encode()).hexdigest()

    def check(self, password: str, password_hash: str | None) -> PasswordCheck:
        self.checks += 1
        return PasswordCheck(self.hash(password) == password_hash, password_hash in self.outdated)

    def require_strong(self, field: str, password: str, *, email: str, names: tuple[str, ...]) -> None:
        if len(password) < 10:
            raise InvalidInput(field, "This password is too short.")


def caller_of(opened: OpenedSession) -> Caller:
    """The caller that the gateway would vouch for, seeing the access token."""
    claims = jwt.decode(opened.access_token.text, options={"verify_signature": False})
    return Caller(claims["sub"], frozenset(claims["roles"]), frozenset(claims["scope"].split()), claims["sid"])
