"""The way of a request through the engine: what is remembered, what is refused, what is worked out only once."""

from __future__ import annotations

import asyncio
import weakref
from collections import Counter
from functools import partial
from typing import Any

import msgspec
import pytest
from graphql import build_schema

from jetbridge.errors import GatewayError
from jetbridge.executor.compiled_plans import CompiledPlans
from jetbridge.executor.executable import Executable
from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.operation.limits import Limits
from jetbridge.operation.model import Operation
from jetbridge.pipeline import Engine, GraphQLRequest, GraphQLResponse, RequestContext
from jetbridge.planner.plan import FetchField, QueryPlan, RootFetch

SCHEMA = build_schema("type Query { a: Int b: Int self: Query } type Mutation { a: Int } type Subscription { a: Int }")


class Everything:
    """Stands in for a supergraph of one subgraph."""

    schema = api_schema = SCHEMA


class Subgraph:
    def __init__(self) -> None:
        self.requests = 0

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        self.requests += 1
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        future.set_result(SubgraphReply(200, b'{"data":{"a":1,"b":2}}'))
        return future

    def subscribe(self, subgraph: str, body: bytes, headers_for: Any, *, deadline: float | None = None) -> Any:
        raise NotImplementedError


class Planner:
    """Plans `{ a b }`-like operations; counts how often it is asked."""

    def __init__(self) -> None:
        self.planned: Counter[str] = Counter()
        self.refusal: GatewayError | None = None

    def __call__(self, operation: Operation) -> QueryPlan:
        keys = [selection.response_key for selection in operation.selections if hasattr(selection, "response_key")]
        self.planned[" ".join(keys)] += 1
        if self.refusal:
            raise self.refusal
        fields = tuple(FetchField(key, key, key, "Int") for key in keys if not key.startswith("_"))
        fetch = RootFetch(0, "one", operation.kind, "{ a b }", (), fields)
        return QueryPlan(operation, (fetch,) if fields else ())


@pytest.fixture
def planner() -> Planner:
    return Planner()


@pytest.fixture
def engine(planner: Planner) -> Engine:
    return Engine(Everything(), planner, Subgraph(), limits=Limits(tokens=10**6, aliases=100, root_fields=10_000))  # type: ignore[arg-type]  # all the engine reads of a supergraph


def ask(engine: Engine, query: str, variables: dict[str, Any] | None = None, **context: Any) -> GraphQLResponse:
    request = GraphQLRequest(query, None, variables)
    return asyncio.run(engine.execute(request, RequestContext(lambda subgraph: b"", **context)))


def codes(response: GraphQLResponse) -> list[str]:
    return [error["extensions"]["code"] for error in msgspec.json.decode(response.body)["errors"]]


def test_an_operation_is_planned_once(engine: Engine, planner: Planner) -> None:
    for _ in range(5):
        assert ask(engine, "{ a b }").body == b'{"data":{"a":1,"b":2}}'
    assert planner.planned == {"a b": 1}


def test_an_operation_is_planned_once_for_each_shape_that_variables_give_it(engine: Engine, planner: Planner) -> None:
    query = "query($x: Boolean = true, $y: Boolean = false) { a @include(if: $x) b @skip(if: $y) }"
    for variables, data in [
        ({}, {"a": 1, "b": 2}),
        ({"y": True}, {"a": 1}),
        ({"x": False}, {"b": 2}),
        ({}, {"a": 1, "b": 2}),
    ]:
        assert msgspec.json.decode(ask(engine, query, variables).body) == {"data": data}
    assert planner.planned == {"a b": 1, "a": 1, "b": 1}


def test_what_is_refused_is_refused_again_without_work(engine: Engine, planner: Planner) -> None:
    planner.refusal = GatewayError("PLANNING_FAILED", "no way")
    for _ in range(3):
        response = ask(engine, "{ a }")
        assert (response.status, codes(response)) == (500, ["PLANNING_FAILED"])
        assert codes(ask(engine, "{ nope }")) == ["GRAPHQL_VALIDATION_FAILED"]
    assert planner.planned == {"a": 1}
    assert engine.preparation.operations.cache.hits == 4


def test_a_mutation_needs_a_transport_that_may_change_things(engine: Engine) -> None:
    response = ask(engine, "mutation { a }", mutation_allowed=False)
    assert (response.status, codes(response)) == (405, ["METHOD_NOT_ALLOWED"])
    assert ask(engine, "mutation { a }").status == 200


def test_a_subscription_needs_a_transport_that_can_stream(engine: Engine) -> None:
    response = ask(engine, "subscription { a }")
    assert (response.status, codes(response)) == (400, ["BAD_REQUEST"])


def test_requests_for_a_large_new_operation_share_the_work(engine: Engine, planner: Planner) -> None:
    query = "{ a b " + "a " * 2_000 + "}"

    async def ask_often() -> list[GraphQLResponse]:
        context = RequestContext(lambda subgraph: b"")
        return await asyncio.gather(*(engine.execute(GraphQLRequest(query), context) for _ in range(20)))

    assert {response.body for response in asyncio.run(ask_often())} == {b'{"data":{"a":1,"b":2}}'}
    assert planner.planned == {"a b": 1}


