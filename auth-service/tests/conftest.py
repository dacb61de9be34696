"""Fixtures of this service's tests: its application over memory with a clock to turn, and a running service over HTTP.

Django is never set up in the test process (other members' tests bring their own settings): what needs it runs in the
service's own process.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jwt
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # so that every test finds running_auth.py

from running_auth import IDENTITY_SECRET, Service, run_command, running_service

from auth_service.bootstrap import Parts, build_application, build_key_store
from auth_service.configuration import Configuration, load_configuration
from auth_service.domain.ports import PasswordCheck
from auth_service.domain.refusals import InvalidInput
from auth_service.schema.build import build_schema
from auth_service.schema.context import RequestContext
from auth_service.schema.execution import Executor, GraphQLRequest
from auth_service.storage.memory import InMemoryAccounts, InMemorySessions, InMemorySigningKeys, InMemoryTries
from auth_service.usecases.account_creation import NewAccount
from wire.identity import Caller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from subprocess import CompletedProcess

    from auth_service.tokens.key_store import KeyStore
    from auth_service.usecases.application import Application
    from auth_service.usecases.session_opening import OpenedSession

PASSWORD = "rattle-snake-77"
ADDRESS = "203.0.113.7"


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


@pytest.fixture
def configuration() -> Configuration:
    return load_configuration({"APP_MODE": "development", "REGISTRATIONS_PER_HOUR": "20"})


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock()


@pytest.fixture
def parts(clock: TurnableClock) -> Parts:
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


@pytest.fixture(name="build")
def build_fixture(configuration: Configuration) -> Callable[[Parts], Application]:
    """An application over other parts."""
    return lambda parts: build(configuration, parts)


@pytest.fixture
def key_store(configuration: Configuration, parts: Parts) -> KeyStore:
    """Of another process than `application`, over the same storage."""
    return build_key_store(configuration, parts)


@pytest.fixture
def application(configuration: Configuration, parts: Parts) -> Application:
    return build(configuration, parts)


@pytest.fixture
def new_account() -> Callable[..., NewAccount]:
    """A registration form; every call has another e-mail address unless told."""
    numbers = itertools.count(1)

    def build(**changes: Any) -> NewAccount:
        valid = {
            "email": f"ann{next(numbers)}@example.com",
            "password": PASSWORD,
            "first_name": "Ann",
            "last_name": "Lee",
        }
        return NewAccount(**valid | changes)

    return build


@pytest.fixture
def register(application: Application, new_account: Callable[..., NewAccount]) -> Callable[..., OpenedSession]:
    return lambda **changes: application.register(new_account(**changes), ADDRESS)


def caller_of(opened: OpenedSession) -> Caller:
    """The caller that the gateway would vouch for, seeing the access token."""
    claims = jwt.decode(opened.access_token.text, options={"verify_signature": False})
    return Caller(claims["sub"], frozenset(claims["roles"]), frozenset(claims["scope"].split()), claims["sid"])


@pytest.fixture
def caller() -> Callable[[OpenedSession], Caller]:
    return caller_of


@dataclass
class Graph:
    """The subgraph without HTTP."""

    application: Application
    executor: Executor = field(default_factory=lambda: Executor(build_schema(), introspection=True))
    context: RequestContext | None = None

    def __call__(
        self, query: str, caller: Caller | None = None, cookie: str | None = None, **variables: object
    ) -> dict[str, Any]:
        self.context = RequestContext(self.application, caller or Caller(), ADDRESS, cookie)
        return self.executor.execute(GraphQLRequest(query, variables=variables), self.context).body


@pytest.fixture
def graph(application: Application) -> Graph:
    return Graph(application)


@pytest.fixture(scope="session")
def manage() -> Callable[..., CompletedProcess[str]]:
    """Run a management command as an operator would."""
    return run_command


@pytest.fixture(scope="session")
def service_environment(mongodb_url: str) -> dict[str, str]:
    return {
        "APP_MODE": "development",
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": f"test_auth_{os.getpid()}",
        "IDENTITY_SECRET": IDENTITY_SECRET,
    }


@pytest.fixture(scope="session")
def service(service_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One for all tests: they register accounts of their own."""
    with running_service(service_environment, tmp_path_factory.mktemp("auth")) as service:
        yield service
        service.database.client.drop_database(service.database.name)
