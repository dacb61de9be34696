"""Around every request: its trace id, one log line, and the headers that every answer carries."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import TYPE_CHECKING

from auth_service.logs import trace_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

# W3C Trace Context, 3.2: version, trace id, parent id, flags.
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class RequestLog:
    """Django middleware. Paths are logged, headers and bodies never: they hold tokens and passwords."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = trace_id.set(find_trace_id(request.META.get("HTTP_TRACEPARENT", "")))
        started = time.perf_counter()
        try:
            # Refuses hosts that ALLOWED_HOSTS does not name; Django checks only when somebody asks.
            request.get_host()
            response = self._get_response(request)
            self._log(request, response, time.perf_counter() - started)
        finally:
            trace_id.reset(token)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Logged here, answered by `handler500`."""
        log.error("request failed", exc_info=exception, extra={"path": request.path})

    def _log(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        level = logging.DEBUG if request.path.startswith("/health/") else logging.INFO
        fields = {"method": request.method, "path": request.path, "status": response.status_code}
        log.log(level, "request answered", extra={**fields, "milliseconds": round(seconds * 1000, 2)})


def find_trace_id(traceparent: str) -> str:
    """The caller's trace id, or a new one."""
    match = _TRACEPARENT.fullmatch(traceparent)
    return match.group(1) if match else secrets.token_hex(16)
