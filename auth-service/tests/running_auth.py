"""The service as a process of its own, spoken to as its gateway and its operators do."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from wire.database import Document, connect
from wire.identity import Caller, sign_identity
from wire.servers import Server, find_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pymongo.database import Database

IDENTITY_SECRET = "Identity-of-the-tests_Zq3vX8mPw1Lk7TnB5yRc9DhF2gJs6KaU0eWi4oQx_64+"


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


@contextmanager
def running_service(environment: dict[str, str], directory: Path) -> Iterator[Service]:
    """Indexes in place, started, answering; stopped afterwards."""
    prepared = run_command(environment, "ensure_indexes")
    assert prepared.returncode == 0, prepared.stderr
    port, log = find_free_port(), directory / "service.log"
    url = f"http://127.0.0.1:{port}"
    server = Server(build_server_command(port), url, log, _answers, environment)
    server.start()
    database = connect(environment["MONGODB_URL"], environment["MONGODB_DATABASE"])
    try:
        yield Service(url, environment, log, database)
    finally:
        server.stop()
        database.client.close()


def build_server_command(port: int) -> list[str]:
    granian = str(Path(sys.executable).with_name("granian"))
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "8"]
    return [granian, *options, "auth_service.wsgi:application"]


def run_command(environment: Mapping[str, str], *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`python -m auth_service …` with nothing in the environment but what is given."""
    return run_process([sys.executable, "-m", "auth_service", *words], {**environment, **more})


def run_process(command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        command, env={**inherited, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready", timeout=60).is_success
    except httpx.TransportError:
        return False
