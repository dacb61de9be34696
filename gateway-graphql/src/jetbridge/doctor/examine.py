"""The files of a gateway -> everything that was found out about it, in the order in which it would show."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from jetbridge.config import ConfigError
from jetbridge.doctor.finding import Finding
from jetbridge.doctor.settings import check_settings
from jetbridge.doctor.subgraphs import check_subgraphs
from jetbridge.doctor.subscriptions import check_subscriptions
from jetbridge.doctor.surroundings import check_connections, check_keys, check_machine
from jetbridge.remote_supergraph import RemoteError, RemoteSupergraph
from jetbridge.source import SourceError, SourceFiles

if TYPE_CHECKING:
    from jetbridge.config import Config
    from jetbridge.supergraph import Supergraph


async def examine(files: SourceFiles) -> list[Finding]:
    """Without files that can be read there is nothing else to look at."""
    subject = str(files.config or "configuration")
    try:
        config = files.load_config()
    except ConfigError as error:
        return [Finding("problem", f"{subject}:{each.line}", f"{each.path}: {each.message}") for each in error.problems]
    findings = [Finding("ok", subject, f"In order; {config.mode} mode.")]
    try:
        supergraph = _load_supergraph(files, config, findings)
    except SourceError as error:
        return [*findings, Finding("problem", "supergraph", str(error))]
    message = f"Of {', '.join(supergraph.subgraphs)}."
    findings.append(Finding("ok", "supergraph", message))
    findings += check_settings(config, supergraph, files.folder)
    findings += await check_subgraphs(config, supergraph, files.folder)
    findings += await check_subscriptions(config, supergraph, files.folder)
    findings += await check_keys(config, files.folder)
    findings += await check_connections(config, supergraph)
    findings += check_machine(config, supergraph)
    return findings


def _load_supergraph(files: SourceFiles, config: Config, findings: list[Finding]) -> Supergraph:
    """What is published, if something is: read, but not put where the gateway would find it."""
    if files.build_remote(config) is None:
        return files.load().supergraph
    with TemporaryDirectory(prefix="jetbridge-") as folder:
        file = Path(folder) / "supergraph.graphql"
        try:
            RemoteSupergraph(config.supergraph, file).fetch()
        except RemoteError as error:
            way_out = (
                "A gateway would begin with supergraph.file, if it is there. Correct supergraph.url, or publish one."
            )
            findings.append(Finding("problem", "supergraph.url", str(error), way_out))
            return files.load().supergraph
        findings.append(Finding("ok", "supergraph.url", f"{config.supergraph.url} has one."))
        return SourceFiles(files.config, file).load().supergraph
