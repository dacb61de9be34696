"""Files that cannot be used leave a gateway as it is, and the next change is taken again."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from jetbridge.app import Embedding, Gateway, Source
from jetbridge.config import load_config_text
from jetbridge.serve import reload_on_change
from jetbridge.supergraph import load_supergraph
from jetbridge.transport.message import Request

from ..planner.planning import supergraph_of

SUBGRAPH = "type Query { a: Int }"


class Files:
    """Change as often as there are configurations, one after the other."""

    def __init__(self, sources: list[Source]) -> None:
        self._sources = sources
        self.folder = Path()

    async def wait_for_change(self, _: Any) -> bytes:
        return b""

    def load(self) -> Source:
        return self._sources.pop(0)


def test_a_certificate_that_is_not_there_yet_does_not_end_the_watching(tmp_path: Path) -> None:
    supergraph = load_supergraph(supergraph_of(a=SUBGRAPH))

    def build_source(ca: str, more: str = "") -> Source:
        tls = f"tls: {{ca: '{ca}'}}" if ca else ""
        text = f"subgraphs: {{a: {{url: 'https://127.0.0.1:1/', {tls}}}}}\n{more}"
        return Source(supergraph, load_config_text(text, {}))

    async def main() -> None:
        first = build_source("")
        gateway = Gateway(first)
        files: Any = Files(
            [build_source(str(tmp_path / "missing.pem")), build_source("", "supergraph: {watch: false}")]
        )
        await reload_on_change(gateway, files, first)
        assert gateway.generation.number == 2
        gateway.close()

    asyncio.run(main())


def test_what_nobody_thought_of_does_not_end_the_watching(caplog: pytest.LogCaptureFixture) -> None:
    supergraph = load_supergraph(supergraph_of(a=SUBGRAPH))

    class DamagedAtFirst(Files):
        def load(self) -> Source:
            if len(self._sources) == 2:
                self._sources.pop(0)
                raise RecursionError
            return super().load()

    async def main() -> None:
        first, last = (Source(supergraph, load_config_text(text, {})) for text in ("{}", "supergraph: {watch: false}"))
        gateway = Gateway(first)
        files: Any = DamagedAtFirst([first, last])
        await reload_on_change(gateway, files, first)
        assert gateway.generation.number == 2
        gateway.close()

    asyncio.run(main())
    assert "RecursionError" in caplog.text


@pytest.mark.parametrize(
    ("unusable", "reason"),
    [("persisted_documents: {manifest: missing.json}", "manifest"), ("hooks: [{use: 'nowhere:Hook'}]", "nowhere")],
)
def test_a_configuration_that_cannot_be_used_leaves_no_thread_behind(unusable: str, reason: str) -> None:
    async def main() -> None:
        supergraph = load_supergraph(supergraph_of(a=SUBGRAPH))
        gateway = Gateway(Source(supergraph, load_config_text("{}", {})))
        traces = "telemetry: {traces: {endpoint: 'http://127.0.0.1:1/v1/traces'}}"
        bad = load_config_text(f"{traces}\n{unusable}", {})
        for _ in range(2):
            with pytest.raises(ValueError, match=reason):
                await gateway.replace(Source(supergraph, bad))
        gateway.close()

    before = {thread.name for thread in threading.enumerate() if "asyncio" not in thread.name}
    asyncio.run(main())
    after = {thread.name for thread in threading.enumerate() if "asyncio" not in thread.name}
    assert after == before


def answer_everything(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    environ["wsgi.input"].read()
    start_response("200 OK", [("content-type", "application/json")])
    return [b'{"data":{"a":1,"b":2}}']


async def ask(gateway: Gateway, query: str) -> bytes:
    body = json.dumps({"query": query}).encode()
    headers = {b"content-type": b"application/json"}
    return (await gateway.handle(Request("POST", b"/graphql", b"", headers, body, "127.0.0.1"))).body


@pytest.mark.parametrize(("most", "known"), [(500, ["{ a b }", "{ a }"]), (1, ["{ a b }"]), (0, [])])
def test_what_was_asked_last_is_planned_before_a_change_is_in_service(most: int, known: list[str]) -> None:
    def build_source(sdl: str) -> Source:
        return Source(
            load_supergraph(supergraph_of(a=sdl)), load_config_text(f"supergraph: {{prepare_ahead: {most}}}", {})
        )

    async def main() -> None:
        gateway = Gateway(
            build_source("type Query { a: Int b: Int gone: Int }"),
            embedding=Embedding(applications={"a": answer_everything}),
        )
        for query in ("{ a }", "{ gone }", "{ a b }"):
            await ask(gateway, query)
        await gateway.replace(build_source("type Query { a: Int b: Int new: Int }"))
        preparation = gateway.generation.engine.preparation
        assert sorted(variant[0] for variant in preparation.list_variants(10)) == known
        for query in known:
            await ask(gateway, query)
        assert (preparation.operations.cache.misses, preparation.executables.cache.misses) == (0, 0)
        assert b"Cannot query field" in await ask(gateway, "{ gone }")
        gateway.close()

    asyncio.run(main())


LIFE = """
from jetbridge.hooks import Hooks
class Life(Hooks):
    told = []
    async def start(self):
        if self.settings["name"] == "broken":
            raise OSError("nobody listens")
        self.told.append("start " + self.settings["name"])
    async def stop(self):
        self.told.append("stop " + self.settings["name"])
