"""A whole gateway asks the subgraph that a progressive override's label says, request by request."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from jetbridge.app import create_app
from jetbridge.composition import SubgraphDefinition, compose

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@override"]) '
OLD = LINK + "type Query { stock: String price: String }"
NEW = LINK + (
    'type Query { stock: String @override(from: "old", label: "beta") '
    'price: String @override(from: "old", label: "percent(0)") }'
)
Application = Callable[[dict[str, Any], Callable[..., Any]], list[bytes]]


def subgraph(name: str) -> Application:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        query = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))["query"]
        start_response("200 OK", [("content-type", "application/json")])
        return [json.dumps({"data": {field: name for field in ("stock", "price") if field in query}}).encode()]

    return answer


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., Any]:
    composed = compose([SubgraphDefinition("old", "http://old", OLD), SubgraphDefinition("new", "http://new", NEW)])
    assert composed.supergraph_sdl is not None
    (tmp_path / "supergraph.graphql").write_text(composed.supergraph_sdl)

    def ask(overrides: str, decide: Any = None, *, headers: dict[str, str] | None = None) -> Any:
        (tmp_path / "gateway.yaml").write_text(f"overrides: {overrides}")
        files = (tmp_path / "supergraph.graphql", tmp_path / "gateway.yaml")
        applications = {name: subgraph(name) for name in ("old", "new")}

        async def post() -> Any:
            app = create_app(*files, applications=applications, decide_label=decide)
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
                return (await client.post("/graphql", json={"query": "{ stock price }"}, headers=headers)).json()

        return asyncio.run(post())["data"]

    return ask


def test_a_field_stays_where_it_was_until_its_label_is_active(ask: Callable[..., Any]) -> None:
    assert ask("{}") == {"stock": "old", "price": "old"}


def test_configuration_makes_a_label_active(ask: Callable[..., Any]) -> None:
    assert ask("{labels: {beta: true}}") == {"stock": "new", "price": "old"}


def test_the_configured_header_makes_a_label_active(ask: Callable[..., Any]) -> None:
    headers = {"x-labels": "percent(0)"}
    assert ask("{header: x-labels}", headers=headers) == {"stock": "old", "price": "new"}
    assert ask("{}", headers=headers) == {"stock": "old", "price": "old"}


def test_the_program_around_the_gateway_may_decide(ask: Callable[..., Any]) -> None:
    def decide(label: str, headers: Mapping[bytes, bytes], claims: Mapping[str, Any] | None) -> bool:
        return label == "beta" and headers.get(b"x-shop") == b"north"

    assert ask("{}", decide, headers={"x-shop": "north"}) == {"stock": "new", "price": "old"}
    assert ask("{}", decide, headers={"x-shop": "south"}) == {"stock": "old", "price": "old"}
