"""`POST /graphql`: GraphQL over HTTP for callers that the gateway vouches for.

Nothing of a request is read before its signed identity has been verified. Errors of single fields leave the status 200;
a request that was not executed is 400 for clients that accept application/graphql-response+json, as that media type's
specification says.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponseNotAllowed

from auth_service.bootstrap import get_application, get_configuration
from auth_service.domain.client_address import parse_client_address
from auth_service.endpoints.cookies import apply_cookie_change, find_refresh_token
from auth_service.endpoints.responses import GRAPHQL_RESPONSE, error_response, json_response
from auth_service.schema.build import build_schema
from auth_service.schema.context import RequestContext
from auth_service.schema.execution import Executor, GraphQLRequest
from wire.environment import Mode
from wire.identity import Caller, IdentityError, verify_identity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

AUDIENCE = "auth"

_decoder = msgspec.json.Decoder(GraphQLRequest)


def graphql(request: HttpRequest) -> HttpResponse:
    try:
        caller = _get_caller(request)
    except IdentityError:
        return error_response("UNAUTHENTICATED", 401, "This subgraph answers its gateway only.")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if request.content_type != "application/json":
        return error_response("UNSUPPORTED_MEDIA_TYPE", 415, "Send content-type application/json.")
    try:
        body = _decoder.decode(request.body)
    except RequestDataTooBig:
        return error_response("PAYLOAD_TOO_LARGE", 413, "The request body is too large.")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return error_response("BAD_REQUEST", 400, "Send one JSON object {query, variables, operationName} as UTF-8.")
    return _execute(request, body, caller)


def _get_caller(request: HttpRequest) -> Caller:
    token = request.META.get("HTTP_JETBRIDGE_IDENTITY")
    return verify_identity(token, get_configuration().identity_secret, AUDIENCE)


def _execute(request: HttpRequest, body: GraphQLRequest, caller: Caller) -> HttpResponse:
    context = RequestContext(
        application=get_application(),
        caller=caller,
        client_address=_client_address(request),
        refresh_cookie=find_refresh_token(request),
        user_agent=request.META.get("HTTP_USER_AGENT") or None,
    )
    answer = _executor().execute(body, context)
    is_modern = GRAPHQL_RESPONSE in request.META.get("HTTP_ACCEPT", "")
    status = 400 if answer.is_refused and is_modern else 200
    response = json_response(answer.body, status, GRAPHQL_RESPONSE if is_modern else "application/json")
    response.headers["Cache-Control"] = "no-store"
    apply_cookie_change(response, context.cookie_change, secure=get_configuration().cookie_secure)
    return response


def _client_address(request: HttpRequest) -> str:
    """The last entry of x-forwarded-for is the gateway's word; those before it anybody may have made up."""
    return parse_client_address(request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2])


@cache
def _executor() -> Executor:
    return Executor(build_schema(), introspection=get_configuration().mode is Mode.DEVELOPMENT)
