"""A supergraph that is published at a URL is served, kept, and never replaced by something worse."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from jetbridge.app import Gateway
from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.config.subgraphs import SupergraphSource
from jetbridge.remote_supergraph import RemoteError, RemoteSupergraph
from jetbridge.serve import keep_fetching, reload_on_change
from jetbridge.source import SourceError, SourceFiles


def compose_one(field: str) -> str:
    sdl = compose([SubgraphDefinition("a", "http://a.test", f"type Query {{ {field}: Int }}")]).supergraph_sdl
    assert sdl is not None
    return sdl


class Registry:
    """Publishes `text`; says what it was asked with."""

    def __init__(self) -> None:
        self.text = compose_one("first")
        self.status = 200
        self.asked: list[dict[str, str]] = []
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.asked.append({name.lower(): value for name, value in self.headers.items()})
                etag = f'"{hash(registry.text)}"'
                status = 304 if self.headers.get("if-none-match") == etag else registry.status
                self.send_response(status)
                self.send_header("etag", etag)
                self.send_header("location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()
                if status == 200:
                    self.wfile.write(registry.text.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/supergraph"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()


@pytest.fixture
def registry() -> Iterator[Registry]:
    found = Registry()
    yield found
    found.server.shutdown()
    found.thread.join()
    found.server.server_close()


def test_it_is_kept_in_a_file_and_asked_for_only_if_it_is_another(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    remote = RemoteSupergraph(SupergraphSource(url=registry.url, headers={"authorization": "Bearer key"}), file)
    assert remote.fetch()
    assert file.read_text() == registry.text
    assert not remote.fetch()
    assert registry.asked[0]["authorization"] == "Bearer key"
    assert "if-none-match" in registry.asked[1]
    registry.text = compose_one("second")
    assert remote.fetch()
    assert "second" in file.read_text()


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("no graphql {", 200, "The supergraph is not GraphQL, see line 1"),
        ("type Query { a: Int }", 200, "links no version of"),
        ("", 500, "answers 500"),
        ("", 404, "answers 404"),
        ("", 302, "it redirects elsewhere"),
    ],
)
def test_what_cannot_be_used_leaves_the_last_good_one(
    registry: Registry, tmp_path: Path, text: str, status: int, reason: str
) -> None:
    file = tmp_path / "supergraph.graphql"
    file.write_text("the last good one")
    registry.text, registry.status = text, status
    with pytest.raises(RemoteError, match=reason):
        RemoteSupergraph(SupergraphSource(url=registry.url), file).fetch()
    assert [each.name for each in tmp_path.iterdir()] == ["supergraph.graphql"]
    assert file.read_text() == "the last good one"


def test_what_could_not_be_written_is_had_again(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "not yet" / "supergraph.graphql"
    remote = RemoteSupergraph(SupergraphSource(url=registry.url), file)
    with pytest.raises(RemoteError, match="cannot be written"):
        remote.fetch()
    file.parent.mkdir()
    assert remote.fetch()
    assert file.read_text() == registry.text


@pytest.mark.parametrize(
    "settings",
    [SupergraphSource(url="http://[::1/a"), SupergraphSource(url="http://127.0.0.1:1/", headers={"key": "a\n"})],
)
def test_what_cannot_be_asked_is_told_like_what_does_not_answer(settings: SupergraphSource, tmp_path: Path) -> None:
    with pytest.raises(RemoteError, match="cannot be asked"):
        RemoteSupergraph(settings, tmp_path / "supergraph.graphql").fetch()


def test_the_file_can_be_read_by_those_who_could_read_it_before(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    remote = RemoteSupergraph(SupergraphSource(url=registry.url), file)
    assert remote.fetch()
    (tmp_path / "made as usual").touch()
    assert file.stat().st_mode == (tmp_path / "made as usual").stat().st_mode
    file.chmod(0o640)
    registry.text = compose_one("second")
    assert remote.fetch()
    assert file.stat().st_mode & 0o777 == 0o640


def write_config(folder: Path, url: str) -> SourceFiles:
    (folder / "gateway.yaml").write_text(
        f"supergraph: {{url: '{url}', file: kept.graphql, poll_seconds: 0.05}}\ntelemetry: {{metrics: false}}"
    )
    return SourceFiles(folder / "gateway.yaml", None)


def test_a_gateway_begins_with_the_last_good_one_where_nothing_is_published(registry: Registry, tmp_path: Path) -> None:
    files = write_config(tmp_path, "http://127.0.0.1:1/nobody")
    with pytest.raises(SourceError, match=r"no supergraph to begin with: .* cannot be had"):
        files.load_first()
    (tmp_path / "kept.graphql").write_text(registry.text)
    assert "first" in files.load_first().supergraph.api_schema.query_type.fields  # type: ignore[union-attr]  # there is one


def test_what_is_published_anew_comes_into_service(registry: Registry, tmp_path: Path) -> None:
    files = write_config(tmp_path, registry.url)

    async def main() -> None:
        source = files.load_first()
        gateway = Gateway(source, files.folder)
        watching = [
            asyncio.create_task(reload_on_change(gateway, files, source)),
            asyncio.create_task(keep_fetching(gateway, files)),
        ]
        registry.text = compose_one("second")
        async with asyncio.timeout(60):
            while gateway.generation.number == 1:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        gateway.close()

    asyncio.run(main())
    assert "second" in (tmp_path / "kept.graphql").read_text()
