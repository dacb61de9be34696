"""`jetbridge serve`: answer GraphQL over HTTP for a supergraph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jetbridge.listen_arguments import add_listen_arguments, add_workers_argument, override_listen

if TYPE_CHECKING:
    import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("serve", help="serve a supergraph over HTTP")
    parser.add_argument("--supergraph", type=Path, metavar="FILE", help="supergraph SDL; watched for changes")
    parser.add_argument("--config", type=Path, metavar="FILE", help="gateway.yaml; without it, development mode")
    add_listen_arguments(parser)
    add_workers_argument(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from jetbridge.config import ConfigError
    from jetbridge.serve import serve
    from jetbridge.source import SourceError, SourceFiles
    from jetbridge.telemetry.logs import configure_logs

    files = SourceFiles(args.config, args.supergraph)
    try:
        source = files.load_first()
        telemetry = source.config.telemetry
        form = "text" if args.config is None and sys.stderr.isatty() else telemetry.log_format
        configure_logs(telemetry.log_level, form)
        config = override_listen(source.config, args)
        return serve(files, source, config.listen)
    except (ConfigError, SourceError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
