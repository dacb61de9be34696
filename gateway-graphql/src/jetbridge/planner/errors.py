"""Why an operation was not planned."""

from __future__ import annotations

from jetbridge.errors import GatewayError


class PlanningError(GatewayError):
    """No plan: the supergraph offers no way (`PLANNING_FAILED`) or the budget is spent (`OPERATION_LIMIT_EXCEEDED`)."""


def unplannable(coordinate: str, reason: str) -> PlanningError:
    return PlanningError("PLANNING_FAILED", f'"{coordinate}" cannot be fetched here: {reason}')


def too_complex(what: str) -> PlanningError:
    return PlanningError("OPERATION_LIMIT_EXCEEDED", f"Planning this operation takes too long: {what}. Ask for less.")


def typename_taken(field_name: str) -> PlanningError:
    """Names beginning with two underscores are reserved; the plan itself keeps runtime types under this one."""
    message = f'The alias "__typename" of the field "{field_name}" is reserved; choose another.'
    return PlanningError("GRAPHQL_VALIDATION_FAILED", message)
