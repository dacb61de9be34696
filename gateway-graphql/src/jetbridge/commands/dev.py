"""`jetbridge dev`: a gateway over subgraphs under development; recomposes and reloads when one of them changes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jetbridge.listen_arguments import add_listen_arguments, override_listen

if TYPE_CHECKING:
    import argparse

    from jetbridge.dev import Recomposer


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("dev", help="watch subgraphs, recompose, and serve the result")
    parser.add_argument("--config", type=Path, metavar="FILE", required=True, help="supergraph.yaml")
    parser.add_argument("--gateway", type=Path, metavar="FILE", help="gateway.yaml; without it, development mode")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write the supergraph")
    add_listen_arguments(parser)
    parser.add_argument("--no-serve", action="store_true", help="only recompose")
    # Whoever develops looks at one process.
    parser.set_defaults(run=run, workers=1)


def run(args: argparse.Namespace) -> int:
    import tempfile
    import threading

    from jetbridge.dev import Recomposer

    with tempfile.TemporaryDirectory(prefix="jetbridge-dev-") as folder:
        recomposer = Recomposer(args.config, args.output or Path(folder) / "supergraph.graphql")
        recomposer.check()
        if args.no_serve:
            recomposer.run(threading.Event())
            return 0
        if not recomposer.output.exists():
            print("Nothing to serve yet; correct the subgraphs and start again.", file=sys.stderr)
            return 1
        return _serve(args, recomposer)


def _serve(args: argparse.Namespace, recomposer: Recomposer) -> int:
    import threading

    from jetbridge.config import ConfigError
    from jetbridge.serve import serve
    from jetbridge.source import SourceError, SourceFiles
    from jetbridge.telemetry.logs import configure_logs

    files = SourceFiles(args.gateway, recomposer.output)
    stop = threading.Event()
    try:
        source = files.load()
        configure_logs(source.config.telemetry.log_level, "text" if sys.stderr.isatty() else "json")
        listen = override_listen(source.config, args).listen
        threading.Thread(target=recomposer.run, args=(stop,), name="recompose", daemon=True).start()
        return serve(files, source, listen)
    except (ConfigError, SourceError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        stop.set()
