"""Operations that cost too much are refused before anything is fetched, or only counted."""

import asyncio
from typing import Any

import msgspec
import pytest

from jetbridge.config.requests import CostLimit
from jetbridge.demand.control import MAX_NAME, DemandControl
from jetbridge.executor.executable import RUNS_BEFORE_COMPILING
from jetbridge.pipeline import Engine, GraphQLRequest, RequestContext
from jetbridge.planner import Budget, plan
from jetbridge.query_graph import build_query_graph
from jetbridge.telemetry.metrics import Exposition, Metrics

from ..federation import Federation, Subgraph

SHOP = """
    type Query { items(first: Int): [Item] @listSize(slicingArguments: ["first"]) }
    type Mutation { add: Item }
    type Subscription { added: Item all: [Item] }
    type Item { name: String }
"""


class Shop:
    """A gateway over one subgraph, with a limit."""

    def __init__(self, **limit: Any) -> None:
        item = {"name": "a"}
        data = {
            "Query": {"items": [item]},
            "Mutation": {"add": item},
            "Subscription": {"added": [item], "all": [[item]]},
        }
        self.federation = Federation(shop=Subgraph(SHOP, data))
        self.metrics = Metrics()
        supergraph = self.federation.supergraph
        graph = build_query_graph(supergraph)
        demand = DemandControl(supergraph, CostLimit(**limit), self.metrics)
        self.engine = Engine(
            supergraph, lambda operation: plan(operation, graph, Budget()), self.federation, demand=demand
        )

    async def ask(self, query: str, **variables: Any) -> Any:
        request = GraphQLRequest(query, None, variables)
        return await self.engine.execute(request, RequestContext(lambda _: b""))

    def read_figures(self) -> str:
        return Exposition([self.metrics.read()]).to_text().decode()


QUERY = "query($n: Int) { items(first: $n) { name } }"


def test_what_costs_too_much_is_refused_before_anything_is_fetched() -> None:
    shop = Shop(max=20, mode="enforce")

    async def main() -> None:
        for _ in range(RUNS_BEFORE_COMPILING + 1):  # compiled or not
            assert (await shop.ask(QUERY, n=20)).status == 200
            shop.federation.requests.clear()
            refused = await shop.ask(QUERY, n=21)
            assert refused.status == 400
            assert msgspec.json.decode(refused.body) == {
                "errors": [
                    {
                        "message": "The operation is estimated to cost 21; at most 20 is allowed. "
                        "Ask for shorter lists, or for less of each item.",
                        "extensions": {
                            "code": "OPERATION_COST_EXCEEDED",
                            "http": {"status": 400},
                            "estimatedCost": 21,
                            "maximum": 20,
                        },
                    }
                ]
            }
            assert shop.federation.requests == []

    asyncio.run(main())


def test_a_list_without_its_one_argument_is_refused_by_name() -> None:
    shop = Shop(mode="enforce")
    answer = msgspec.json.decode(asyncio.run(shop.ask("{ items { name } }")).body)
    assert answer["errors"][0]["message"] == (
        "Query.items needs exactly one of these arguments, to know its length: first."
    )
    assert answer["errors"][0]["extensions"]["code"] == "LIST_SIZE_REQUIRED"


def test_mutations_and_subscriptions_are_limited_as_well() -> None:
    shop = Shop(max=9, mode="enforce")

    async def listen(query: str) -> list[int]:
        events = shop.engine.subscribe(GraphQLRequest(query), RequestContext(lambda _: b""))
        return [event.status async for event in events]

    assert asyncio.run(shop.ask("mutation { add { name } }")).status == 400
    assert asyncio.run(listen("subscription { added { name } }")) == [200]
    assert asyncio.run(listen("subscription { all { name } }")) == [400]


def test_measuring_refuses_nobody_and_tells_how_many_it_would() -> None:
    shop = Shop(max=20)

    async def main() -> None:
        for n in (0, 20, 21, 2_000_000_000):
            assert (await shop.ask(QUERY, n=n)).status == 200
        assert (await shop.ask("{ items { name } }")).status == 200

    asyncio.run(main())
    figures = shop.read_figures()
    for line in (
        'jetbridge_operation_cost_count{result="ok",worker="0"} 2.0',
        'jetbridge_operation_cost_count{result="over",worker="0"} 2.0',
        'jetbridge_operation_cost_count{result="unsized",worker="0"} 1.0',
        'jetbridge_operation_cost_bucket{le="50.0",result="over",worker="0"} 1.0',
        'jetbridge_operation_cost_bucket{le="+Inf",result="over",worker="0"} 2.0',
    ):
        assert line in figures


def test_the_line_that_tells_is_short_however_long_a_client_makes_the_name(caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop(max=1, mode="measure")
    with caplog.at_level("INFO", "jetbridge.demand"):
        asyncio.run(shop.ask(f"query {'A' * 100_000} {{ items(first: 5) {{ name }} }}"))
    (line,) = (record for record in caplog.records if record.name == "jetbridge.demand")
    assert line.__dict__["fields"]["operation"] == "A" * MAX_NAME
