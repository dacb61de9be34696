"""Whether an operation may cost what it is estimated to: before anything is fetched for it.

The estimate is made once an operation and remembered as long as the operation is; with the values of the variables it
becomes a number. In mode `measure` nobody is refused: the metric and one log line an operation tell who would be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

from jetbridge.demand.estimate import evaluate
from jetbridge.demand.estimator import OperationCost, estimate_operation
from jetbridge.demand.weights import Weights
from jetbridge.operation.refusal import refuse
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from jetbridge.config.requests import CostLimit
    from jetbridge.demand.estimate import Variables
    from jetbridge.executor.executable import Executable
    from jetbridge.operation.model import Operation
    from jetbridge.supergraph import Supergraph

# Of an operation's name in a log line: a client may make it as long as a request.
MAX_NAME = 200

log = Log("jetbridge.demand")


class CostObserver(Protocol):
    """Hears what every operation was estimated to cost; `result` is `ok`, `over` or `unsized`."""

    def cost_estimated(self, result: str, cost: int) -> None: ...


class DemandControl:
    """Belongs to one supergraph."""

    def __init__(self, supergraph: Supergraph, settings: CostLimit, observer: CostObserver) -> None:
        self._schema = supergraph.api_schema
        self._weights = Weights(supergraph)
        self._settings = settings
        self._observer = observer
        self._known: WeakKeyDictionary[Executable, OperationCost] = WeakKeyDictionary()

    def check(self, executable: Executable, variables: Variables) -> None:
        """Raises `OperationRefused`."""
        found = self._get_estimate(executable)
        cost = evaluate(found.cost, variables)
        unsized = [each for each in found.unsized if evaluate(each.missing, variables)]
        maximum = self._settings.max
        result = "over" if cost > maximum else "unsized" if unsized else "ok"
        self._observer.cost_estimated(result, cost)
        if result == "ok":
            return
        if self._settings.mode == "measure":
            self._report(found, executable.plan.operation, cost)
        elif result == "over":
            message = (
                f"The operation is estimated to cost {cost}; at most {maximum} is allowed. "
                "Ask for shorter lists, or for less of each item."
            )
            raise refuse("OPERATION_COST_EXCEEDED", message, {"estimatedCost": cost, "maximum": maximum})
        else:
            names = ", ".join(unsized[0].arguments)
            message = f"{unsized[0].coordinate} needs exactly one of these arguments, to know its length: {names}."
            raise refuse("LIST_SIZE_REQUIRED", message, {"field": unsized[0].coordinate})

    def find_cost(self, executable: Executable, variables: Variables) -> int:
        return evaluate(self._get_estimate(executable).cost, variables)

    def _get_estimate(self, executable: Executable) -> OperationCost:
        found = self._known.get(executable)
        if found is None:
            found = self._known[executable] = estimate_operation(
                executable.plan.operation, self._schema, self._weights, self._settings.default_list_size
            )
        return found

    def _report(self, found: OperationCost, operation: Operation, cost: int) -> None:
        if not found.reported:
            found.reported = True
            log.info(
                "operation would be refused for its cost",
                operation=(operation.name or "")[:MAX_NAME],
                estimated_cost=cost,
                maximum=self._settings.max,
            )
