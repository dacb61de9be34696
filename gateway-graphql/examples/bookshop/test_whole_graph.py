"""The whole graph in one test process: no files, no ports, no servers. `pytest test_whole_graph.py`

What one subgraph changes is tried here against all others, before anything is deployed.
"""

import asyncio

import books
import httpx
import pytest
import reviews

from jetbridge.app import create_app
from jetbridge.composition import SubgraphDefinition, compose

SUBGRAPHS = {"books": books, "reviews": reviews}


def build_supergraph() -> str:
    # Without a routing URL: nothing is sent anywhere.
    result = compose([SubgraphDefinition(name, "", each.schema.as_str()) for name, each in SUBGRAPHS.items()])
    assert result.supergraph_sdl is not None, [error.message for error in result.errors]
    return result.supergraph_sdl


async def ask(query: str) -> object:
    app = create_app(sdl=build_supergraph(), applications={name: each.app for name, each in SUBGRAPHS.items()})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        answer = await client.post("/graphql", json={"query": query})
    return answer.json()


@pytest.mark.parametrize(("title", "cents"), [("Pride and Prejudice", 240), ("Jane Eyre", 300)])
def test_postage_follows_from_the_weight_that_another_subgraph_knows(title: str, cents: int) -> None:
    answer = asyncio.run(ask("{ books { title postageCents } }"))
    assert {"title": title, "postageCents": cents} in answer["data"]["books"]
