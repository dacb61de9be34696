"""`/-/plan`: what a request would fetch from whom, for the caller it comes from. In development mode only.

It takes what the GraphQL endpoint takes by POST, and runs nothing. GraphiQL's plan tab asks here; so can a program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from jetbridge.errors import GatewayError, Json, mask
from jetbridge.planner.plan_json import to_json
from jetbridge.planner.printer import print_plan
from jetbridge.telemetry.logs import Log
from jetbridge.telemetry.trace_context import build_trace_context
from jetbridge.transport.message import Request, Response, build_error_response, build_json_response

if TYPE_CHECKING:
    from jetbridge.pipeline import Explanation

log = Log("jetbridge.graphql")


class Explaining(Protocol):
    """The GraphQL endpoint, as far as this page needs it."""

    async def explain(self, request: Request) -> Explanation:
        """Raises `GatewayError`."""
        ...


class PlanPage:
    def __init__(self, endpoint: Explaining) -> None:
        self._endpoint = endpoint

    async def __call__(self, request: Request) -> Response:
        try:
            if request.method != "POST":
                raise GatewayError("METHOD_NOT_ALLOWED", "Plans are asked for with POST.")
            found = await self._endpoint.explain(request)
        except Exception as error:
            trace_id = build_trace_context(None, None).trace_id
            if not isinstance(error, GatewayError):
                log.error("a plan could not be shown", error=error, trace_id=trace_id)
            return build_error_response(mask(error, trace_id))
        plan = cast("dict[str, Json]", to_json(found.plan))  # a plan is an object
        shown: dict[str, Json] = {"text": print_plan(found.plan), "fetches": plan["fetches"]}
        if found.estimated_cost is not None:
            shown["estimatedCost"] = found.estimated_cost
        return build_json_response(200, shown, ((b"cache-control", b"no-store"),))
