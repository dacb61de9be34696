"""From an operation to a query plan: which subgraph is asked what, in which order."""

from jetbridge.planner.budget import Budget
from jetbridge.planner.errors import PlanningError
from jetbridge.planner.planning import plan

__all__ = ["Budget", "PlanningError", "plan"]
