"""Around every request: its trace, one log line, and the headers that every answer carries."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from reservation_service.logs import traceparent

log = logging.getLogger(__name__)

# W3C Trace Context, 3.2: version, trace id, parent id, flags.
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


class RequestLog:
    """Django middleware. Paths are logged, headers and bodies never: they hold tokens and names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = traceparent.set(find_traceparent(request.META.get("HTTP_TRACEPARENT", "")))
        began = time.perf_counter()
        try:
            response = self._get_response(request)
            response.headers["X-Content-Type-Options"] = "nosniff"
            _log(request, response, time.perf_counter() - began)
            return response
        finally:
            traceparent.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What no view expected; answered by `handler500`."""
        log.error("request failed", exc_info=exception, extra={"path": request.path})


def _log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    level = logging.DEBUG if request.path.startswith("/health/") else logging.INFO
    fields = {"method": request.method, "path": request.path, "status": response.status_code}
    log.log(level, "request answered", extra={**fields, "milliseconds": round(seconds * 1000, 2)})


def find_traceparent(header: str) -> str:
    """The caller's, or the beginning of a trace of our own."""
    if _TRACEPARENT.fullmatch(header):
        return header
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
