"""Documents sent by name."""

import hashlib
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from jetbridge.config.requests import PersistedDocuments
from jetbridge.pipeline import GraphQLRequest
from jetbridge.transport.persisted import DocumentStore, load_manifest, weigh


def sha(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()


def by_hash(document_id: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": document_id}}


def test_a_document_is_registered_once_and_then_sent_by_its_hash(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            unknown = await client.post("/graphql", json={"extensions": by_hash(sha("{a}"))})
            assert unknown.status_code == 200
            (error,) = unknown.json()["errors"]
            assert (error["message"], error["extensions"]["code"]) == (
                "PersistedQueryNotFound",
                "PERSISTED_QUERY_NOT_FOUND",
            )
            both = {"query": "{a}", "extensions": by_hash(sha("{a}"))}
            assert (await client.post("/graphql", json=both)).json() == {"data": {}}
            for answer in (
                await client.post("/graphql", json={"extensions": by_hash(sha("{a}"))}),
                await client.post("/graphql", json={"documentId": f"sha256:{sha('{a}')}"}),
                await client.get("/graphql", params={"extensions": json.dumps(by_hash(sha("{a}")))}),
            ):
                assert answer.json() == {"data": {}}
            assert {request.query for request in server.engine.requests} == {"{a}"}

    run(main())


@pytest.mark.parametrize(
    "parameters",
    [
        {"query": "{a}", "extensions": by_hash(sha("{b}"))},
        {"query": "{a}", "extensions": {"persistedQuery": {"version": 2, "sha256Hash": sha("{a}")}}},
        {"query": "{a}", "extensions": {"persistedQuery": {"version": 1}}},
        {"query": "{a}", "extensions": {"persistedQuery": []}},
        {"documentId": 1},
        {"documentId": "x", "extensions": 1},
    ],
)
def test_a_hash_that_is_none_is_a_bad_request(run: Any, serving: Any, parameters: dict[str, Any]) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            answer = await client.post("/graphql", json=parameters)
            code = answer.json()["errors"][0]["extensions"]["code"]
            assert code in ("BAD_REQUEST", "PERSISTED_QUERY_NOT_FOUND")
            assert server.engine.requests == []

    run(main())


def test_what_clients_register_is_bounded_and_the_least_used_goes_first() -> None:
    queries = [f"{{a{n:07}}}" for n in range(4)]
    store = DocumentStore(PersistedDocuments(bytes=3 * weigh(queries[0])), {})
    for query in queries[:3]:
        store.resolve(GraphQLRequest(query, extensions=by_hash(sha(query))))
    store.resolve(GraphQLRequest("", extensions=by_hash(sha(queries[0]))))
    store.resolve(GraphQLRequest(queries[3], extensions=by_hash(sha(queries[3]))))
    known = []
    for query in queries:
        try:
            known.append(store.resolve(GraphQLRequest("", extensions=by_hash(sha(query)))).query)
        except Exception as error:
            assert str(error) == "PersistedQueryNotFound"  # noqa: PT017  # which one is the point
    assert known == [queries[0], queries[2], queries[3]]


def test_a_flood_of_tiny_documents_takes_no_more_memory_than_configured() -> None:
    store = DocumentStore(PersistedDocuments(bytes=200_000), {})
    tracemalloc.start()
    try:
        for number in range(5_000):
            query = f"{{{number}}}"
            store.resolve(GraphQLRequest(query, extensions=by_hash(sha(query))))
        assert tracemalloc.get_traced_memory()[0] < 300_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("form", ["apollo", "relay"])
def test_only_published_documents_run_where_the_configuration_says_so(
    run: Any, serving: Any, tmp_path: Path, form: str
) -> None:
    manifest = tmp_path / "manifest.json"
    if form == "apollo":
        operations = [{"id": "one", "name": "A", "type": "query", "body": "{a}"}]
        manifest.write_text(json.dumps({"format": "apollo-persisted-query-manifest", "operations": operations}))
    else:
        manifest.write_text(json.dumps({"one": "{a}"}))

    async def main() -> None:
        config = f"persisted_documents: {{only: true, manifest: {manifest}}}"
        async with serving(config) as server, server.client() as client:
            for parameters, status in (
                ({"documentId": "one"}, 200),
                ({"query": "{a}"}, 200),
                ({"query": "{b}"}, 400),
                ({"documentId": "two"}, 400),
                ({"query": "{b}", "extensions": by_hash(sha("{b}"))}, 400),
            ):
                assert (await client.post("/graphql", json=parameters)).status_code == status, parameters
            assert {request.query for request in server.engine.requests} == {"{a}"}

    run(main())


@pytest.mark.parametrize("text", ["", "[]", '{"operations": [{"id": 1}]}', '{"one": 1}'])
def test_a_file_that_is_no_manifest_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(text)
    with pytest.raises(ValueError, match="manifest"):
        load_manifest(manifest)
