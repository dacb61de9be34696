"""Probes, open to whoever can reach the port: does the process answer, and can it do its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from reservation_service.bootstrap import get_database
from reservation_service.endpoints.responses import json_response
from wire.database import is_reachable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET  # type: ignore[untyped-decorator]  # Django has no types
def live(request: HttpRequest) -> HttpResponse:
    return json_response({"status": "live"})


@require_GET  # type: ignore[untyped-decorator]  # Django has no types
def ready(request: HttpRequest) -> HttpResponse:
    """503 while the database cannot be reached."""
    if is_reachable(get_database()):
        return json_response({"status": "ready"})
    return json_response({"status": "unavailable", "reason": "the database cannot be reached"}, 503)
