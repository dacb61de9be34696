"""The gateways that are compared: how each is installed and started. All forward the Authorization header.

npm packages with exact versions go to a directory outside the tree; a peer that cannot be installed here is left
out, with a line that says so.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
GRAFBASE = "node_modules/@grafbase/cli-x86_64-unknown-linux-musl/grafbase"


@dataclass(frozen=True, slots=True)
class Run:
    """What a gateway is started for. `replay_port` stands for every subgraph, at the path of its name."""

    work: Path
    port: int
    replay_port: int
    supergraph: Path
    subgraphs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Gateway:
    """`package` names the folder in peers/ with its package.json; `warm_up_seconds` of load come before measuring."""

    name: str
    command: Callable[[Run, Path], list[str]]
    package: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    warm_up_seconds: float = 15


def install(gateway: Gateway, directory: Path) -> Path | None:
    """The folder of the installed peer, or None where npm could not install it."""
    if gateway.package is None:
        return HERE
    folder = directory / gateway.package
    shutil.copytree(HERE / "peers" / gateway.package, folder, dirs_exist_ok=True)
    if (folder / "node_modules").exists():
        return folder
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=folder, check=False).returncode != 0:
        return None
    binary = folder / GRAFBASE
    if binary.exists():
        binary.chmod(0o755)
    return folder


def _jetbridge(configuration: str, *flags: str) -> Callable[[Run, Path], list[str]]:
    def command(run: Run, _: Path) -> list[str]:
        start = [str(Path(sys.executable).with_name("jetbridge")), "serve", "--supergraph", str(run.supergraph)]
        start += ["--config", str(run.work / configuration), "--host", "127.0.0.1", "--port", str(run.port)]
        return [*start, *flags]

    return command


def _floor(run: Run, folder: Path) -> list[str]:
    command = [sys.executable, str(folder / "floor.py"), "--port", str(run.port), "--replay-port", str(run.replay_port)]
    return [*command, "--tape", str(run.work / "tape.json"), "--ready", str(run.work / "ready.json")]


def _apollo(run: Run, folder: Path) -> list[str]:
    return ["node", str(folder / "gateway.mjs"), str(run.supergraph), str(run.port)]


def _hive(configuration: str, *flags: str) -> Callable[[Run, Path], list[str]]:
    def command(run: Run, folder: Path) -> list[str]:
        start = ["node", str(folder / "node_modules/.bin/hive-gateway"), "supergraph", str(run.supergraph), *flags]
        return [
            *start,
            "--fork",
            "1",
            "--host",
            "127.0.0.1",
            "--port",
            str(run.port),
            "-c",
            str(folder / configuration),
        ]

    return command


def _grafbase(run: Run, folder: Path) -> list[str]:
    """The Rust gateway inside the CLI's dev mode, the only form of it that the registries carry."""
    lines = ["[graph]", "introspection = false", "[[headers]]", 'rule = "forward"', 'name = "authorization"']
    for name, sdl in run.subgraphs.items():
        file = run.work / f"{name}.graphql"
        file.write_text(sdl)
        lines += [
            f"[subgraphs.{name}]",
            f'url = "http://127.0.0.1:{run.replay_port}/{name}"',
            f'schema_path = "{file}"',
        ]
    configuration = run.work / "grafbase.toml"
    configuration.write_text("\n".join(lines) + "\n")
    command = [str(folder / GRAFBASE), "--home", str(folder / "home"), "dev", "-c", str(configuration)]
    return [*command, "--listen-address", f"127.0.0.1:{run.port}"]


JETBRIDGE = Gateway("jetbridge", _jetbridge("gateway.yaml"), warm_up_seconds=4)
EVERYTHING_ON = Gateway("everything on", _jetbridge("gateway.yaml"), warm_up_seconds=4)
NOTHING_ON = Gateway("no token check, forwarding, metrics, ETags", _jetbridge("bare.yaml"), warm_up_seconds=4)
ONE_WORKER = Gateway("one worker", _jetbridge("gateway.yaml"), warm_up_seconds=4)
TWO_WORKERS = Gateway("two workers", _jetbridge("gateway.yaml", "--workers", "2"), warm_up_seconds=4)
FLOOR = Gateway("bound-json", _floor, warm_up_seconds=2)
GATEWAYS = (
    JETBRIDGE,
    FLOOR,
    Gateway("apollo-gateway", _apollo, "apollo", {"NODE_ENV": "production"}),
    Gateway("hive-gateway", _hive("javascript.config.mjs", "--jit"), "hive", {"NODE_ENV": "production"}),
    Gateway("hive-gateway-rust-planner", _hive("rust.config.mjs"), "hive", {"NODE_ENV": "production"}),
    Gateway("grafbase", _grafbase, "grafbase", {"GRAFBASE_TELEMETRY": "0"}, warm_up_seconds=6),
)
