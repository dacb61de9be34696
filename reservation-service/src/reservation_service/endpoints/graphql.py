"""`POST /graphql`: GraphQL over HTTP for callers that the gateway vouches for.

Nothing of a request is read before its signed identity has been verified. Errors of single fields leave the status 200;
a request that was not executed is 400 for clients that accept application/graphql-response+json, as that media type's
specification says.
"""

from __future__ import annotations

import ipaddress

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from reservation_service.bootstrap import get_application, get_configuration
from reservation_service.endpoints.responses import GRAPHQL_RESPONSE, error_response, json_response
from reservation_service.schema.build import build_schema
from reservation_service.schema.context import RequestContext
from reservation_service.schema.execution import GraphQLRequest, execute
from wire.environment import Mode
from wire.identity import Caller, IdentityError, verify_identity

AUDIENCE = "reservations"

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


def prepare() -> None:
    """Build what every request needs, before the first ones come and each of them does."""
    build_schema(introspection=_shows_schema())
    get_application()


def _shows_schema() -> bool:
    return get_configuration().mode is Mode.DEVELOPMENT


def _get_caller(request: HttpRequest) -> Caller:
    token = request.META.get("HTTP_JETBRIDGE_IDENTITY")
    return verify_identity(token, get_configuration().identity_secret, AUDIENCE)


def _execute(request: HttpRequest, body: GraphQLRequest, caller: Caller) -> HttpResponse:
    client_address = find_client_address(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    context = RequestContext(get_application(), caller, client_address, key)
    answer = execute(body, context, introspection=_shows_schema())
    is_modern = GRAPHQL_RESPONSE in request.META.get("HTTP_ACCEPT", "")
    status = 400 if answer.is_refused and is_modern else 200
    response = json_response(answer.body, status, GRAPHQL_RESPONSE if is_modern else "application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def find_client_address(forwarded_for: str) -> str:
    """The entry of x-forwarded-for that our outermost proxy wrote; those before it anybody may have made up."""
    entries = forwarded_for.split(",")
    text = entries[-min(get_configuration().forwarding_proxies, len(entries))].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    # One household has a whole /64 of IPv6 addresses.
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
