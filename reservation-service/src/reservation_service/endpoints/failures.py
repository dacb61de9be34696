"""What Django answers when no view does: the same error form as everywhere, and nothing about the inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reservation_service.endpoints.responses import error_response, json_response
from reservation_service.schema.errors import MASKED, build_masked_extensions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Among others a Host header that ALLOWED_HOSTS does not name."""
    return error_response("BAD_REQUEST", 400, "This is not a request that the service takes.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response("NOT_FOUND", 404, "There is nothing here; GraphQL is at /graphql.")


def server_error(request: HttpRequest) -> HttpResponse:
    """`RequestLog` has logged the exception."""
    return json_response({"errors": [{"message": MASKED, "extensions": build_masked_extensions()}]}, 500)
