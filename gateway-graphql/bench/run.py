"""Run gateways side by side on the same machine, in turn, round after round, and print what a request costs each.

    python gateway-graphql/bench/run.py                                   every gateway, every shape
    python gateway-graphql/bench/run.py --shapes wide --only jetbridge,bound-json,apollo-gateway
    python gateway-graphql/bench/run.py --write                           also docs/performance.md and its plot

The gateway has core 0 for itself; subgraphs, replay and load generator share core 1. In each round every gateway
gets an unmeasured and a measured slice of load, in rotated order; figures are medians over the rounds, ratios
medians of the rounds' ratios. CPU is user and system time of all processes of a gateway. Every answer is compared
with the first one, and that one with jetbridge's as JSON.
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
from typing import Any

from measure import Program
from peers import FLOOR, GATEWAYS, HERE, JETBRIDGE, Gateway, Run, install
from report import Results, Round, to_plot, to_table
from shapes import SHAPES, Shape
from tokens import write_tokens

ROOT = HERE.parents[1]
GATEWAY_CORE, OTHER_CORE = 0, 1
START_SECONDS = 60.0


@dataclass
class Contestant:
    """A running gateway and the answer it first gave."""

    gateway: Gateway
    program: Program
    port: int
    expected: Path


class Bench:
    """One shape, all gateways."""

    def __init__(self, shape: Shape, options: argparse.Namespace) -> None:
        self.shape = shape
        self.options = options
        self.work: Path = options.work / shape.name
        self.work.mkdir(parents=True, exist_ok=True)
        self.programs: list[Program] = []
        self.tokens = write_tokens(self.work)
        self.body = self.work / "body.json"
        self.body.write_text(json.dumps({"query": shape.operation}))

    def run(self) -> dict[str, list[Round]]:
        try:
            return self._run()
        finally:
            for program in reversed(self.programs):
                program.stop()

    def _run(self) -> dict[str, list[Round]]:
        self.replay_port = self._start_subgraphs()
        self.supergraph = self._compose()
        contestants = [found for gateway in self._chosen() if (found := self._start(gateway)) is not None]
        for contestant in contestants:
            self._load(contestant, contestant.gateway.warm_up_seconds)
        results: dict[str, list[Round]] = {contestant.gateway.name: [] for contestant in contestants}
        for number in range(self.options.rounds):
            turn = number % len(contestants)
            for contestant in contestants[turn:] + contestants[:turn]:
                self._load(contestant, self.options.before)
                results[contestant.gateway.name].append(self._load(contestant, self.options.seconds))
            print(f"{self.shape.name}: round {number + 1} of {self.options.rounds}", file=sys.stderr, flush=True)
        return results

    def _chosen(self) -> list[Gateway]:
        """jetbridge first: its answer is the reference and its requests are the floor's tape."""
        names = self.options.only.split(",") if self.options.only else [gateway.name for gateway in GATEWAYS]
        return [JETBRIDGE, *(g for g in GATEWAYS if g.name in names and g is not JETBRIDGE)]

    def _start_subgraphs(self) -> int:
        port = self.options.port
        upstream = [sys.executable, str(HERE / "subgraphs.py"), "--shape", self.shape.name, "--port", str(port)]
        replay = [sys.executable, str(HERE / "replay.py"), "--port", str(port + 1), "--upstream-port", str(port)]
        for name, command in (("subgraphs", upstream), ("replay", replay)):
            self.programs.append(Program(command, core=OTHER_CORE, log=self.work / f"{name}.log"))
        _wait_for(port, self.programs[0])
        _wait_for(port + 1, self.programs[1])
        return port + 1

    def _compose(self) -> Path:
        subgraphs = [
            {"name": name, "url": f"http://127.0.0.1:{self.replay_port}/{name}", "sdl": data.sdl}
            for name, data in self.shape.subgraphs.items()
        ]
        command = [sys.executable, "-m", "jetbridge", "compose", "--json"]
        run = subprocess.run(
            command, input=json.dumps({"subgraphs": subgraphs}), capture_output=True, text=True, check=True
        )
        file = self.work / "supergraph.graphql"
        file.write_text(json.loads(run.stdout)["supergraphSdl"])
        return file

    def _start(self, gateway: Gateway) -> Contestant | None:
        folder = install(gateway, self.options.work / "peers")
        if folder is None:
            return _left_out(gateway, "npm could not install it")
        port = self.options.port + 2 + GATEWAYS.index(gateway)
        sdl = {name: data.sdl for name, data in self.shape.subgraphs.items()}
        command = gateway.command(Run(self.work, port, self.replay_port, self.supergraph, sdl), folder)
        log = self.work / f"{gateway.name}.log"
        program = Program(command, core=GATEWAY_CORE, log=log, environment=gateway.environment)
        self.programs.append(program)
        answer = _first_answer(port, program, self.body.read_bytes(), self.tokens)
        if answer is None:
            return _left_out(gateway, f"no answer; see {log}")
        if gateway is JETBRIDGE:
            self._keep_reference(port, answer)
        elif json.loads(answer) != json.loads((self.work / "ready.json").read_bytes()):
            return _left_out(gateway, f"a different answer: {answer[:300]!r}")
        expected = self.work / f"{gateway.name}.expected"
        expected.write_bytes(answer.strip())
        return Contestant(gateway, program, port, expected)

    def _keep_reference(self, port: int, answer: bytes) -> None:
        if json.loads(answer).get("errors"):
            raise SystemExit(f"jetbridge answers with errors: {answer[:500]!r}")
        (self.work / "ready.json").write_bytes(answer)
        (self.work / "tape.json").write_bytes(_get(self.replay_port, "/__tape"))

    def _load(self, contestant: Contestant, seconds: float) -> Round:
        _get(self.replay_port, "/__counts")
        before = contestant.program.usage()
        command = [
            "taskset",
            "-c",
            str(OTHER_CORE),
            sys.executable,
            str(HERE / "load.py"),
            "--port",
            str(contestant.port),
        ]
        command += ["--body", str(self.body), "--expected", str(contestant.expected), "--tokens", str(self.tokens)]
        command += ["--connections", str(self.options.connections), "--seconds", str(seconds)]
        load: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        after = contestant.program.usage()
        asked = sum(json.loads(_get(self.replay_port, "/__counts")).values())
        return Round(
            cpu_ms_per_request=1e3 * (after.cpu_seconds - before.cpu_seconds) / load["requests"],
            requests_per_second=load["requests"] / load["seconds"],
            p50_ms=load["p50_ms"],
            p99_ms=load["p99_ms"],
            resident_mb=after.resident_mb,
            bad=load["bad"],
            subgraph_requests=asked / load["requests"],
        )


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shapes", default=",".join(SHAPES), help="default: %(default)s")
    parser.add_argument("--only", help="names of gateways besides jetbridge")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4, help="of measured load per gateway and round")
    parser.add_argument("--before", type=float, default=2, help="of unmeasured load before each measured slice")
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--port", type=int, default=18600, help="the first of a dozen ports on 127.0.0.1")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "bench")
    parser.add_argument(
        "--write", action="store_true", help="write docs/performance.md and docs/images/performance.svg"
    )
    options = parser.parse_args()
    shapes = {name: Bench(SHAPES[name], options).run() for name in options.shapes.split(",")}
    for name, results in shapes.items():
        print(f"\n{name}: {SHAPES[name].summary}\n\n{_table(results)}")
    if options.write:
        _write(shapes, options)


def _table(results: Results) -> str:
    floor = FLOOR.name if FLOOR.name in results else JETBRIDGE.name
    return to_table(results, JETBRIDGE.name, floor)


def _write(shapes: dict[str, dict[str, list[Round]]], options: argparse.Namespace) -> None:
    introduction = (HERE / "performance.md.in").read_text()
    sections = [f"### {name}: {SHAPES[name].summary}\n\n{_table(results)}\n" for name, results in shapes.items()]
    how = f"{options.connections} connections, {options.rounds} rounds of {options.seconds:g} s, Python {sys.version.split()[0]}."
    (ROOT / "docs/performance.md").write_text("\n".join([introduction, how + "\n", *sections]))
    (ROOT / "docs/images/performance.svg").write_text(to_plot(shapes))


if __name__ == "__main__":
    main()
