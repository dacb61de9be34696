"""Why an operation was not planned."""

from __future__ import annotations

from jetbridge.errors import GatewayError


class PlanningError(GatewayError):
    """No plan: the supergraph offers no way (`PLANNING_FAILED`) or the budget is spent (`OPERATION_LIMIT_EXCEEDED`)."""


def unplannable(coordinate: str, reason: str) -> PlanningError:
    return PlanningError("PLANNING_FAILED", f'"{coordinate}" cannot be fetched here: {reason}')


def too_complex(what: str) -> PlanningError:
    return PlanningError("OPERATION_LIMIT_EXCEEDED", f"Planning this operation takes too long: {what}. Ask for less.")
