"""`GET /.well-known/jwks.json`: the keys that access tokens are verified with (RFC 7517)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from auth_service.bootstrap import get_key_store
from auth_service.domain.refusals import Unavailable
from auth_service.endpoints.responses import error_response, json_response
from auth_service.tokens.jwks import CACHE_LIFETIME, build_jwks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET  # type: ignore[untyped-decorator]  # Django has no types
def jwks(request: HttpRequest) -> HttpResponse:
    try:
        ring = get_key_store().ring()
    except Unavailable as error:
        return error_response(error.code, error.status, error.message)
    response = json_response(build_jwks(ring), media_type="application/jwk-set+json")
    response.headers["Cache-Control"] = f"public, max-age={int(CACHE_LIFETIME.total_seconds())}"
    return response
