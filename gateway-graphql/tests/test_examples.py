"""The example of the README, run as the README says."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

BOOKSHOP = Path(__file__).parents[1] / "examples" / "bookshop"
OPERATION = "{ books { title postageCents reviews { text } } }"
BOOKS = [
    {
        "title": "Pride and Prejudice",
        "postageCents": 240,
        "reviews": [{"text": "Light, bright and sparkling."}],
    },
    {"title": "Jane Eyre", "postageCents": 300, "reviews": [{"text": "Reader, I read it."}, {"text": "Windy."}]},
]


class Shop:
    """A copy of the example on ports of its own, and what it has started."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(BOOKSHOP, folder, ignore=shutil.ignore_patterns("__pycache__"))
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str, port: int) -> str:
        """A server of the example; its URL once it answers."""
        process = subprocess.Popen([sys.executable, "-m", *command, "--port", str(port)], cwd=self.folder)
        self.processes.append(process)
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(url, trust_env=False, timeout=60)
                return url
            time.sleep(0.05)
        raise AssertionError(f"{command} does not answer")

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(60)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path / "bookshop")
    yield shop
    shop.stop()


@pytest.fixture
def composed(shop: Shop) -> Shop:
    """With its subgraphs running and its supergraph composed of what they say."""
    supergraph = shop.folder / "supergraph.yaml"
    for name, port in (("books", ":5101"), ("reviews", ":5102")):
        free = find_free_port()
        supergraph.write_text(supergraph.read_text().replace(port, f":{free}"))
        shop.start("uvicorn", f"{name}:app", "--log-level", "warning", port=free)
    command = ["jetbridge", "compose", "--config", "supergraph.yaml", "--output", "supergraph.graphql"]
    subprocess.run([sys.executable, "-m", *command], cwd=shop.folder, check=True)
    return shop


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ask(url: str) -> Any:
    return json.loads(httpx.post(f"{url}/graphql", json={"query": OPERATION}, trust_env=False, timeout=60).content)


def test_a_newcomers_subgraphs_are_composed_and_served(composed: Shop) -> None:
    url = composed.start("jetbridge", "serve", "--supergraph", "supergraph.graphql", port=find_free_port())
    assert ask(url) == {"data": {"books": BOOKS}}


def test_subgraphs_and_gateway_can_live_in_one_process(composed: Shop) -> None:
    while composed.processes:
        process = composed.processes.pop()
        process.terminate()
        process.wait(60)
    url = composed.start("uvicorn", "one_process:app", "--log-level", "warning", port=find_free_port())
    assert ask(url) == {"data": {"books": BOOKS}}


def test_a_test_of_the_whole_graph_needs_no_server(shop: Shop) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_whole_graph.py"]
    done = subprocess.run(command, cwd=shop.folder, capture_output=True, text=True, timeout=300, check=False)
    assert "2 passed" in done.stdout, done.stdout
