"""Parts to build the application of, in memory: storage, a clock to turn, passwords without the slow hashing."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import jwt

from auth_service.bootstrap import Parts, build_application, build_key_store, build_letter_tokens
from auth_service.domain.ports import PasswordCheck
from auth_service.domain.refusals import InvalidInput
from auth_service.mail.writing import LetterWriter
from auth_service.storage.memory import InMemoryAccounts, InMemorySessions, InMemorySigningKeys, InMemoryTries
from auth_service.usecases.send_letters import SendLetters
from wire.identity import Caller

if TYPE_CHECKING:
    from auth_service.configuration import Configuration
    from auth_service.domain.letters import LetterQueue
    from auth_service.domain.ports import Clock
    from auth_service.usecases.application import Application
    from auth_service.usecases.session_opening import OpenedSession
    from wire.post import Letter


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


SITE = "https://meridian.example"
_TOKEN = re.compile(rf"{SITE}/([a-z-]+)#(\S+)")


@dataclass
class Mailbox:
    """A post that keeps what it gets; `trouble` is raised instead, while there is some."""

    letters: list[Letter] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.letters.append(letter)

    def subjects_to(self, address: str) -> list[str]:
        return [letter.subject for letter in self.letters if letter.to == address]

    def token_to(self, address: str) -> str:
        """Of the newest letter with a link to do something."""
        found = [token for letter in self.letters if letter.to == address for token in _TOKEN.findall(letter.text)]
        return str(found[-1][1])


def build_sender(configuration: Configuration, queue: LetterQueue, post: Mailbox, clock: Clock) -> SendLetters:
    """The worker's part, with real letters."""
    tokens = build_letter_tokens(configuration)
    write = LetterWriter(site_url=SITE, airline="Meridian", domain="meridian.example", tokens=tokens)
    return SendLetters(queue, write, post, clock)
