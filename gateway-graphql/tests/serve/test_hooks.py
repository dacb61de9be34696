"""Code around every request sees what it may, says what it may, and does no harm where it fails."""

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from jetbridge.app import create_app
from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.hooks import Answer, GatewayError, Hooks, IncomingRequest, SeenOperation

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"]) '
SDL = LINK + "type Query { open: String mine: String @authenticated } type Mutation { change: String }"
Ask = Callable[..., httpx.Response]


class Subgraph:
    """Answers every field with its name, and remembers what it was sent."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        query = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))["query"]
        self.headers.append({k[5:].lower(): v for k, v in environ.items() if k.startswith("HTTP_")})
        start_response("200 OK", [("content-type", "application/json")])
        return [json.dumps({"data": {f: f for f in ("open", "mine", "change") if f in query}}).encode()]


@pytest.fixture
def subgraph() -> Subgraph:
    return Subgraph()


@pytest.fixture
def ask(tmp_path: Path, subgraph: Subgraph) -> Ask:
    composed = compose([SubgraphDefinition("shop", "http://shop", SDL)])
    assert composed.supergraph_sdl is not None
    (tmp_path / "supergraph.graphql").write_text(composed.supergraph_sdl)

    def ask(*hooks: type[Hooks], query: Any = "{ open }", config: str = "", **headers: str) -> httpx.Response:
        (tmp_path / "gateway.yaml").write_text(config)
        body = query if isinstance(query, list) else {"query": query}

        async def post() -> httpx.Response:
            app = create_app(
                tmp_path / "supergraph.graphql",
                tmp_path / "gateway.yaml",
                applications={"shop": subgraph},
                hooks=[hook({}) for hook in hooks],
            )
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
                return await client.post("/graphql", json=body, headers=headers)

        return asyncio.run(post())

    return ask


class ApiKeys(Hooks):
    async def on_request(self, request: IncomingRequest) -> None:
        key = request.headers.get("X-Api-Key")
        if key == "stolen":
            raise GatewayError("FORBIDDEN", "This key was revoked.")
        if key is not None:
            request.authenticate({"sub": key})


def test_a_hook_says_who_asks(ask: Ask) -> None:
    assert ask(ApiKeys, query="{ mine }", **{"x-api-key": "ada"}).json() == {"data": {"mine": "mine"}}
    refused = ask(ApiKeys, query="{ mine }").json()
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_refusal_is_answered_like_any_other(ask: Ask) -> None:
    config = "cors: {origins: ['https://app.example']}"
    answer = ask(ApiKeys, config=config, **{"x-api-key": "stolen", "origin": "https://app.example"})
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["message"] == "This key was revoked."
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "x-request-id" in answer.headers


def test_what_a_hook_sends_along_reaches_the_subgraph_instead_of_the_clients(ask: Ask, subgraph: Subgraph) -> None:
    class Tenants(Hooks):
        async def on_request(self, request: IncomingRequest) -> None:
            request.send_along("x-tenant", "north")
            request.send_along("x-for-others", "secret", to=["others"])

    config = "headers: {request: [{name: x-tenant}, {name: x-shop}]}"
    ask(Tenants, config=config, **{"x-tenant": "forged", "x-shop": "1"})
    (sent,) = subgraph.headers
    assert (sent["x_tenant"], sent["x_shop"], "x_for_others" in sent) == ("north", "1", False)


@pytest.mark.parametrize(
    ("name", "value"), [("Host", "a"), ("content-length", "3"), ("x y", "a"), ("x-a", "b\r\nx-c: d"), ("x-a", "Ā")]
)
def test_a_header_that_would_break_a_message_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="header"):
        IncomingRequest("POST", "/graphql", {}, "").send_along(name, value)


def test_an_operation_is_seen_before_anything_is_fetched_for_it(ask: Ask, subgraph: Subgraph) -> None:
    seen: list[SeenOperation] = []

    class ReadOnly(Hooks):
        async def on_operation(self, request: IncomingRequest, operation: SeenOperation) -> None:
            seen.append(operation)
            if operation.kind == "mutation":
                raise GatewayError("SERVICE_UNAVAILABLE", "Read only for an hour.", retry_after=3600)

    refused = ask(ReadOnly, query="mutation Change { change }")
    assert (refused.status_code, refused.headers["retry-after"], subgraph.headers) == (503, "3600", [])
    assert ask(ReadOnly, ApiKeys, query="{ open }", **{"x-api-key": "ada"}).json() == {"data": {"open": "open"}}
    assert [(each.name, each.kind, each.claims) for each in seen] == [
        ("Change", "mutation", None),
        (None, "query", {"sub": "ada"}),
    ]


def test_a_batch_is_one_request_of_several_operations(ask: Ask) -> None:
    class Counter(Hooks):
        async def on_request(self, request: IncomingRequest) -> None:
            request.state["operations"] = 0

        async def on_operation(self, request: IncomingRequest, operation: SeenOperation) -> None:
            request.state["operations"] += 1

        async def on_answer(self, request: IncomingRequest, answer: Answer) -> None:
            answer.add_header("x-operations", str(request.state["operations"]))

    answer = ask(Counter, query=[{"query": "{ open }"}] * 3, config="batching: {enabled: true}")
    assert (answer.headers["x-operations"], len(answer.json())) == ("3", 3)


def test_the_last_on_the_way_in_is_the_first_on_the_way_out(ask: Ask) -> None:
    def build(name: str) -> type[Hooks]:
        class Named(Hooks):
            async def on_request(self, request: IncomingRequest) -> None:
                request.state.setdefault("way", []).append(name)

            async def on_answer(self, request: IncomingRequest, answer: Answer) -> None:
                request.state["way"].append(name)
                answer.add_header(f"x-way-{name}", " ".join(request.state["way"]))

        return Named

    answer = ask(build("one"), build("two"))
    assert answer.headers["x-way-two"] == "one two two"
    assert answer.headers["x-way-one"] == "one two two one"


def test_a_hook_that_fails_on_the_way_in_is_masked_and_logged(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Hooks):
        async def on_request(self, request: IncomingRequest) -> None:
            raise KeyError("secret")

        async def on_operation(self, request: IncomingRequest, operation: SeenOperation) -> None: ...

    class BrokenLater(Hooks):
        async def on_operation(self, request: IncomingRequest, operation: SeenOperation) -> None:
            raise KeyError("secret")

    for hook in (Broken, BrokenLater):
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            answer = ask(hook)
        assert (answer.status_code, "secret" in answer.text) == (500, False)
        assert "KeyError" in caplog.text


def test_a_hook_that_fails_on_the_way_out_costs_nobody_the_answer(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Hooks):
        async def on_answer(self, request: IncomingRequest, answer: Answer) -> None:
            raise KeyError("late")

    with caplog.at_level(logging.ERROR):
        assert ask(Broken).json() == {"data": {"open": "open"}}
    assert "a hook failed" in caplog.text


def test_a_hook_that_cannot_start_keeps_somebody_elses_server_from_starting(ask: Ask, tmp_path: Path) -> None:
    class Unlucky(Hooks):
        async def start(self) -> None:
            raise ConnectionError("no database")

    ask()  # which writes the files

    async def main() -> list[Any]:
        sent: list[Any] = []

        async def receive() -> dict[str, str]:
            return {"type": "lifespan.startup"}

        async def send(message: Any) -> None:
            sent.append(message)

        app = create_app(tmp_path / "supergraph.graphql", tmp_path / "gateway.yaml", hooks=[Unlucky({})])
        await app({"type": "lifespan"}, receive, send)
        return sent

    (told,) = asyncio.run(main())
    assert told["type"] == "lifespan.startup.failed"
    assert "The hook Unlucky cannot start: ConnectionError('no database')" in told["message"]


def test_what_a_hook_adds_for_one_browser_is_not_given_to_the_next(
    ask: Ask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Sessions(Hooks):
        async def on_answer(self, request: IncomingRequest, answer: Answer) -> None:
            answer.add_header("set-cookie", f"for={request.headers['x-name']}")
            answer.headers.append(("x-broken", "a\r\nx-injected: b"))

    ask()  # which writes the files
    (tmp_path / "gateway.yaml").write_text("graphiql: true")

    async def main() -> list[httpx.Response]:
        app = create_app(tmp_path / "supergraph.graphql", tmp_path / "gateway.yaml", hooks=[Sessions({})])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
            return [
                await client.get("/graphql", headers={"accept": "text/html", "x-name": name}) for name in ("ada", "bob")
            ]

    found = asyncio.run(main())
    assert [each.headers.get_list("set-cookie") for each in found] == [["for=ada"], ["for=bob"]]
    assert "x-broken" not in found[0].headers
    assert "a hook set a header that cannot be sent" in caplog.text


def test_a_hook_sees_each_operation_also_where_equal_ones_share_an_answer(ask: Ask, tmp_path: Path) -> None:
    seen: list[str] = []

    class Counter(Hooks):
        async def on_operation(self, request: IncomingRequest, operation: SeenOperation) -> None:
            seen.append(operation.document)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("content-type", "application/json")])
        return [b'{"data": {"open": "open"}}']

    ask()  # which writes the files
    (tmp_path / "gateway.yaml").write_text("deduplicate: true")

    async def main() -> None:
        files = tmp_path / "supergraph.graphql", tmp_path / "gateway.yaml"
        app = create_app(*files, applications={"shop": answer}, hooks=[Counter({})])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
            await asyncio.gather(*(client.post("/graphql", json={"query": "{ open }"}) for _ in range(3)))

    asyncio.run(main())
    assert len(seen) == 3


def test_the_configuration_names_classes_beside_it(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "hooks_beside_it.py").write_text(
        "from jetbridge.hooks import Hooks\n"
        "class Greeting(Hooks):\n"
        "    async def start(self):\n"
        "        self.words = self.settings['words']\n"
        "    async def on_request(self, request):\n"
        "        request.authenticate({'sub': 'somebody'})\n"
        "    async def on_answer(self, request, answer):\n"
        "        answer.add_header('x-greeting', self.words)\n"
    )
    hook = "hooks: [{use: 'hooks_beside_it:Greeting', settings: {words: hello}}]"
    answer = ask(config=f"{hook}\nauthentication: {{required: true}}", query="{ mine }")
    assert (answer.json(), answer.headers["x-greeting"]) == ({"data": {"mine": "mine"}}, "hello")


@pytest.mark.parametrize(
    ("use", "reason"),
    [
        ("no_such_module_anywhere:Hook", "cannot be imported: ModuleNotFoundError"),
        ("json:NoSuchName", "json has no NoSuchName"),
        ("json:JSONDecoder", "no class derived from jetbridge.hooks.Hooks"),
    ],
)
def test_a_hook_that_is_none_keeps_the_gateway_from_starting(ask: Ask, use: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        ask(config=f"hooks: [{{use: '{use}'}}]")


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        ("async def on_requests(self, request): ...", "nothing calls on_requests; what is called is start, "),
        ("async def on_response(self, request, answer): ...", "nothing calls on_response; what is called is start, "),
        ("def on_answer(self, request, answer): ...", "on_answer must be `async def`"),
    ],
)
def test_a_hook_that_would_never_be_called_keeps_the_gateway_from_starting(
    ask: Ask, tmp_path: Path, method: str, reason: str
) -> None:
    module = f"hooks_misspelt_{abs(hash(method))}"
    (tmp_path / f"{module}.py").write_text(f"from jetbridge.hooks import Hooks\nclass Mine(Hooks):\n    {method}\n")
    with pytest.raises(ValueError, match=reason):
        ask(config=f"hooks: [{{use: '{module}:Mine'}}]")
