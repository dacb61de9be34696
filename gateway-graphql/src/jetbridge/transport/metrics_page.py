"""`/metrics` for Prometheus, and the clock around a handler that feeds it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from jetbridge.telemetry.metrics import Exposition
from jetbridge.transport.message import Request, Response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from jetbridge.telemetry.figures import Figures
    from jetbridge.telemetry.metrics import Metrics
    from jetbridge.transport.message import Handler


class MetricsPage:
    """`gather` gives the figures of all workers."""

    def __init__(self, gather: Callable[[], Awaitable[Sequence[Figures]]]) -> None:
        self._gather = gather

    async def __call__(self, request: Request) -> Response:
        headers = ((b"content-type", b"text/plain; version=0.0.4; charset=utf-8"), (b"cache-control", b"no-store"))
        return Response(200, headers, Exposition(await self._gather()).to_text())


def measure(handler: Handler, metrics: Metrics, route: str) -> Handler:
    """`handler`, with every request timed and counted under `route`."""
    finished, clock = metrics.request_finished, time.perf_counter

    async def measured(request: Request) -> Response:
        started = clock()
        response = await handler(request)
        finished(route, response.status, clock() - started)
        return response

    return measured
