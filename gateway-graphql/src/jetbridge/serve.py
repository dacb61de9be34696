"""Run a gateway until it is told to stop: one process, or several workers that share nothing but the port.

Workers are forked and listen on one port with SO_REUSEPORT; the kernel spreads connections over them. The parent only
watches: a worker that dies is replaced, a signal to stop is passed on, and each worker drains by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import ssl
import sys
import tempfile
import time
from errno import EADDRINUSE
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import uvloop

from jetbridge.allocator import give_back_freed_memory, keep_freed_memory
from jetbridge.app import Gateway, Place
from jetbridge.config import ConfigError
from jetbridge.source import SourceError, SourceFiles
from jetbridge.telemetry import trace_context
from jetbridge.telemetry.logs import Log
from jetbridge.transport.server import HttpServer

if TYPE_CHECKING:
    from jetbridge.app import Source
    from jetbridge.config import Config
    from jetbridge.config.model import Listen

log = Log("jetbridge.serve")

# A worker that dies sooner than this after its start would die again at once.
HEALTHY_SECONDS = 5.0
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def serve(files: SourceFiles, source: Source, listen: Listen) -> int:
    """Returns the exit code once stopped."""
    with reserve_port(listen) as reserved:
        listen = msgspec.structs.replace(listen, port=reserved.getsockname()[1])
        if listen.workers == 1:
            return run_worker(files, source, listen, Place())
        with tempfile.TemporaryDirectory(prefix="jetbridge-") as folder:
            return Supervisor(files, source, listen, Path(folder)).run()


def run_worker(files: SourceFiles, source: Source, listen: Listen, place: Place) -> int:
    keep_freed_memory()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(files, source, listen, place))
    return 0


async def _work(files: SourceFiles, source: Source, listen: Listen, place: Place) -> None:
    stop = asyncio.Event()
    for number in _STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    gateway = Gateway(source, files.folder, place)
    await gateway.siblings.start()
    server = HttpServer(gateway.handle, listen, source.config.limits, gateway.metrics.count_calls)
    await server.start(listen.host, listen.port, reuse_port=True, tls=build_tls_context(listen))
    log.info(
        "listening",
        url=f"{'https' if listen.tls else 'http'}://{listen.host}:{listen.port}{listen.path}",
        worker=place.worker,
        mode=source.config.mode,
    )
    watching = asyncio.create_task(reload_on_change(gateway, files, source.config))
    # What is loaded now stays: the garbage collector need not look at it again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    give_back_freed_memory()
    await stop.wait()
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    gateway.siblings.stop()
    await server.stop()
    gateway.close()


async def reload_on_change(gateway: Gateway, files: SourceFiles, config: Config) -> None:
    """Keep the gateway on what the files say; files that cannot be used leave it as it is."""
    if not config.supergraph.watch:
        return
    async for _ in files.changes(config):
        try:
            source = await asyncio.to_thread(files.load)
            await gateway.replace(source)
        except (ConfigError, SourceError, ValueError, OSError) as error:
            log.error("changed files cannot be used; the last good ones go on serving", reason=str(error))
        else:
            log.info("changed files are in service", generation=gateway.generation.number)
            if _needs_restart(config, source.config):
                log.warning("changes of listen, limits.body_bytes and limits.header_bytes need a restart")


def _needs_restart(started: Config, now: Config) -> bool:
    """What the listening server was made with."""
    sizes = (started.limits.body_bytes, started.limits.header_bytes)
    return started.listen != now.listen or sizes != (now.limits.body_bytes, now.limits.header_bytes)


def reserve_port(listen: Listen) -> socket.socket:
    """Bound but not listening: finds a free port for 0, and fails early for one that is taken by somebody else.

    Workers share a port, and so would a gateway that was forgotten: half the requests would be its. So it is tried
    alone first.
    """
    try:
        bind(listen.host, listen.port, shared=False).close()
        return bind(listen.host, listen.port, shared=True)
    except OSError as error:
        way_out = (
            "stop what listens there, or choose another --port" if error.errno == EADDRINUSE else "see listen.host"
        )
        place = f"{listen.host}:{listen.port}"
        raise SourceError(f"{place} cannot be listened on: {error.strerror}; {way_out}.") from error


def bind(host: str, port: int, *, shared: bool) -> socket.socket:
    """Raises OSError."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
        found.bind((host, port))
    except OSError:
        found.close()
        raise
    return found


def build_tls_context(listen: Listen) -> ssl.SSLContext | None:
    if listen.tls is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(listen.tls.certificate, listen.tls.key)
    return context


class Supervisor:
    """Forks workers and keeps their number. `folder` is where they find each other."""

    def __init__(self, files: SourceFiles, source: Source, listen: Listen, folder: Path) -> None:
        self._files = files
        self._source = source
        self._listen = listen
        self._folder = folder
        # By process id: which worker it is, and when it was started.
        self._started: dict[int, tuple[int, float]] = {}
        self._stopping = False

    def run(self) -> int:
        gc.freeze()  # loaded pages stay shared with the workers as long as nobody writes to them
        for number in _STOP_SIGNALS:
            signal.signal(number, self._stop)
        for worker in range(self._listen.workers):
            self._fork(worker)
        while self._started:
            with contextlib.suppress(ChildProcessError):
                self._replace(*os.wait())
        return 0

    def _fork(self, worker: int) -> None:
        child = os.fork()
        if child:
            self._started[child] = worker, time.monotonic()
            return
        code = 1
        try:
            for number in _STOP_SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            trace_context.reseed()
            code = run_worker(self._files, self._source, self._listen, Place(str(worker), self._folder))
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _replace(self, child: int, status: int) -> None:
        worker, started = self._started.pop(child, (None, 0.0))
        if self._stopping or worker is None:
            return
        log.error("a worker died and is replaced", worker=worker, status=os.waitstatus_to_exitcode(status))
        if time.monotonic() - started < HEALTHY_SECONDS:
            time.sleep(1)
        if not self._stopping:
            self._fork(worker)

    def _stop(self, *_: object) -> None:
        self._stopping = True
        for child in list(self._started):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
