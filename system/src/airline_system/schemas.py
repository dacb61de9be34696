"""The contracts in `schema/`: each service's exported subgraph, the composed supergraph and the API schema.

`make schema` writes them; `make check` compares, so that what is committed is what the services say.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from airline_system.stack import PREFERRED_PORTS, ROOT, SERVICES

SCHEMA = ROOT / "schema"
# Exporting a schema connects to nothing, but the settings refuse to load without their secrets.
EXPORT_ENVIRONMENT = {
    "APP_MODE": "development",
    "MONGODB_URL": "mongodb://127.0.0.1:1/?retryWrites=false",
    **{
        name: f"{name}: only for exporting the schema, signs nothing"
        for name in ("IDENTITY_SECRET", "DJANGO_SECRET_KEY", "KEY_ENCRYPTION_SECRET", "DOCUMENT_SECRET")
    },
}


class SchemaDrift(Exception):
    """What is committed in `schema/` is not what the services export."""


def build_contracts() -> dict[Path, str]:
    """File → text for everything `make schema` writes."""
    subgraphs = {name: _export(package) for name, package in SERVICES.items()}
    files = {SCHEMA / "subgraphs" / f"{name}.graphql": sdl for name, sdl in subgraphs.items()}
    supergraph, api = _compose(subgraphs)
    return {**files, SCHEMA / "supergraph.graphql": supergraph, SCHEMA / "api.graphql": api}


def write_contracts() -> None:
    for file, text in build_contracts().items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        print(f"wrote {file.relative_to(ROOT)}")


def check_contracts() -> None:
    """Raises SchemaDrift naming the files that differ."""
    drifted = [file for file, text in build_contracts().items() if not file.exists() or file.read_text() != text]
    if drifted:
        names = ", ".join(str(file.relative_to(ROOT)) for file in drifted)
        raise SchemaDrift(f"{names}: not what the services export. Run `make schema` and commit what it writes.")
    print("schema/ is what the services export")


def _export(package: str) -> str:
    command = [sys.executable, "-m", package, "export_schema"]
    environment = {**os.environ, **EXPORT_ENVIRONMENT}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode != 0:
        raise SchemaDrift(f"{package} cannot export its schema:\n{run.stderr}")
    return run.stdout.strip() + "\n"


def _compose(subgraphs: dict[str, str]) -> tuple[str, str]:
    """(supergraph SDL, API schema SDL)."""
    definitions = [
        {"name": name, "url": f"http://127.0.0.1:{PREFERRED_PORTS[name]}/graphql", "sdl": sdl}
        for name, sdl in subgraphs.items()
    ]
    case = json.dumps({"subgraphs": definitions})
    command = [sys.executable, "-m", "jetbridge", "compose", "--json"]
    run = subprocess.run(command, input=case, capture_output=True, text=True, check=False)  # noqa: S603
    if not run.stdout:
        raise SchemaDrift(f"jetbridge compose failed:\n{run.stderr}")
    result = json.loads(run.stdout)
    if not result["ok"]:
        errors = "\n".join(f"{error['code']}: {error['message']}" for error in result["errors"])
        raise SchemaDrift(f"The subgraphs do not compose:\n{errors}")
    return result["supergraphSdl"].strip() + "\n", result["publicSchemaSdl"].strip() + "\n"
