"""`make run`: the whole system with the embedded database, real demo data, and nothing to configure.

Data, logs and secrets stay in `var/run`; `make clean` forgets them.
"""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from airline_system.processes import ManagedProcess, ProcessFailed
from airline_system.stack import PREFERRED_PORTS, ROOT, Stack, StackOptions

DIRECTORY = ROOT / "var" / "run"
DEMO_DAYS = 14
WATCH_SECONDS = 1.0
console = Console(highlight=False)


class Stopped(Exception):
    """Ctrl-C or SIGTERM."""


def run(days: int = DEMO_DAYS) -> int:
    """Start everything, load the demo data, print where it is, and run until stopped. The exit status."""
    _raise_stopped_on_signals()
    stack = Stack(StackOptions(directory=DIRECTORY, preferred_ports=PREFERRED_PORTS))
    began = time.monotonic()
    try:
        with _stopping(stack):
            _start(stack, days)
            console.print(_welcome(stack, time.monotonic() - began))
            _watch(stack)
    except Stopped:
        console.print("Stopped. The data is kept in var/run; `make run` goes on with it.")
    except ProcessFailed as error:
        console.print(f"[red]{error}[/red]")
        return 1
    return 0


def _raise_stopped_on_signals() -> None:
    def stop(*_: object) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


@contextlib.contextmanager
def _stopping(stack: Stack) -> Iterator[None]:
    try:
        yield
    finally:
        # A second Ctrl-C must not leave half of the processes behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        console.print("\nStopping …")
        stack.stop()


def _start(stack: Stack, days: int) -> None:
    console.print("Starting the database")
    stack.start_storage()
    console.print(f"Loading flights of the next {days} days")
    stack.manage("flights", "load_flights", "--days", str(days))
    stack.manage("auth", "load_demo_accounts")
    console.print("Starting the services")
    stack.start_services()
    stack.start_gateway()


def _welcome(stack: Stack, seconds: float) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_row("Web client", f"[bold]{stack.gateway_url}/[/bold]")
    table.add_row("GraphiQL", f"[bold]{stack.gateway_url}/graphql[/bold]  (open it in a browser)")
    table.add_row("GraphQL", f"POST {stack.gateway_url}/graphql")
    for subgraph in ("auth", "flights", "reservations"):
        table.add_row(f"  {subgraph}", f"{stack.service_url(subgraph)}  (answers the gateway only)")
    for role in ("customer", "agent", "admin"):
        table.add_row(f"Demo {role}", "{}  [bold]{}[/bold]".format(*stack.demo_account(role)))
    table.add_row("Letters", "var/run/mail/  (what people would get by e-mail)")
    table.add_row("Logs", "var/run/log/")
    return Panel(table, title=f"Ready after {seconds:.0f} s", subtitle="Ctrl-C stops all of it", expand=False)


def _watch(stack: Stack) -> None:
    """Start again what ends by itself, telling so."""
    while True:
        time.sleep(WATCH_SECONDS)
        for process in list(stack.dead()):
            _restart(process)


def _restart(process: ManagedProcess) -> None:
    console.print(f"[yellow]{process.name} ended and is started again.[/yellow]\n{process.last_log_lines()}")
    process.start()
