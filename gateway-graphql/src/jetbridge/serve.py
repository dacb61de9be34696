"""Run a gateway until it is told to stop: one process, or several workers that share nothing but the port.

Workers listen on one port with SO_REUSEPORT; the kernel spreads connections over them.
"""

from __future__ import annotations

import asyncio
import gc
import socket
import tempfile
from dataclasses import replace
from errno import EADDRINUSE
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import uvloop

from jetbridge.allocator import give_back_freed_memory, keep_freed_memory
from jetbridge.app import Gateway, Place
from jetbridge.config import ConfigError
from jetbridge.doctor.settings import find_dead_ends
from jetbridge.listen_tls import ListenTls
from jetbridge.recording import keep_recording
from jetbridge.remote_supergraph import RemoteError
from jetbridge.signals import Signals
from jetbridge.source import SourceError, SourceFiles, take_fingerprint
from jetbridge.supervisor import CannotStartError, Supervisor
from jetbridge.telemetry import trace_context
from jetbridge.telemetry.logs import Log
from jetbridge.transport.server import HttpServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.app import Source
    from jetbridge.config import Config
    from jetbridge.config.listening import Listen

log = Log("jetbridge.serve")


def serve(files: SourceFiles, source: Source, listen: Listen) -> int:
    """Returns the exit code once stopped."""
    with reserve_port(listen) as reserved:
        listen = msgspec.structs.replace(listen, port=reserved.getsockname()[1])
        if listen.workers == 1:
            return run_worker(files, source, listen, Place())
        with tempfile.TemporaryDirectory(prefix="jetbridge-") as folder:
            work = partial(_run_supervised, files, source, listen, Path(folder))
            return Supervisor(listen.workers, work).run()


def _run_supervised(
    files: SourceFiles, source: Source, listen: Listen, folder: Path, worker: int, *, reloaded: bool
) -> int:
    trace_context.reseed()
    reason: Exception | None = None
    for latest in find_sources(files, source, reloaded=reloaded):
        try:
            return run_worker(files, latest, listen, Place(str(worker), folder))
        except (SourceError, ValueError, OSError) as error:
            reason = error
    raise CannotStartError(str(reason)) from reason


def find_sources(files: SourceFiles, started: Source, *, reloaded: bool = False) -> Iterator[Source]:
    """What a worker may begin with, the best first: what its siblings have taken into service meanwhile, because they
    watch the files or were told to have `reloaded` them; what the parent read once. Of that one some files may be gone.
    """
    changed = take_fingerprint(files.find_files(started.config)) != started.fingerprint
    if changed and (reloaded or started.config.supergraph.watch):
        try:
            yield files.load()
        except (ConfigError, SourceError, ValueError, OSError) as error:
            log.warning("changed files cannot be used; beginning with those before", reason=str(error))
    yield started


def run_worker(files: SourceFiles, source: Source, listen: Listen, place: Place) -> int:
    keep_freed_memory()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(files, source, listen, place))
    return 0


async def _work(files: SourceFiles, source: Source, listen: Listen, place: Place) -> None:
    gateway = Gateway(source, files.folder, place)
    await gateway.start()
    await gateway.siblings.start()
    tls = ListenTls(listen.tls, files.folder) if listen.tls else None
    server = HttpServer(gateway.handle, listen, source.config.limits, gateway.metrics.count_calls)
    signals = Signals(server.hurry)
    await server.start(listen.host, listen.port, reuse_port=True, tls=tls.context if tls else None)
    log.info(
        "listening",
        url=f"{'https' if listen.tls else 'http'}://{listen.host}:{listen.port}{listen.path}",
        worker=place.worker,
        mode=source.config.mode,
    )
    watching = [
        asyncio.create_task(reload_on_change(gateway, files, source, signals.reload)),
        asyncio.create_task(keep_recording(gateway, files.folder)),
    ]
    if place.worker == Place().worker:  # one of several is enough: all watch the file it writes
        warn_of_dead_ends(source, files.folder)
        watching.append(asyncio.create_task(keep_fetching(gateway, files)))
    if tls is not None:
        watching.append(asyncio.create_task(tls.keep_loaded()))
    # What is loaded now stays: the garbage collector need not look at it again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    give_back_freed_memory()
    await signals.stop.wait()
    gateway.leaving = True
    log.info("stopping", worker=place.worker, connections=len(server.connections), drain_seconds=listen.drain_seconds)
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    gateway.siblings.stop()
    await server.stop()
    await gateway.stop()


async def reload_on_change(
    gateway: Gateway, files: SourceFiles, taken: Source, asked: asyncio.Event | None = None
) -> None:
    """Keep the gateway on what the files say; files that cannot be used leave it as it is.

    Once they are not watched any more, they are read only when somebody has `asked` for it.
    """
    started = taken.config
    while taken.config.supergraph.watch or asked is not None:
        seen = await _wait_for_reason(files, taken, asked)
        try:
            source = await asyncio.to_thread(files.load)
            await gateway.replace(source)
        except (ConfigError, SourceError, ValueError, OSError) as error:
            log.error("changed files cannot be used; the last good ones go on serving", reason=str(error))
            taken = replace(taken, fingerprint=seen)
        except Exception as error:  # what nobody thought of is no end of looking
            log.error("changed files cannot be used; the last good ones go on serving", error=error)
            taken = replace(taken, fingerprint=seen)
        else:
            log.info("changed files are in service", generation=gateway.generation.number)
            if gateway.place.worker == Place().worker:
                warn_of_dead_ends(source, files.folder)
            if _needs_restart(started, source.config):
                log.warning("changes of listen, limits.body_bytes and limits.header_bytes need a restart")
            taken = source


def warn_of_dead_ends(source: Source, folder: Path) -> None:
    """Most of them are misspelt names, and would be noticed late: a secret that is not used, a header not passed on."""
    for finding in find_dead_ends(source.config, source.supergraph, folder):
        log.warning("a setting leads nowhere", setting=finding.subject, reason=finding.message, way_out=finding.way_out)


async def _wait_for_reason(files: SourceFiles, taken: Source, asked: asyncio.Event | None) -> bytes:
    """Until there is one to read the files; their fingerprint then."""
    if asked is None:
        return await files.wait_for_change(taken)
    waiting: list[asyncio.Task[Any]] = [asyncio.create_task(asked.wait())]
    if taken.config.supergraph.watch:
        waiting.append(asyncio.create_task(files.wait_for_change(taken)))
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    asked.clear()
    return take_fingerprint(files.find_files(taken.config))


async def keep_fetching(gateway: Gateway, files: SourceFiles) -> None:
    """Have the file of a supergraph that is published at a URL follow it; `reload_on_change` sees the file."""
    settings, remote, complaint = None, None, ""
    while True:
        config = gateway.generation.config
        if config.supergraph != settings:
            settings, remote = config.supergraph, files.build_remote(config)
        await asyncio.sleep(config.supergraph.poll_seconds)
        if remote is None:
            continue
        try:
            await asyncio.to_thread(remote.fetch)
            complaint = ""
        except RemoteError as error:
            if str(error) != complaint:  # once, not every time
                complaint = str(error)
                log.error(
                    "the published supergraph cannot be used; the last good one goes on serving", reason=complaint
                )


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
