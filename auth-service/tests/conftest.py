"""Fixtures of this service's tests: its application over memory with a clock to turn, and a running service over HTTP.

Django is never set up in the test process (other members' tests bring their own settings): what needs it runs in the
service's own process.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import jwt
import pytest
from pymongo.database import Database

from auth_service.bootstrap import Parts, build_application, build_key_store
from auth_service.configuration import Configuration, load_configuration
from auth_service.domain.ports import PasswordCheck
from auth_service.domain.refusals import InvalidInput
from auth_service.schema.build import build_schema
from auth_service.schema.context import RequestContext
from auth_service.schema.execution import Executor, GraphQLRequest
from auth_service.storage.memory import InMemoryAccounts, InMemorySessions, InMemorySigningKeys, InMemoryTries
from auth_service.usecases.account_creation import NewAccount
from wire.database import Document, connect
from wire.identity import Caller, sign_identity
from wire.servers import Server, find_free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


IDENTITY_SECRET = "identity secret of the test run, long enough even for the longest hash there is"


@dataclass
class Service:
    """The running service, as its gateway sees it."""

    url: str
    environment: dict[str, str]
    log: Path
    database: Database[Document]

    def post(self, query: str, caller: Caller | None = None, **headers: str) -> httpx.Response:
        return self.send({"query": query}, caller, **headers)

    def send(self, body: object, caller: Caller | None = None, **headers: str) -> httpx.Response:
        identity = sign_identity(caller or Caller(), IDENTITY_SECRET, "auth")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        # A new connection each time: the service sees clients come and go.
        return httpx.post(
            f"{self.url}/graphql", json=body, headers={"jetbridge-identity": identity} | named, timeout=60
        )

    def ask(self, query: str, caller: Caller | None = None, **variables: object) -> dict[str, Any]:
        answer: dict[str, Any] = self.send({"query": query, "variables": variables}, caller).json()
        return answer


def run_command(environment: dict[str, str], *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-m", "auth_service", *words]
    return subprocess.run(
        command, env=inherited | environment | more, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="session")
def manage() -> Callable[..., subprocess.CompletedProcess[str]]:
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
    database = connect(service_environment["MONGODB_URL"], service_environment["MONGODB_DATABASE"])
    assert run_command(service_environment, "ensure_indexes").returncode == 0
    port, log = find_free_port(), tmp_path_factory.mktemp("auth") / "service.log"
    granian = str(Path(sys.executable).with_name("granian"))
    command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "8"]
    server = Server(
        [*command, "auth_service.wsgi:application"], f"http://127.0.0.1:{port}", log, _answers, service_environment
    )
    server.start()
    yield Service(server.url, service_environment, log, database)
    server.stop()
    database.client.drop_database(database.name)
    database.client.close()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready").is_success
    except httpx.TransportError:
        return False
