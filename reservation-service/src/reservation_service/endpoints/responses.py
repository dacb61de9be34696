"""JSON responses, and GraphQL errors of requests that never reached GraphQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse

from reservation_service.schema.errors import build_extensions

if TYPE_CHECKING:
    from collections.abc import Mapping

GRAPHQL_RESPONSE = "application/graphql-response+json"


def json_response(body: Mapping[str, object], status: int = 200, media_type: str = "application/json") -> HttpResponse:
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")), status=status, content_type=media_type
    )


def error_response(code: str, status: int, message: str) -> HttpResponse:
    return json_response({"errors": [{"message": message, "extensions": build_extensions(code, status)}]}, status)
