"""Prepare requests: everything up to the executable operation, remembered in caches whose memory is bounded.

text -> prepared operation -> its variant for these @skip and @include -> what of it the caller may see, planned.
Each step is looked up first; only what is new is worked out, in a thread where that takes long. What is refused is
remembered as well: refusing it again must not cost anything.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from jetbridge.bounded_cache import BoundedCache
from jetbridge.errors import GatewayError
from jetbridge.executor.compiled_plans import CompiledPlans
from jetbridge.executor.executable import Executable
from jetbridge.executor.shape import ShapeBuilder
from jetbridge.operation.document import prepare_operation
from jetbridge.operation.model import count_selections

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from jetbridge.operation.document import PreparedOperation
    from jetbridge.operation.limits import Limits
    from jetbridge.operation.model import Operation
    from jetbridge.pipeline import Claims, GraphQLRequest, RequestContext
    from jetbridge.planner.plan import QueryPlan
    from jetbridge.security.access_rules import Requirement
    from jetbridge.security.authorization import Authorizer
    from jetbridge.supergraph.model import Supergraph

K = TypeVar("K", bound="Hashable")
V = TypeVar("V")

# Characters of documents. What is kept of one beside its text weighs about as much as 2,000 characters.
DOCUMENTS_CAPACITY = 1_500_000
DOCUMENT_WEIGHT = 2_000
# Selections of operations; plan, shape and interpreter take about a kilobyte for each.
EXECUTABLES_CAPACITY = 5_000
# Parsing, validating and planning take about a millisecond for a thousand characters.
MAX_CHARACTERS_INLINE = 3_000

_Named: TypeAlias = tuple[str, str | None]
_Variant: TypeAlias = tuple[str, str | None, tuple[bool, ...]]
# Beside the variant: requirements the caller does not meet, whether he is anonymous then, and active labels.
_Planned: TypeAlias = "tuple[_Variant, frozenset[Requirement], bool, frozenset[str]]"
_NOTHING: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True)
class _Normalized:
    """`labels` are those its plan depends on."""

    operation: Operation
    requirements: tuple[Requirement, ...]
    labels: frozenset[str]


class RunOperation(NamedTuple):
    """`name` is None for an anonymous one."""

    document: str
    name: str | None
    kind: str


class PlanOperation(Protocol):
    """Plans an operation or raises `GatewayError`; without `active_labels` no progressive override has happened."""

    def __call__(self, operation: Operation, /, active_labels: frozenset[str] = ...) -> QueryPlan: ...


class _Results(Generic[K, V]):
    """Values worked out once: by one, while all others who need the same wait for it."""

    def __init__(self, capacity: int) -> None:
        self.cache: BoundedCache[K, V | GatewayError] = BoundedCache(capacity)
        self._in_work: dict[K, asyncio.Future[V | GatewayError]] = {}

    def find(self, key: K) -> V | None:
        """Raises if it is refused."""
        found = self.cache.find(key)
        if isinstance(found, GatewayError):
            raise found.with_traceback(None)
        return found

    async def get(
        self, key: K, work: Callable[[], V], weight: int, weigh: Callable[[V], int] = lambda _: 0, *, in_thread: bool
    ) -> V:
        """An entry weighs `weight`, for its key, whether it is refused or not; what is made adds its own."""
        if not in_thread:
            made = _capture(work)
        elif key in self._in_work:
            made = await asyncio.shield(self._in_work[key])
        else:
            future = asyncio.get_running_loop().run_in_executor(None, _capture, work)
            self._in_work[key] = future
            future.add_done_callback(lambda _: self._in_work.pop(key))
            made = await asyncio.shield(future)
        if isinstance(made, GatewayError):
            self.cache.put(key, made, weight)
            raise made.with_traceback(None)
        self.cache.put(key, made, weight + weigh(made))
        return made


class Preparation:
    """Belongs to one supergraph."""

    def __init__(
        self,
        supergraph: Supergraph,
        plan: PlanOperation,
        limits: Limits,
        authorizer: Authorizer | None,
        *,
        find_labels: Callable[[Operation], frozenset[str]] | None = None,
        suggestions: bool,
    ) -> None:
        """`find_labels` gives the labels that an operation's plan depends on; None where the supergraph has none."""
        self._api_schema = supergraph.api_schema
        self._shapes = ShapeBuilder(supergraph.schema, supergraph.api_schema)
        self._plan = plan
        self._limits = limits
        # None where nothing is protected: then no request pays for it.
        self._authorizer = authorizer if authorizer and authorizer.protects_anything else None
        self._find_labels = find_labels
        self._suggestions = suggestions
        self.operations = _Results[_Named, "PreparedOperation"](DOCUMENTS_CAPACITY)
        self.variants = _Results[_Variant, _Normalized](EXECUTABLES_CAPACITY)
        self.executables = _Results[_Planned, Executable](EXECUTABLES_CAPACITY)
        self.compiled_plans = CompiledPlans()

    def list_run(self) -> list[RunOperation]:
        """What has run, as far as it is remembered: refused operations are not among it."""
        ran = zip(self.executables.cache.get_keys(), self.executables.cache.get_values(), strict=True)
        return [
            RunOperation(key[0][0], made.plan.operation.name, made.plan.operation.kind.value)
            for key, made in ran
            if not isinstance(made, GatewayError)
        ]

    def list_variants(self, most: int) -> list[_Variant]:
        """Of the operations that were run, those used last, the latest first."""
        return list(dict.fromkeys(key[0] for key in reversed(self.executables.cache.get_keys())))[:most]

    def prepare_ahead(self, variant: _Variant) -> None:
        """What the first request for `variant` would have to wait for. Raises `GatewayError`.

        Only while nobody else uses this. Where authorization or labels make several of it, the one for callers who may
        see everything, without labels.
        """
        query, name, conditions = variant
        operation = prepare_operation(query, name, self._api_schema, self._limits, suggestions=False)
        self.operations.cache.put((query, name), operation, len(query) + DOCUMENT_WEIGHT)
        normalized = self._normalize(operation, conditions)
        weight = _weigh_text(query) + count_selections(normalized.operation.selections)
        if self._authorizer is not None or self._find_labels is not None:
            self.variants.cache.put(variant, normalized, weight)
        executable = self._build_executable(normalized.operation, _NOTHING, None, _NOTHING)
        self.executables.cache.put((variant, _NOTHING, False, _NOTHING), executable, weight)

    @property
    def caches(self) -> dict[str, BoundedCache[Any, Any]]:
        """By name, for whoever measures them."""
        return {
            "prepared": self.operations.cache,
            "normalized": self.variants.cache,
            "executable": self.executables.cache,
            "compiled": self.compiled_plans.cache,
        }

    async def get_operation(self, request: GraphQLRequest) -> PreparedOperation:
        key = request.query, request.operation_name or None
        found = self.operations.find(key)
        if found is not None:
            return found
        return await self.operations.get(
            key,
            lambda: prepare_operation(*key, self._api_schema, self._limits, suggestions=self._suggestions),
            len(request.query) + DOCUMENT_WEIGHT,
            in_thread=_is_large(request),
        )

    async def get_executable(
        self,
        request: GraphQLRequest,
        operation: PreparedOperation,
        conditions: tuple[bool, ...],
        context: RequestContext,
    ) -> Executable:
        variant = request.query, request.operation_name or None, conditions
        claims, unmet, labels = context.claims, _NOTHING, _NOTHING
        if self._authorizer is not None or self._find_labels is not None:
            known = await self._get_normalized(variant, operation)
            if known.requirements and self._authorizer is not None:
                unmet = self._authorizer.find_unmet(known.requirements, claims)
            if known.labels and context.choose_labels is not None:
                labels = context.choose_labels(known.labels)
        # To an anonymous caller a refusal says something else than to one who is known.
        key = variant, unmet, bool(unmet) and claims is None, labels
        found = self.executables.find(key)
        if found is not None:
            return found
        normalized = (await self._get_normalized(variant, operation)).operation
        return await self.executables.get(
            key,
            lambda: self._build_executable(normalized, unmet, claims, labels),
            _weigh_text(variant[0]),
            lambda made: count_selections(made.plan.operation.selections),
            in_thread=_is_large(request),
        )

    async def _get_normalized(self, variant: _Variant, operation: PreparedOperation) -> _Normalized:
        found = self.variants.find(variant)
        if found is not None:
            return found
        return await self.variants.get(
            variant,
            lambda: self._normalize(operation, variant[2]),
            _weigh_text(variant[0]),
            lambda made: count_selections(made.operation.selections),
            in_thread=False,
        )

    def _normalize(self, operation: PreparedOperation, conditions: tuple[bool, ...]) -> _Normalized:
        normalized = operation.normalize(conditions)
        requirements = self._authorizer.find_requirements(normalized) if self._authorizer else ()
        return _Normalized(normalized, requirements, self._find_labels(normalized) if self._find_labels else _NOTHING)

    def _build_executable(
        self, operation: Operation, unmet: frozenset[Requirement], claims: Claims | None, labels: frozenset[str]
    ) -> Executable:
        denials = None
        if unmet and self._authorizer is not None:
            operation, denials = self._authorizer.restrict(operation, unmet, claims)
        found = self._plan(operation, active_labels=labels) if labels else self._plan(operation)
        return Executable(found, self._shapes, self.compiled_plans, denials=denials)


def _weigh_text(query: str) -> int:
    """In selections: keys hold the text, which may be nearly all comment."""
    return 1 + len(query) // 1_000


def _is_large(request: GraphQLRequest) -> bool:
    return len(request.query) > MAX_CHARACTERS_INLINE


def _capture(work: Callable[[], V]) -> V | GatewayError:
    try:
        return work()
    except GatewayError as error:
        return error
