"""Serve the subgraphs of a shape, correctly and slowly: graphql-core over rows in memory, each at its own path.

Only the first request of each kind comes here; `replay.py` stands before it and remembers.
"""

from __future__ import annotations

import argparse
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, build_schema, graphql_sync, is_leaf_type, parse
from graphql.language import ObjectTypeDefinitionNode
from shapes import SHAPES
from shapes.model import Ref, Row, SubgraphData

FEDERATION = """
scalar FieldSet scalar _Any scalar link__Import
type _Service { sdl: String }
directive @link(url: String!, import: [link__Import]) repeatable on SCHEMA
directive @key(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @requires(fields: FieldSet!) on FIELD_DEFINITION
directive @provides(fields: FieldSet!) on FIELD_DEFINITION
directive @external on FIELD_DEFINITION
directive @shareable on OBJECT | FIELD_DEFINITION
extend type Query { _entities(representations: [_Any!]!): [_Entity]! _service: _Service! }
"""


class Subgraph:
    """One subgraph of a shape, ready to execute."""

    def __init__(self, data: SubgraphData) -> None:
        self._data = data
        entities = [
            node.name.value
            for node in parse(data.sdl).definitions
            if isinstance(node, ObjectTypeDefinitionNode) and any(d.name.value == "key" for d in node.directives or ())
        ]
        self._schema: GraphQLSchema = build_schema(f"{data.sdl}{FEDERATION}union _Entity = {' | '.join(entities)}")

    def execute(self, body: bytes) -> bytes:
        request = json.loads(body)
        result = graphql_sync(
            self._schema,
            request["query"],
            variable_values=request.get("variables"),
            operation_name=request.get("operationName"),
            field_resolver=self._resolve,
            type_resolver=lambda value, *_: value["__typename"],
        )
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [error.formatted for error in result.errors]
        return json.dumps(answer, separators=(",", ":")).encode()

    def _resolve(self, row: Row | None, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        if row is None and info.field_name == "_entities":
            return [self._entity(representation) for representation in arguments["representations"]]
        if row is None:
            return self._value(self._data.roots[info.field_name](**arguments))
        value = row.get(info.field_name)
        if is_leaf_type(info.return_type) and not callable(value):
            return value
        return self._value(value(row, arguments) if callable(value) else value)

    def _entity(self, representation: Row) -> Row | None:
        kind = representation["__typename"]
        row = self._data.tables[kind].get(representation[self._data.keys[kind]])
        return None if row is None else {**representation, **row}

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, Ref):
            return {"__typename": value.table, **self._data.tables[value.table][value.key]}
        return value


class Handler(BaseHTTPRequestHandler):
    """POST /<subgraph>."""

    protocol_version = "HTTP/1.1"
    subgraphs: dict[str, Subgraph]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        answer = self.subgraphs[self.path.strip("/")].execute(body)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a benchmark prints its own lines."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    Handler.subgraphs = {name: Subgraph(data) for name, data in SHAPES[options.shape].subgraphs.items()}
    ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
