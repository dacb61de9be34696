"""Files that cannot be used leave a gateway as it is, and the next change is taken again."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from jetbridge.app import Gateway, Source
from jetbridge.config import load_config_text
from jetbridge.serve import reload_on_change
from jetbridge.supergraph import load_supergraph

from ..planner.planning import supergraph_of

SUBGRAPH = "type Query { a: Int }"


class Files:
    """Change as often as there are configurations, one after the other."""

    def __init__(self, sources: list[Source]) -> None:
        self._sources = sources

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


def test_a_configuration_that_cannot_be_used_leaves_no_thread_behind() -> None:
    async def main() -> None:
        supergraph = load_supergraph(supergraph_of(a=SUBGRAPH))
        gateway = Gateway(Source(supergraph, load_config_text("{}", {})))
        traces = "telemetry: {traces: {endpoint: 'http://127.0.0.1:1/v1/traces'}}"
        bad = load_config_text(f"{traces}\npersisted_documents: {{manifest: missing.json}}", {})
        for _ in range(2):
            with pytest.raises(ValueError, match="manifest"):
                await gateway.replace(Source(supergraph, bad))
        gateway.close()

    before = {thread.name for thread in threading.enumerate() if "asyncio" not in thread.name}
    asyncio.run(main())
    after = {thread.name for thread in threading.enumerate() if "asyncio" not in thread.name}
    assert after == before
