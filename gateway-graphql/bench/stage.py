"""One shape on stage: its subgraphs behind the replay server, gateways started beside each other, load on one of them.

The first gateway started is jetbridge: its answer is the reference for all others, its subgraph requests are the
floor's tape.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from measure import Program
from peers import HERE, Gateway, Run, install
from report import Round
from shapes import Shape
from tokens import write_tokens

START_SECONDS = 60.0


@dataclass
class Contestant:
    """A running gateway and the answer it first gave."""

    gateway: Gateway
    program: Program
    port: int
    expected: Path


@dataclass(frozen=True, slots=True)
class Load:
    """One slice of load. Of `distinct_every` requests one is an operation that was never sent before; 0 for none."""

    seconds: float
    connections: int
    distinct_every: int = 0
    requests: int = 0


class Stage:
    """Of one shape. To be left, so that what was started is stopped."""

    def __init__(self, shape: Shape, options: argparse.Namespace) -> None:
        self.shape = shape
        self._options = options
        self._work: Path = options.work / shape.name
        self._work.mkdir(parents=True, exist_ok=True)
        self._programs: list[Program] = []
        self._port: int = options.port
        self._tokens = write_tokens(self._work)
        self._body = self._work / "body.json"
        # The number in the comment is what tells operations apart that were never sent before.
        self._body.write_text(json.dumps({"query": f"#00000000\n{shape.operation}"}))

    def __enter__(self) -> Stage:
        self._replay_port = self._start_subgraphs()
        self._supergraph = self._compose()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        for program in reversed(self._programs):
            program.stop()

    def start(self, gateway: Gateway) -> Contestant | None:
        """None, with a line that says why, for one that cannot take part."""
        folder = install(gateway, self._options.peers or self._options.work / "peers")
        if folder is None:
            return _left_out(gateway, "npm could not install it")
        port = self._next_port()
        sdl = {name: data.sdl for name, data in self.shape.subgraphs.items()}
        command = gateway.command(Run(self._work, port, self._replay_port, self._supergraph, sdl), folder)
        log = self._work / f"{gateway.name}.log"
        program = Program(command, cores=self._options.cores, log=log, environment=gateway.environment)
        self._programs.append(program)
        answer = _first_answer(port, program, self._body.read_bytes(), self._tokens)
        if answer is None:
            return _left_out(gateway, f"no answer; see {log}")
        ready = self._work / "ready.json"
        if len(self._programs) == 3:  # after the two of the subgraphs
            self._keep_reference(answer)
        elif json.loads(answer) != json.loads(ready.read_bytes()):
            return _left_out(gateway, f"a different answer: {answer[:300]!r}")
        expected = self._work / f"{gateway.name}.expected"
        expected.write_bytes(answer.strip())
        return Contestant(gateway, program, port, expected)

    def start_all(self, gateways: list[Gateway]) -> list[Contestant]:
        """Those that can take part, warmed up."""
        contestants = [found for gateway in gateways if (found := self.start(gateway)) is not None]
        for contestant in contestants:
            self.load(contestant, Load(contestant.gateway.warm_up_seconds, self._options.connections))
        return contestants

    def load(self, contestant: Contestant, load: Load) -> Round:
        _get(self._replay_port, "/__counts")
        before = contestant.program.usage()
        command = ["taskset", "-c", self._options.other_cores, sys.executable, str(HERE / "load.py")]
        command += ["--port", str(contestant.port), "--body", str(self._body), "--expected", str(contestant.expected)]
        command += ["--tokens", str(self._tokens), "--connections", str(load.connections)]
        command += ["--seconds", str(load.seconds), "--requests", str(load.requests)]
        command += ["--distinct-every", str(load.distinct_every)]
        found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        after = contestant.program.usage()
        asked = sum(json.loads(_get(self._replay_port, "/__counts")).values())
        return Round(
            cpu_ms_per_request=1e3 * (after.cpu_seconds - before.cpu_seconds) / found["requests"],
            requests_per_second=found["requests"] / found["seconds"],
            p50_ms=found["p50_ms"],
            p99_ms=found["p99_ms"],
            resident_mb=after.resident_mb,
            bad=found["bad"],
            subgraph_requests=asked / found["requests"],
        )

    def _next_port(self) -> int:
        """Nobody may listen on it: a gateway of an earlier run would share its load with ours."""
        while True:
            self._port += 1
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)):
                    return self._port

    def _start_subgraphs(self) -> int:
        upstream, replay = self._next_port(), self._next_port()
        commands = {
            "subgraphs": ["subgraphs.py", "--shape", self.shape.name, "--port", str(upstream)],
            "replay": ["replay.py", "--port", str(replay), "--upstream-port", str(upstream)],
        }
        for name, (script, *arguments) in commands.items():
            command = [sys.executable, str(HERE / script), *arguments]
            program = Program(command, cores=self._options.other_cores, log=self._work / f"{name}.log")
            self._programs.append(program)
            _wait_for(upstream if name == "subgraphs" else replay, program)
        return replay

    def _compose(self) -> Path:
        subgraphs = [
            {"name": name, "url": f"http://127.0.0.1:{self._replay_port}/{name}", "sdl": data.sdl}
            for name, data in self.shape.subgraphs.items()
        ]
        command = [sys.executable, "-m", "jetbridge", "compose", "--json"]
        case = json.dumps({"subgraphs": subgraphs})
        run = subprocess.run(command, input=case, capture_output=True, text=True, check=True)
        file = self._work / "supergraph.graphql"
        file.write_text(json.loads(run.stdout)["supergraphSdl"])
        return file

    def _keep_reference(self, answer: bytes) -> None:
        if json.loads(answer).get("errors"):
            raise SystemExit(f"jetbridge answers with errors: {answer[:500]!r}")
        (self._work / "ready.json").write_bytes(answer)
        (self._work / "tape.json").write_bytes(_get(self._replay_port, "/__tape"))


def _left_out(gateway: Gateway, reason: str) -> None:
    print(f"{gateway.name} is left out: {reason}", file=sys.stderr, flush=True)


def _wait_for(port: int, program: Program) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and program.is_running:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}")


def _get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    return connection.getresponse().read()


def _first_answer(port: int, program: Program, body: bytes, tokens: Path) -> bytes | None:
    headers = {"content-type": "application/json", "accept": "application/json"}
    headers["authorization"] = f"Bearer {tokens.read_text().split()[0]}"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and program.is_running:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", "/graphql", body, headers)
            response = connection.getresponse()
            if response.status == 200:
                return response.read()
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    return None