"""


def test_hooks_go_on_while_their_settings_stay_and_those_that_cannot_start_keep_a_change_out(tmp_path: Path) -> None:
    (tmp_path / "hooks_that_live.py").write_text(LIFE)
    supergraph = load_supergraph(supergraph_of(a=SUBGRAPH))

    def build_source(name: str, more: str = "") -> Source:
        hook = f"hooks: [{{use: 'hooks_that_live:Life', settings: {{name: {name}}}}}]"
        return Source(supergraph, load_config_text(f"{hook}\nlimits: {{seconds: 1000}}\n{more}", {}))

    async def main() -> list[str]:
        gateway = Gateway(build_source("one"), tmp_path)
        await gateway.start()
        await gateway.replace(build_source("one", "etag: {enabled: false}"))
        with pytest.raises(ValueError, match=r"The hook Life cannot start: .*nobody listens"):
            await gateway.replace(build_source("broken"))
        assert gateway.generation.number == 2
        await gateway.replace(build_source("two"))
        # The one before waits for requests that may still call it, but not beyond the end of the gateway.
        await gateway.stop()
        from hooks_that_live import Life  # type: ignore[import-not-found]  # written above

        return list(Life.told)

    assert asyncio.run(main()) == ["start one", "start two", "stop one", "stop two"]


def test_settings_that_name_what_is_not_there_are_told_when_they_come_into_service(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = """
        supergraph: {watch: false}
        subgraphs: {acounts: {timeout_seconds: 1}}
        headers: {request: [{name: x-tenant, to: [a, shop]}]}
        answer_cache: {subgraphs: [b]}
        static: [{directory: nowhere}]
    """
    supergraph = load_supergraph(supergraph_of(a=SUBGRAPH))

    async def main() -> None:
        first = Source(supergraph, load_config_text("{}", {}))
        gateway = Gateway(first, tmp_path)
        files: Any = Files([Source(supergraph, load_config_text(settings, {}))])
        files.folder = tmp_path
        await reload_on_change(gateway, files, first)
        gateway.close()

    asyncio.run(main())
    told = [vars(each)["fields"]["reason"] for each in caplog.records if each.message == "a setting leads nowhere"]
    assert told == [
        "There is no such subgraph, so nothing of it is used.",
        "The rule for x-tenant names shop, which is no subgraph.",
        "`subgraphs` names b, which is no subgraph.",
        f"{tmp_path / 'nowhere'} is no directory.",
    ]
