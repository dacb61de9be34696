"""The whole system as real processes on this machine: database, broker, services, workers, gateway.

`Stack` is what `make run` and the end-to-end tests start. Everything binds loopback; a part is stopped, killed and
started again by its name, which is how the fault tests work.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from airline_system.processes import (
    ManagedProcess,
    ProcessFailed,
    accepts_connections,
    answers_http,
)
from airline_system.secrets import load_secrets
from wire.servers import find_free_port, is_free

ROOT = Path(__file__).resolve().parents[3]
SERVICES = {"auth": "auth_service", "flights": "flight_service", "reservations": "reservation_service"}
PREFERRED_PORTS = {
    "gateway": 4000,
    "auth": 4001,
    "flights": 4002,
    "reservations": 4003,
    "reservations-streams": 4013,
    "database": 27027,
}
RABBITMQ_SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server"
STORAGE = ("database", "epmd", "rabbitmq")
# What every worker logs once it works.
WORKER_STARTED = b"started"
# What auth-service's `load_demo_accounts` sets, in development mode only.
DEMO_PASSWORDS = {"customer": "window-seat-please", "agent": "boarding-at-gate-12", "admin": "cleared-for-take-off"}
# reservationStatus holds a request for up to 20 s: enough threads that waiting clients do not hold up the others. In a
# rush most of them wait for the same look of the database: with 32 of them losers are told a fifth later.
BLOCKING_THREADS = {"auth": 4, "flights": 4, "reservations": 64}
# As many as the service itself allows in one process, and some for the probes.
STREAMS = 5100


@dataclass(frozen=True)
class StackOptions:
    """`directory` holds data, logs and secrets. `rabbitmq` False: events go through the database's lease queue.

    `preferred_ports` are taken where they are free. `mongodb_url` None: the embedded database is started; each of its
    writes is on disk when it is acknowledged, unless `is_disposable`: nobody kills this system and looks what is left.
    """

    directory: Path
    rabbitmq: bool = False
    gateway: bool = True
    gateway_workers: int = 1
    workers_per_service: int = 1
    mongodb_url: str | None = None
    is_disposable: bool = False
    preferred_ports: Mapping[str, int] = field(default_factory=dict)
    extra_environment: Mapping[str, str] = field(default_factory=dict)


class Stack:
    """Starts in `__enter__` or `start()`; every part is a `ManagedProcess` in `processes`, by name."""

    def __init__(self, options: StackOptions) -> None:
        self.options = options
        self.secrets = load_secrets(options.directory / "secrets.json")
        self.ports = {
            name: _choose_port(options.preferred_ports.get(name)) for name in (*PREFERRED_PORTS, "amqp", "epmd", "dist")
        }
        self.processes: dict[str, ManagedProcess] = {}

    # --- addresses

    @property
    def gateway_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['gateway']}"

    @property
    def mongodb_url(self) -> str:
        return self.options.mongodb_url or f"mongodb://127.0.0.1:{self.ports['database']}/?retryWrites=false"

    @property
    def mail_directory(self) -> Path:
        """Where letters to travellers and owners of accounts end up, one file each."""
        return self.options.directory / "mail"

    @property
    def amqp_url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.ports['amqp']}/" if self.options.rabbitmq else ""

    def service_url(self, subgraph: str) -> str:
        return f"http://127.0.0.1:{self.ports[subgraph]}/graphql"

    def demo_account(self, role: str) -> tuple[str, str]:
        """(e-mail address, password) of the demo account `customer`, `agent` or `admin`."""
        return f"{role}@airline.example", DEMO_PASSWORDS[role]

    # --- life

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self.start_storage()
        self.start_services()
        if self.options.gateway:
            self.start_gateway()

    def start_storage(self) -> None:
        """Database and broker, then the indexes of every service."""
        if self.options.mongodb_url is None:
            self._start(self._database())
        if self.options.rabbitmq:
            self._start(self._port_mapper())
            self._start(self._rabbitmq())
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda subgraph: self.manage(subgraph, "ensure_indexes"), SERVICES))

    def start_services(self) -> None:
        """The three services, the server of subscriptions and the workers, all at once, then wait for each."""
        started = [*(self._service(subgraph) for subgraph in SERVICES), self._streams()]
        # One is enough for letters about accounts, however many the saga is given.
        started.append(self._worker("auth", 1))
        started += [
            self._worker(subgraph, number)
            for subgraph in ("flights", "reservations")
            for number in range(1, self.options.workers_per_service + 1)
        ]
        self.processes |= {process.name: process for process in started}
        self.start_again(process.name for process in started)

    def start_again(self, names: Iterable[str]) -> None:
        """Those of them that do not run, all at once."""
        down = [process for name in names if not (process := self.processes[name]).is_running]
        for process in down:
            process.launch()
        for process in down:
            process.wait_until_ready()

    def start_gateway(self) -> None:
        self._start(self._gateway())

    def stop(self) -> None:
        """The gateway first, which answers what it was asked; then services and workers, all at once; the database
        last, so that nothing is written into the void.
        """
        if gateway := self.processes.pop("gateway", None):
            gateway.stop()
        for name, process in self.processes.items():
            if name not in STORAGE:
                process.terminate()
        for process in reversed(self.processes.values()):
            process.stop()

    def dead(self) -> Iterator[ManagedProcess]:
        return (process for process in self.processes.values() if not process.is_running)

    def manage(self, subgraph: str, *command: str) -> None:
        """Run a management command of a service to its end, its output on ours. Raises ProcessFailed."""
        process = ManagedProcess(
            name=f"{subgraph} {' '.join(command)}",
            command=[sys.executable, "-m", SERVICES[subgraph], *command],
            environment=self.environment(subgraph),
            log_file=self._log(f"{subgraph}-{command[0]}"),
        )
        if process.run() != 0:
            raise ProcessFailed(f"{process.name} failed; see what it printed above")

    # --- the parts

    def environment(self, subgraph: str) -> dict[str, str]:
        """What a service's settings read, in development mode."""
        return {
            "APP_MODE": "development",
            "MONGODB_URL": self.mongodb_url,
            "MONGODB_DATABASE": subgraph,
            "AMQP_URL": self.amqp_url,
            "EVENT_BUS_MONGODB_URL": self.mongodb_url,
            "IDENTITY_SECRET": self.secrets[f"{subgraph.upper()}_IDENTITY_SECRET"],
            "DJANGO_SECRET_KEY": self.secrets["DJANGO_SECRET_KEY"],
            "KEY_ENCRYPTION_SECRET": self.secrets["KEY_ENCRYPTION_SECRET"],
            "DOCUMENT_SECRET": self.secrets["DOCUMENT_SECRET"],
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "MAIL_DIRECTORY": str(self.mail_directory),
            "SITE_URL": self.gateway_url,
            **self.options.extra_environment,
        }

    def _database(self) -> ManagedProcess:
        data = self.options.directory / "mongo"
        data.mkdir(parents=True, exist_ok=True)
        port = self.ports["database"]
        command = [str(Path(sys.executable).with_name("secantusd-py")), "--host", "127.0.0.1", "--port", str(port)]
        # Without a replica set to feed, nothing is written a second time into its log.
        command += ["--storage-path", str(data), "--standalone", "--log-level", "WARNING"]
        command += [] if self.options.is_disposable else ["--sync-on-commit"]
        return ManagedProcess("database", command, {}, self._log("database"), accepts_connections(port))

    def _port_mapper(self) -> ManagedProcess:
        """Erlang's epmd; one that RabbitMQ starts by itself would outlive the stack."""
        command = ["epmd", "-address", "127.0.0.1", "-port", str(self.ports["epmd"])]
        return ManagedProcess("epmd", command, {}, self._log("epmd"), accepts_connections(self.ports["epmd"]))

    def _rabbitmq(self) -> ManagedProcess:
        if not Path(RABBITMQ_SERVER).exists():
            raise ProcessFailed(f"RabbitMQ is not installed: {RABBITMQ_SERVER} is missing")
        base = self.options.directory / "rabbitmq"
        base.mkdir(parents=True, exist_ok=True)
        environment = {
            "HOME": str(base),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self.ports["epmd"]),
            "RABBITMQ_NODENAME": f"airline{self.ports['amqp']}@localhost",
            "RABBITMQ_MNESIA_BASE": str(base / "mnesia"),
            "RABBITMQ_LOG_BASE": str(base / "log"),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.ports["amqp"]),
            "RABBITMQ_DIST_PORT": str(self.ports["dist"]),
            # Without busy waiting: the other processes need the cores.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}"
            " +sbwt none +sbwtdcpu none +sbwtdio none",
        }
        ready = accepts_connections(self.ports["amqp"])
        return ManagedProcess("rabbitmq", [RABBITMQ_SERVER], environment, self._log("rabbitmq"), ready, 90)

    def _service(self, subgraph: str) -> ManagedProcess:
        port = self.ports[subgraph]
        command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--workers", "1", "--blocking-threads", str(BLOCKING_THREADS[subgraph])]
        command += [f"{SERVICES[subgraph]}.wsgi:application"]
        ready = answers_http(port, "/health/ready")
        return ManagedProcess(subgraph, command, self.environment(subgraph), self._log(subgraph), ready)

    def _streams(self) -> ManagedProcess:
        """Subscriptions of the reservations subgraph, which has a server of its own for them."""
        name = "reservations-streams"
        port = self.ports[name]
        command = [str(Path(sys.executable).with_name("granian")), "--interface", "asgi", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--workers", "1", "--backpressure", str(STREAMS)]
        # Streams do not end by themselves and have nothing to finish: they break off, and clients come back.
        command += ["--workers-kill-timeout", "1", "reservation_service.asgi:application"]
        ready = answers_http(port, "/health/ready")
        return ManagedProcess(name, command, self.environment("reservations"), self._log(name), ready)

    def _worker(self, subgraph: str, number: int) -> ManagedProcess:
        name = f"{subgraph}-worker-{number}"
        command = [sys.executable, "-m", SERVICES[subgraph], "worker"]
        return ManagedProcess(name, command, self.environment(subgraph), self._log(name), ready_word=WORKER_STARTED)

    def build_dying_worker(self, subgraph: str, boundary: int) -> ManagedProcess:
        """A worker that ends as by kill -9 between two of its steps; see `dying_worker`."""
        command = [sys.executable, "-m", "airline_system.dying_worker", subgraph, str(boundary)]
        name = f"{subgraph}-dying-worker"
        return ManagedProcess(name, command, self.environment(subgraph), self._log(name), ready_word=WORKER_STARTED)

    def _gateway(self) -> ManagedProcess:
        port = self.ports["gateway"]
        command = [str(Path(sys.executable).with_name("jetbridge")), "serve"]
        command += ["--supergraph", str(ROOT / "schema/supergraph.graphql")]
        command += ["--config", str(ROOT / "gateway-graphql/gateway.yaml")]
        command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(self.options.gateway_workers)]
        ready = answers_http(port, "/health/ready")
        return ManagedProcess("gateway", command, self.gateway_environment(), self._log("gateway"), ready)

    def gateway_environment(self) -> dict[str, str]:
        identity = {name: value for name, value in self.secrets.items() if name.endswith("_IDENTITY_SECRET")}
        urls = {f"{subgraph.upper()}_URL": self.service_url(subgraph) for subgraph in SERVICES}
        urls["RESERVATIONS_STREAMS_URL"] = self.service_url("reservations-streams")
        urls["AUTH_JWKS_URL"] = f"http://127.0.0.1:{self.ports['auth']}/.well-known/jwks.json"
        return {"APP_MODE": "development", "WEB_ROOT": str(ROOT / "web/dist"), **identity, **urls}

    def _start(self, process: ManagedProcess) -> None:
        self.processes[process.name] = process
        process.start()

    def _log(self, name: str) -> Path:
        return self.options.directory / "log" / f"{name}.log"


def _choose_port(preferred: int | None) -> int:
    return preferred if preferred and is_free(preferred) else find_free_port()


def remove_data(directory: Path) -> None:
    """Forget everything a stack stored in `directory`."""
    shutil.rmtree(directory, ignore_errors=True)
