"""`make bench-search`: load a schedule, search it through the gateway, say how long everything took and what it cost.

The data stay in `var/measure`, so a second run only searches; `--fresh` forgets them first.
"""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from airline_system.gateway_client import GatewayClient
from airline_system.searches import KINDS, Drawer, Kind, Trip
from airline_system.stack import ROOT, Stack, StackOptions, remove_data
from airline_system.usage import Usage, read_usage

DIRECTORY = ROOT / "var" / "measure"
MEASURED = ("gateway", "flights", "database")
console = Console(highlight=False, width=120)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one kind of search. `cpu`: milliseconds a search, by process."""

    seconds: Sequence[float]
    wall_seconds: float
    cpu: Sequence[float]


def measure(days: int | None, *, searches: int, travellers: int, fresh: bool) -> int:
    """`days` None: the whole year of the data set. The exit status."""
    if fresh:
        remove_data(DIRECTORY)
    stack = Stack(StackOptions(directory=DIRECTORY))
    try:
        stack.start_storage()
        _load(stack, days)
        stack.start_services()
        stack.start_gateway()
        _search(stack, searches, travellers)
    finally:
        stack.stop()
    return 0


def _load(stack: Stack, days: int | None) -> None:
    before, began = _usage(stack, "database"), time.monotonic()
    stack.manage("flights", "load_flights", *(["--all"] if days is None else ["--days", str(days)]))
    seconds, after = time.monotonic() - began, _usage(stack, "database")
    loader = resource.getrusage(resource.RUSAGE_CHILDREN)
    disk = sum(file.stat().st_size for file in (DIRECTORY / "mongo").rglob("*") if file.is_file())
    console.print(
        f"Loading took {seconds:.0f} s, {after.cpu_seconds - before.cpu_seconds:.0f} s of CPU in the database and "
        f"{loader.ru_utime + loader.ru_stime:.0f} s in the loader, with {loader.ru_maxrss / 1e3:.0f} MB. "
        f"The database has {after.resident_mb:.0f} MB of memory and {disk / 1e6:.0f} MB of disk."
    )


def _search(stack: Stack, searches: int, travellers: int) -> None:
    drawer = Drawer(stack)
    table = Table("", "p50 ms", "p99 ms", "max ms", "a second", *(f"{name} CPU ms" for name in MEASURED))
    for name, kind in KINDS.items():
        figures = _measure_kind(stack, kind, drawer.draw(kind, searches), travellers)
        table.add_row(name, *_to_cells(figures))
    console.print(f"{searches} random searches of each kind, {travellers} at once, load {os.getloadavg()[0]:.1f}")
    console.print(table)
    memory = ", ".join(f"{name} {_usage(stack, name).resident_mb:.0f} MB" for name in MEASURED)
    console.print(f"Memory afterwards: {memory}")


def _measure_kind(stack: Stack, kind: Kind, trips: Sequence[Trip], travellers: int) -> Figures:
    client = GatewayClient(stack.gateway_url)

    def ask(trip: Trip) -> float:
        began = time.perf_counter()
        client.execute(kind.query, kind.variables(trip))
        return time.perf_counter() - began

    with client.http, ThreadPoolExecutor(travellers) as pool:
        list(pool.map(ask, trips[:travellers]))  # the first requests of a kind are planned and compiled
        before, began = [_usage(stack, name) for name in MEASURED], time.monotonic()
        seconds = sorted(pool.map(ask, trips))
        wall = time.monotonic() - began
    after = [_usage(stack, name) for name in MEASURED]
    cpu = [(late.cpu_seconds - early.cpu_seconds) / len(trips) for early, late in zip(before, after, strict=True)]
    return Figures(seconds, wall, [seconds * 1000 for seconds in cpu])


def _to_cells(figures: Figures) -> list[str]:
    seconds = figures.seconds
    p50, p99 = statistics.median(seconds), seconds[int(len(seconds) * 0.99) - 1]
    times = [f"{value * 1000:.0f}" for value in (p50, p99, seconds[-1])]
    return [*times, f"{len(seconds) / figures.wall_seconds:.0f}", *(f"{value:.1f}" for value in figures.cpu)]


def _usage(stack: Stack, name: str) -> Usage:
    return read_usage(stack.processes[name].pid)
