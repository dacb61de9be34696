"""The whole service as a client meets it: real commands, granian, HTTP."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from pymongo.database import Database

from wire.database import Document
from wire.identity import HEADER, Caller, sign_identity
from wire.servers import Server

SECRET = "the-secret-only-the-gateway-and-flights-share"
ANONYMOUS = Caller()
NEW_YORK = ZoneInfo("America/New_York")
# Flights are put on sale by New York's calendar. One day for the whole run, which may go on past midnight.
TODAY = datetime.now(NEW_YORK).date()


def days_ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Service:
    url: str
    environment: dict[str, str]
    database: Database[Document]

    def post(
        self, body: object, *, caller: Caller | None = ANONYMOUS, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        identity = {HEADER: sign_identity(caller, SECRET, "flights")} if caller else {}
        return httpx.post(f"{self.url}/graphql", json=body, headers=identity | (headers or {}), timeout=60)

    def ask(self, query: str, caller: Caller = ANONYMOUS, **variables: Any) -> dict[str, Any]:
        response = self.post({"query": query, "variables": variables}, caller=caller)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def data(self, query: str, caller: Caller = ANONYMOUS, **variables: Any) -> dict[str, Any]:
        answer = self.ask(query, caller, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def refusal(self, query: str, caller: Caller = ANONYMOUS, **variables: Any) -> dict[str, Any]:
        """Code and what else the first error says, without its message."""
        errors = self.ask(query, caller, **variables)["errors"]
        assert len(errors) == 1, errors
        extensions: dict[str, Any] = errors[0]["extensions"]
        return extensions

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "flight_service", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def start_server(port: int, environment: dict[str, str], directory: Path, *, until: str = "ready") -> Server:
    granian = shutil.which("granian", path=str(Path(sys.executable).parent))
    assert granian
    address = ["--host", "127.0.0.1", "--port", str(port)]
    command = [granian, "--interface", "wsgi", *address, "flight_service.wsgi:application"]
    server = Server(command, f"http://127.0.0.1:{port}/health/{until}", directory / "server.log", _answers, environment)
    server.start()
    return server


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False
