"""supergraph.yaml, as rover reads it: which subgraphs there are and where their SDL comes from.

`${env.NAME}`, `${file.PATH}` and our own `${NAME}` are filled in.

`load_supergraph_config(path)` -> the sources; `fetch_definitions(sources)` -> the subgraphs with their SDL. Here, at
the rim, files are read and running subgraphs are asked; composition itself does neither.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jetbridge.composition.subgraph import SubgraphDefinition
from jetbridge.config.document import load_document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SDL_QUERY = json.dumps({"query": "query SubgraphSdl { _service { sdl } }"}).encode()
_TIMEOUT_SECONDS = 10


class SupergraphConfigError(Exception):
    """The configuration, or a place it names, cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class SubgraphSource:
    """A subgraph and exactly one place of its SDL."""

    name: str
    routing_url: str
    file: Path | None = None
    sdl: str | None = None
    subgraph_url: str | None = None
    introspection_headers: tuple[tuple[str, str], ...] = ()


def load_supergraph_config(path: Path, environment: Mapping[str, str] | None = None) -> tuple[SubgraphSource, ...]:
    """Read the configuration, or standard input for `-`; paths in it are relative to it."""
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SupergraphConfigError(f"{path} cannot be read: {reason}") from error
    document = load_document(text, os.environ if environment is None else environment)
    if document.problems:
        raise SupergraphConfigError("\n".join(f"{path}:{p.line}: {p.path}: {p.message}" for p in document.problems))
    subgraphs = document.value.get("subgraphs") if isinstance(document.value, dict) else None
    if not isinstance(subgraphs, dict) or not subgraphs:
        raise SupergraphConfigError(f"{path} names no subgraph; it needs subgraphs: {{NAME: {{routing_url, schema}}}}.")
    return tuple(_source(str(name), entry, path) for name, entry in subgraphs.items())


def _source(name: str, entry: Any, path: Path) -> SubgraphSource:
    schema = entry.get("schema") if isinstance(entry, dict) else None
    if not isinstance(schema, dict):
        raise SupergraphConfigError(f"{path}: subgraph {name} has no schema; give it file, sdl or subgraph_url.")
    given = {key: value for key in ("file", "sdl", "subgraph_url") if isinstance(value := schema.get(key), str)}
    if len(given) != 1:
        raise SupergraphConfigError(f"{path}: the schema of {name} needs exactly one of file, sdl and subgraph_url.")
    routing_url = entry.get("routing_url") or given.get("subgraph_url") or ""
    file = path.parent / given["file"] if "file" in given else None
    headers = schema.get("introspection_headers") or {}
    if not isinstance(headers, dict):
        raise SupergraphConfigError(f"{path}: introspection_headers of {name} are a mapping of names to values.")
    lines = tuple((str(key), str(value)) for key, value in headers.items())
    return SubgraphSource(name, str(routing_url), file, given.get("sdl"), given.get("subgraph_url"), lines)


def fetch_definitions(sources: Sequence[SubgraphSource]) -> list[SubgraphDefinition]:
    """All at the same time. Raises with what is wrong with each that cannot be had."""
    with ThreadPoolExecutor(max_workers=len(sources)) as pool:
        found = list(pool.map(_try_to_fetch, sources))
    complaints = [str(each) for each in found if isinstance(each, SupergraphConfigError)]
    if complaints:
        raise SupergraphConfigError("\n".join(complaints))
    return [each for each in found if isinstance(each, SubgraphDefinition)]


def _try_to_fetch(source: SubgraphSource) -> SubgraphDefinition | SupergraphConfigError:
    try:
        return fetch_definition(source)
    except SupergraphConfigError as error:
        return error


def fetch_definition(source: SubgraphSource) -> SubgraphDefinition:
    """Get the SDL of a subgraph from where it is."""
    if source.sdl is not None:
        sdl = source.sdl
    elif source.file is not None:
        sdl = _read(source.name, source.file)
    else:
        sdl = _ask(source.name, source.subgraph_url or "", dict(source.introspection_headers))
    return SubgraphDefinition(source.name, source.routing_url, sdl)


def _read(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SupergraphConfigError(f"The schema of {name} cannot be read from {file}: {why}.") from error


def _ask(name: str, url: str, headers: dict[str, str]) -> str:
    if not url.startswith(("http://", "https://")):
        raise SupergraphConfigError(f"The subgraph_url of {name} is not http or https: {url}")
    headers = {"content-type": "application/json", **headers}
    try:
        request = urllib.request.Request(url, _SDL_QUERY, headers)  # noqa: S310 - just checked
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310 - just checked
            answer = json.loads(response.read())
        sdl = answer["data"]["_service"]["sdl"]
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        message = f"Subgraph {name} at {url} cannot be asked for its schema: {_tell_why(error)}."
        raise SupergraphConfigError(message) from error
    except (ValueError, KeyError, TypeError) as error:
        raise SupergraphConfigError(f"Subgraph {name} at {url} does not answer {{ _service {{ sdl }} }}.") from error
    if not isinstance(sdl, str):
        raise SupergraphConfigError(f"Subgraph {name} at {url} answers {{ _service {{ sdl }} }} without an SDL.")
    return sdl


def _tell_why(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        knows_nobody = error.code in (401, 403)
        way_out = "say who asks in schema.introspection_headers" if knows_nobody else "correct the URL"
        return f"it answers HTTP {error.code}; {way_out}"
    reason = getattr(error, "reason", error)
    return f"{getattr(reason, 'strerror', None) or reason}; start it, or correct the URL"