def test_the_loop_goes_on_while_a_large_operation_is_prepared(engine: Engine) -> None:
    query = "{" + "self { " * 11 + "a " * 4_000 + "}" * 11 + "}"

    async def count_turns() -> int:
        work = asyncio.ensure_future(engine.execute(GraphQLRequest(query), RequestContext(lambda subgraph: b"")))
        turns = 0
        while not work.done():
            turns += 1
            await asyncio.sleep(0)
        return turns

    # Prepared on the loop it would be done after a handful of turns.
    assert asyncio.run(count_turns()) > 50


def test_an_operation_that_is_run_again_is_compiled(engine: Engine) -> None:
    answers = {ask(engine, "{ a }").body for _ in range(4)}
    (key,) = engine.preparation.executables.cache.get_keys()
    executable = engine.preparation.executables.cache.find(key)
    assert isinstance(executable, Executable)
    assert executable.compiled is not None
    assert (answers, executable.irregular_answers) == ({b'{"data":{"a":1}}'}, 0)


def test_compiled_plans_are_forgotten_when_others_need_their_memory(engine: Engine) -> None:
    engine.preparation.compiled_plans = CompiledPlans(capacity=1_000)
    queries = ["{ " + " ".join(f"{letter}{number}: a" for number in range(20)) + " }" for letter in "pqrst"]
    for query in queries:
        ask(engine, query)
        ask(engine, query)
    executables = [
        engine.preparation.executables.cache.find(key) for key in engine.preparation.executables.cache.get_keys()
    ]
    compiled = [executable.compiled is not None for executable in executables if isinstance(executable, Executable)]
    assert len(compiled) == 5
    assert 0 < sum(compiled) < 5
    assert engine.preparation.compiled_plans.cache.weight <= 1_000


def test_what_was_pushed_out_must_be_run_more_often_to_be_compiled_again(engine: Engine) -> None:
    engine.preparation.compiled_plans = CompiledPlans(capacity=1)

    def run(query: str, times: int) -> bool:
        for _ in range(times):
            ask(engine, query)
        found = [
            engine.preparation.executables.cache.find(key) for key in engine.preparation.executables.cache.get_keys()
        ]
        return any(
            isinstance(executable, Executable) and executable.compiled is not None
            for key, executable in zip(engine.preparation.executables.cache.get_keys(), found, strict=True)
            if key[0][0] == query
        )

    assert run("{ a }", 2)
    assert run("{ b }", 2)
    assert not run("{ a }", 19)
    assert run("{ a }", 1)


def test_classes_of_forgotten_plans_are_given_back(engine: Engine) -> None:
    engine.preparation.compiled_plans = CompiledPlans(capacity=5_000)
    states = []
    for number in range(60):
        query = f"{{ a{number}: a }}"
        ask(engine, query)
        ask(engine, query)
        for key in engine.preparation.executables.cache.get_keys()[-1:]:
            executable = engine.preparation.executables.cache.find(key)
            assert isinstance(executable, Executable)
            assert executable.compiled is not None
            states.append(weakref.ref(executable.compiled.state))
        del executable
    alive = sum(state() is not None for state in states)
    assert alive < 2 * len(engine.preparation.compiled_plans.cache) < 60


def test_memory_of_the_caches_is_bounded_by_weight(engine: Engine) -> None:
    engine.preparation.operations.cache.capacity = 20_000
    engine.preparation.executables.cache.capacity = 20
    for number in range(50):
        ask(engine, f"{{ x{number}: a b }}")
    assert len(engine.preparation.operations.cache) < 10
    assert len(engine.preparation.executables.cache) < 10


def test_long_documents_weigh_in_every_cache_refused_ones_too(engine: Engine, planner: Planner) -> None:
    preparation = engine.preparation
    preparation.operations.cache.capacity = 200_000
    preparation.executables.cache.capacity = 200
    comment = "#" + "x" * 20_000
    for number in range(30):
        ask(engine, f"{{ nope }} {comment}{number}")
    assert len(preparation.operations.cache) < 12
    for number in range(30):
        ask(engine, f"{{ a }} {comment}{number}")
    assert len(preparation.executables.cache) < 12
    planner.refusal = GatewayError("PLANNING_FAILED", "no way")
    for number in range(30):
        ask(engine, f"{{ b }} {comment}{number}")
    assert len(preparation.executables.cache) < 12


def test_an_operation_is_planned_once_for_each_set_of_labels_that_matters_to_it() -> None:
    planned: Counter[frozenset[str]] = Counter()

    def plan(operation: Operation, /, active_labels: frozenset[str] = frozenset()) -> QueryPlan:
        planned[active_labels] += 1
        return Planner()(operation)

    relevant = frozenset({"x", "y"})
    engine = Engine(Everything(), plan, Subgraph(), find_labels=lambda operation: relevant)  # type: ignore[arg-type]  # all the engine reads of a supergraph
    asked: list[frozenset[str]] = []

    def choose(active: set[str], labels: frozenset[str]) -> frozenset[str]:
        asked.append(labels)
        return labels & active

    for active in ({"x"}, {"x", "unrelated"}, set(), {"y"}, {"x"}, {"unrelated"}):
        assert ask(engine, "{ a }", choose_labels=partial(choose, active)).status == 200
    assert ask(engine, "{ a }").status == 200
    assert planned == {frozenset({"x"}): 1, frozenset(): 1, frozenset({"y"}): 1}
    assert set(asked) == {relevant}
