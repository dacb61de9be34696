"""HTTP: the GraphQL endpoint, for requests that come through the gateway only, and the health checks, for anyone."""

import json
import logging
import uuid
from typing import Any

from cross_web import HTTPException
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from strawberry.django.views import GraphQLView
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from flight_service.bootstrap import get_database, get_stores, utc_now
from flight_service.schema.build import schema
from flight_service.schema.context import Context
from flight_service.schema.errors import to_coded_error
from wire.database import is_reachable
from wire.identity import HEADER, Caller, IdentityError, verify_identity

log = logging.getLogger(__name__)

_LONGEST_TRACE_ID = 128


class SubgraphView(GraphQLView[Context, None]):
    schema = schema
    graphql_ide = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "schema": schema})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            # Who asks comes first: a stranger learns nothing of the schema, not even by its errors.
            request.caller = _verify(request)
            if request.method != "POST":
                return _refusal(405, "BAD_REQUEST", "Operations come by POST.")
            return self.run(request=request)
        except IdentityError:
            return _refusal(401, "UNAUTHENTICATED", "Requests come through the gateway, with its signed identity.")
        except HTTPException as error:
            return _refusal(error.status_code, "BAD_REQUEST", error.reason)
        except UnicodeDecodeError:
            return _refusal(400, "BAD_REQUEST", "The body is no UTF-8 text.")
        except RequestDataTooBig:
            return _refusal(413, "BAD_REQUEST", "The request is too large.")

    def decode_json(self, data: str | bytes) -> object:
        try:
            body: object = json.loads(data)
        except ValueError as error:  # no JSON, or no text at all
            raise HTTPException(400, "The body is no JSON.") from error
        if not isinstance(body, dict):
            raise HTTPException(400, "The body is a JSON object with a query.")
        return body

    def process_result(self, request: HttpRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        answer = super().process_result(request, result)
        if result.errors:
            trace_id = _trace_id(request)
            answer["errors"] = [to_coded_error(error, trace_id).formatted for error in result.errors]
            if result.data is None and not any(error.path for error in result.errors):
                del answer["data"]  # nothing was executed, and the answer says so
        return answer

    def get_context(self, request: HttpRequest, response: HttpResponse) -> Context:
        caller: Caller = request.caller
        return Context(caller=caller, stores=get_stores(), now=utc_now(), trace_id=_trace_id(request))


def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "live"})


def ready(request: HttpRequest) -> HttpResponse:
    """Ready when the database answers."""
    if is_reachable(get_database()):
        return JsonResponse({"status": "ready"})
    return JsonResponse({"status": "database unreachable"}, status=503)


def _verify(request: HttpRequest) -> Caller:
    return verify_identity(request.headers.get(HEADER), settings.CONFIGURATION.identity_secret, settings.SUBGRAPH_NAME)


def _trace_id(request: HttpRequest) -> str:
    """The trace's id as the gateway passed it on, so that its log and ours can be read together."""
    parts = request.headers.get("traceparent", "").split("-")
    trace_id = parts[1] if len(parts) == 4 else request.headers.get("x-request-id", "")
    return trace_id[:_LONGEST_TRACE_ID] or uuid.uuid4().hex


def _refusal(status: int, code: str, message: str) -> HttpResponse:
    error = {"message": message, "extensions": {"code": code, "http": {"status": status}}}
    return HttpResponse(json.dumps({"errors": [error]}), status=status, content_type="application/json")
