"""The files of a gateway -> everything that was found out about it, in the order in which it would show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.config import ConfigError
from jetbridge.doctor.finding import Finding
from jetbridge.doctor.settings import check_settings
from jetbridge.doctor.subgraphs import check_subgraphs
from jetbridge.doctor.surroundings import check_connections, check_keys, check_machine
from jetbridge.source import SourceError

if TYPE_CHECKING:
    from jetbridge.source import SourceFiles


async def examine(files: SourceFiles) -> list[Finding]:
    """Without files that can be read there is nothing else to look at."""
    subject = str(files.config or "configuration")
    try:
        config = files.load_config()
    except ConfigError as error:
        return [Finding("problem", f"{subject}:{each.line}", f"{each.path}: {each.message}") for each in error.problems]
    findings = [Finding("ok", subject, f"In order; {config.mode} mode.")]
    try:
        supergraph = files.load().supergraph
    except SourceError as error:
        return [*findings, Finding("problem", "supergraph", str(error))]
    message = f"Of {', '.join(supergraph.subgraphs)}."
    findings.append(Finding("ok", "supergraph", message))
    findings += check_settings(config, supergraph, files.folder)
    findings += await check_subgraphs(config, supergraph)
    findings += await check_keys(config, files.folder)
    findings += await check_connections(config, supergraph)
    findings += check_machine(config, supergraph)
    return findings
