"""`jetbridge doctor` names what would keep a gateway from working."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from jetbridge.cli import main
from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.config import load_config_text
from jetbridge.doctor.examine import examine as look
from jetbridge.doctor.settings import check_settings
from jetbridge.source import SourceFiles
from jetbridge.supergraph import load_supergraph

from ..planner.planning import supergraph_of

SECRET = "0123456789abcdef0123456789abcdef"
A = 'type Query { a: A } type A @key(fields: "id") { id: ID! name: String }'
B = 'type Query { b: Int } type A @key(fields: "id") { id: ID! size: Int }'

EVENT_SOURCE = """
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@composeDirective"])
  @link(url: "https://specs.jetbridge.example/amqp/v1.0", import: ["@amqpSubscribe"])
  @composeDirective(name: "@amqpSubscribe")
directive @amqpSubscribe(exchange: String!, routingKeys: [String!]!) on FIELD_DEFINITION
type A @key(fields: "id", resolvable: false) { id: ID! }
type Subscription { changed: A @amqpSubscribe(exchange: "e", routingKeys: ["k"]) }
"""


class Subgraph:
    """Answers by what is in the query; `answers` may be changed."""

    def __init__(self, sdl: str) -> None:
        self.answers: dict[str, tuple[int, Any]] = {
            "__typename": (200, {"data": {"__typename": "Query"}}),
            "_service": (200, {"data": {"_service": {"sdl": sdl}}}),
        }
        self.headers: list[dict[str, str]] = []
        subgraph = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                subgraph.headers.append({name.lower(): value for name, value in self.headers.items()})
                query = json.loads(self.rfile.read(int(self.headers["content-length"])))["query"]
                self.answer(*next(answer for part, answer in subgraph.answers.items() if part in query))

            def do_GET(self) -> None:
                self.answer(*subgraph.answers["GET"])

            def answer(self, status: int, value: Any) -> None:
                is_stream = isinstance(value, str)
                body = value.encode() if is_stream else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("content-type", "text/event-stream" if is_stream else "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/graphql"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def subgraphs() -> Iterator[dict[str, Subgraph]]:
    running = {"a": Subgraph(A), "b": Subgraph(B)}
    yield running
    for subgraph in running.values():
        subgraph.server.shutdown()
        subgraph.server.server_close()


@pytest.fixture
def examine(tmp_path: Path, subgraphs: dict[str, Subgraph], capsys: Any) -> Any:
    """`examine(rest of gateway.yaml)` gives the exit code, and what is not in order by subject."""
    (tmp_path / "supergraph.graphql").write_text(supergraph_of(a=A, b=B))

    def examine(rest: str = "", **urls: str) -> tuple[int, dict[str, str]]:
        lines = ["mode: development", "supergraph: {file: supergraph.graphql}", "listen: {port: 0, connections: 1}"]
        lines += ["subgraph_defaults: {connections: 1, retries: {attempts: 0}}", "subgraphs:"]
        lines += [f"  {name}: {{url: '{urls.get(name, each.url)}'}}" for name, each in subgraphs.items()]
        (tmp_path / "gateway.yaml").write_text("\n".join([*lines, rest, ""]))
        code = main(["doctor", "--config", str(tmp_path / "gateway.yaml"), "--format", "json"])
        found = json.loads(capsys.readouterr().out)
        assert found["ok"] is (code == 0)
        return code, {each["subject"]: each["message"] for each in found["findings"] if each["level"] != "ok"}

    return examine


def test_a_gateway_that_will_work_has_nothing_wrong(examine: Any, tmp_path: Path, capsys: Any) -> None:
    assert examine() == (0, {})
    assert main(["doctor", "--config", str(tmp_path / "gateway.yaml")]) == 0
    text = capsys.readouterr().out
    assert "ok       supergraph" in text
    assert text.endswith("0 problems, 0 warnings.\n")


def test_a_subgraph_that_is_away_or_elsewhere_is_named(examine: Any, subgraphs: Any) -> None:
    subgraphs["b"].answers["__typename"] = (404, {"detail": "Not Found"})
    assert examine(a="http://127.0.0.1:1/graphql") == (
        1,
        {
            "subgraph a": 'Subgraph "a" cannot be reached: it does not accept connections.',
            "subgraph b": "It answers HTTP 404 without a GraphQL response.",
        },
    )


def test_a_routing_url_that_is_none_is_named_though_subscriptions_go_elsewhere(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "supergraph.graphql").write_text(supergraph_of(a=A).replace('url: "', 'url: "//'))
    settings = "supergraph: {file: supergraph.graphql}\nsubgraphs: {a: {subscriptions: {url: 'http://127.0.0.1:1/'}}}"
    (tmp_path / "gateway.yaml").write_text(f"mode: development\nlisten: {{port: 0}}\n{settings}\n")
    assert main(["doctor", "--config", str(tmp_path / "gateway.yaml")]) == 1
    text = capsys.readouterr().out
    assert "is not the URL of a subgraph" in text
    assert "Nobody listens at 127.0.0.1:1." in text


def test_an_identity_that_is_not_accepted_is_named(examine: Any, subgraphs: Any, tmp_path: Path) -> None:
    subgraphs["a"].answers["__typename"] = (401, {"errors": [{"message": "who?"}]})
    code, found = examine()
    assert (code, found["subgraph a"]) == (1, "It does not accept the identity the gateway signs.")
    file = tmp_path / "gateway.yaml"
    text = file.read_text().replace("a: {url", f"a: {{identity_secret: {SECRET}, url")
    file.write_text(text)
    main(["doctor", "--config", str(file)])
    assert "jetbridge-identity" in subgraphs["a"].headers[-1]


def test_a_supergraph_of_another_version_is_noticed(examine: Any, subgraphs: Any) -> None:
    older = "schema { query: Root } type Root { b: Int } type A { id: ID! }"
    subgraphs["b"].answers["_service"] = (200, {"data": {"_service": {"sdl": older}}})
    assert examine() == (1, {"subgraph b": "It lacks 1 of the fields the supergraph has from it: A.size."})
    subgraphs["b"].answers["_service"] = (400, {"errors": [{"message": "not told"}]})
    assert examine() == (0, {})


def test_keys_are_fetched_and_must_fit(examine: Any, subgraphs: Any) -> None:
    settings = "authentication: {jwt: {issuer: i, audience: a, jwks: {url: '%s'}}}"
    rsa = {"kty": "RSA", "kid": "1", "n": "u1W" + "A" * 339 + "Q", "e": "AQAB"}
    subgraphs["a"].answers["GET"] = (200, {"keys": [rsa]})
    code, found = examine(settings % subgraphs["a"].url)
    assert (code, "is for an algorithm that is allowed (EdDSA)" in found["access tokens"]) == (1, True)
    ed25519 = {"kty": "OKP", "crv": "Ed25519", "kid": "2", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    subgraphs["a"].answers["GET"] = (200, {"keys": [rsa, ed25519]})
    assert examine(settings % subgraphs["a"].url) == (0, {})
    code, found = examine(settings % "http://127.0.0.1:1/jwks")
    assert (code, "cannot be had" in found["access tokens"]) == (1, True)


def test_what_is_probably_not_meant_is_a_warning(tmp_path: Path) -> None:
    text = """
        mode: production
        graphiql: true
        csrf: {enabled: false}
        cors: {origins: ["*"]}
        headers: {request: [{name: x-a, to: [a]}, {name: x-b, to: [d]}]}
        subgraphs: {a: {url: "http://a.example.com/"}, b: {url: "http://b/"}, c: {timeout_seconds: 1}}
    """
    found = list(check_settings(load_config_text(text, {}), load_supergraph(supergraph_of(a=A, b=B)), tmp_path))
    assert {each.level for each in found} == {"warning"}
    subjects = ["subgraphs.c", "headers", "subgraphs.a", "graphiql", "cors.origins", "csrf", "rate_limits"]
    assert [each.subject for each in found] == subjects
    assert all(each.way_out for each in found)


def test_files_and_addresses_that_are_not_there_are_named(examine: Any) -> None:
    files = "static: [{directory: nowhere}]\npersisted_documents: {manifest: none.json}\n"
    traces = "telemetry: {traces: {endpoint: 'http://127.0.0.1:%d/v1/traces'}}"
    code, found = examine(files + traces % 1)
    assert (code, found.keys()) == (1, {"static", "persisted_documents.manifest", "traces"})
    with socket.socket() as collector:
        collector.bind(("127.0.0.1", 0))
        collector.listen()
        assert examine(traces % collector.getsockname()[1]) == (0, {})


def test_a_message_broker_that_is_not_there_is_named_and_its_subgraph_is_no_server(
    examine: Any, subgraphs: Any, tmp_path: Path
) -> None:
    definitions = [SubgraphDefinition("events", "", EVENT_SOURCE)]
    definitions += [SubgraphDefinition(name, subgraphs[name].url, sdl) for name, sdl in (("a", A), ("b", B))]
    supergraph = compose(definitions).supergraph_sdl
    assert supergraph is not None
    (tmp_path / "supergraph.graphql").write_text(supergraph)
    assert examine() == (0, {"rabbitmq.url": "changed: these subscriptions have no broker to come from."})
    code, found = examine("rabbitmq: {url: 'amqp://127.0.0.1:1/%2F'}")
    assert (code, found) == (1, {"message broker": "Nobody listens at 127.0.0.1:1."})


def test_files_that_cannot_be_read_are_all_there_is_to_say(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text("listen:\n  prt: 1\n")
    assert main(["doctor", "--config", str(file)]) == 1
    assert f"{file}:2  listen.prt: There is no setting of this name; did you mean `port`?" in capsys.readouterr().out
    assert main(["doctor", "--supergraph", str(tmp_path / "none.graphql")]) == 1
    assert "the supergraph cannot be read" in capsys.readouterr().out


EVENTS = 'event: next\ndata: {"errors":[{"message":"no field"}]}\n\nevent: complete\ndata:\n\n'


@pytest.mark.parametrize(
    ("settings", "answer", "code", "complaint"),
    [
        ("", (200, EVENTS), 0, None),
        ("", (200, {"data": None}), 0, "It answers application/json, not an event stream."),
        ("protocol: ws", (200, {"data": None}), 1, 'Subgraph "a" has no WebSocket there: it answers HTTP'),
        ("url: 'http://127.0.0.1:1/'", (200, EVENTS), 1, "it does not accept connections."),
    ],
)
def test_subscriptions_that_speak_another_protocol_are_named(
    examine: Any, subgraphs: Any, tmp_path: Path, settings: str, answer: Any, code: int, complaint: str | None
) -> None:
    sdl = f"{A} type Subscription {{ ticks: Int }}"
    others = subgraphs["a"].answers | {"GET": (400, {})}
    subgraphs["a"].answers = {"subscription": answer, **others, "_service": (200, {"data": {"_service": {"sdl": sdl}}})}
    (tmp_path / "supergraph.graphql").write_text(supergraph_of(a=sdl, b=B))
    examine()
    file = tmp_path / "gateway.yaml"
    file.write_text(file.read_text().replace("a: {url", f"a: {{subscriptions: {{{settings}}}, url"))
    findings = asyncio.run(look(SourceFiles(file, None)))
    found = {each.subject: each.message for each in findings if each.level != "ok"}
    assert (any(each.level == "problem" for each in findings), list(found)) == (
        code == 1,
        ["subscriptions of a"] if complaint else [],
    )
    assert complaint is None or complaint in found["subscriptions of a"]
