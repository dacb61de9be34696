"""Fixtures of this service's tests: its application over memory with a clock to turn, and a running service over HTTP.

Django is never set up in the test process (other members' tests bring their own settings): what needs it runs in the
service's own process.
"""

from __future__ import annotations

import itertools
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # so that every test finds auth_parts.py and running_auth.py

from auth_parts import Mailbox, TurnableClock, build, build_parts, build_sender, caller_of
from running_auth import IDENTITY_SECRET, Service, run_command, running_service

from auth_service.bootstrap import Parts, build_key_store
from auth_service.configuration import Configuration, load_configuration
from auth_service.schema.build import build_schema
from auth_service.schema.context import RequestContext
from auth_service.schema.execution import Executor, GraphQLRequest
from auth_service.storage.memory import InMemoryAccounts
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


@pytest.fixture
def configuration() -> Configuration:
    return load_configuration({"APP_MODE": "development", "REGISTRATIONS_PER_HOUR": "20"})


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock()


@pytest.fixture
def parts(clock: TurnableClock) -> Parts:
    return build_parts(clock)


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

    def fill_in(**changes: Any) -> NewAccount:
        valid = {
            "email": f"ann{next(numbers)}@example.com",
            "password": PASSWORD,
            "first_name": "Ann",
            "last_name": "Lee",
        }
        return NewAccount(**valid | changes)

    return fill_in


@pytest.fixture
def register(application: Application, new_account: Callable[..., NewAccount]) -> Callable[..., OpenedSession]:
    return lambda **changes: application.register(new_account(**changes), ADDRESS)


@pytest.fixture
def mailbox() -> Mailbox:
    """What has been sent."""
    return Mailbox()


@pytest.fixture
def deliver(configuration: Configuration, parts: Parts, mailbox: Mailbox) -> Callable[[], Mailbox]:
    """Send everything that was ordered."""
    accounts = parts.accounts
    assert isinstance(accounts, InMemoryAccounts)
    send = build_sender(configuration, accounts.letters, mailbox, parts.clock)

    def send_all() -> Mailbox:
        send()
        return mailbox

    return send_all


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
        "EVENT_BUS_DATABASE": f"test_auth_events_{os.getpid()}",
        "IDENTITY_SECRET": IDENTITY_SECRET,
    }


@pytest.fixture(scope="session")
def service(
    service_environment: dict[str, str],
    drop_large_database: Callable[[str], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """One for all tests: they register accounts of their own."""
    with running_service(service_environment, tmp_path_factory.mktemp("auth")) as service:
        yield service
        drop_large_database(service.database.name)
