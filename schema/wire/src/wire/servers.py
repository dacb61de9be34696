"""Start the embedded database or a private RabbitMQ on free ports of this machine, for development and tests.

Separate processes with their own directories: they can be killed and started again on the same data.
"""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pika
from pika.exceptions import AMQPError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

START_SECONDS = 180.0  # RabbitMQ takes 4 seconds alone, many more on a busy machine
STOP_SECONDS = 20.0
RABBITMQ_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class StartError(Exception):
    """A server did not come up; its log says why."""


# Below the ports that a system gives to whoever connects or does not care: a server that is started a little later, or
# dies and comes back, finds its own still free.
PORTS = range(20_000, 32_000)
_given: set[int] = set()


def find_free_port() -> int:
    """One that nobody has on this machine, and that this process is told once only."""
    for port in random.sample(PORTS, 500):
        if port not in _given and is_free(port):
            _given.add(port)
            return port
    raise StartError("no free port on 127.0.0.1")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@dataclass(slots=True)
class Server:
    """One process: start, wait until it answers, stop, or kill and start again on the same data."""

    command: list[str]
    url: str
    log: Path
    answers: Callable[[str], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command line
                dies_with_parent(self.command),
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers(self.url):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise StartError(f"{self.command[0]} did not start; see {self.log}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """As a power cut would: nothing is written back, nobody is told."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def dies_with_parent(command: list[str]) -> list[str]:
    """The command, told (where Linux's setpriv is) to end with the thread that started it, even if that is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else command


def embedded_database(directory: Path, port: int | None = None) -> Server:
    """secantusd, which speaks MongoDB's protocol. Nothing here outlives a power cut, so no write waits for the disk
    (`--sync-on-commit`), which would double the time of the tests.
    """
    port = port or find_free_port()
    program = shutil.which(
        "secantusd-py", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    )
    if program is None:
        raise StartError("secantusd-py is not installed: install the extra `embedded`, or set MONGODB_URL")
    where = ["--host", "127.0.0.1", "--port", str(port), "--storage-path", str(directory / "data")]
    return Server(
        # Standalone: nobody follows its replication log, so no write is written there a second time.
        command=[program, *where, "--standalone", "--log-level", "WARNING"],
        url=f"mongodb://127.0.0.1:{port}/?retryWrites=false",
        log=directory / "database.log",
        answers=database_answers,
    )


def is_rabbitmq_installed() -> bool:
    return RABBITMQ_SERVER.exists() and shutil.which("epmd") is not None


def rabbitmq(directory: Path, port_mapper: int, port: int | None = None) -> Server:
    """A broker of its own, bound to this machine only; `port_mapper` is where its `epmd` listens."""
    port, distribution = port or find_free_port(), find_free_port()
    # Erlang spins while idle to answer faster; on a developer's machine the other processes need the core.
    erlang = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"
    environment = {
        "HOME": str(directory),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(port_mapper),
        "RABBITMQ_NODENAME": f"airline{port}@localhost",
        "RABBITMQ_MNESIA_BASE": str(directory / "mnesia"),
        "RABBITMQ_LOG_BASE": str(directory / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "enabled_plugins"),
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": erlang,
        # The script then becomes the broker instead of starting one that would outlive its death.
        "RUNNING_UNDER_SYSTEMD": "true",
    }
    url = f"amqp://guest:guest@127.0.0.1:{port}/%2F"
    return Server([str(RABBITMQ_SERVER)], url, directory / "rabbitmq.log", broker_answers, environment)


def port_mapper(directory: Path) -> tuple[Server, int]:
    """Erlang's `epmd`. Started apart, because one that RabbitMQ starts would outlive it."""
    port = find_free_port()
    command = [shutil.which("epmd") or "epmd", "-address", "127.0.0.1", "-port", str(port)]
    return Server(command, f"127.0.0.1:{port}", directory / "epmd.log", port_answers), port


def database_answers(url: str) -> bool:
    client: MongoClient[dict[str, object]] = MongoClient(url, serverSelectionTimeoutMS=500)
    try:
        client.admin.command("ping")
    except PyMongoError:
        return False
    finally:
        client.close()
    return True


def broker_answers(url: str) -> bool:
    parameters = pika.URLParameters(url)
    if not port_answers(f"{parameters.host}:{parameters.port}"):
        return False
    try:
        pika.BlockingConnection(parameters).close()
    except (AMQPError, OSError):
        return False
    return True


def port_answers(address: str) -> bool:
    host, _, port = address.partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True
