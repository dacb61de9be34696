"""The command line: `jetbridge COMMAND`, one module of `commands` each.

Exit codes: 0 the command did what it was asked; 1 it found something wrong, which it named; 2 it was called wrongly;
130 it was interrupted. Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from jetbridge import commands

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    args = build_parser().parse_args(arguments)
    try:
        code: int = args.run(args)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more may be written, not even at exit.
        sys.stderr.close()
        return 1
    return code


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jetbridge",
        description="A GraphQL Federation gateway: composes, plans and executes over subgraphs.",
        epilog="Exit codes: 0 done, 1 something is wrong and was named, 2 called wrongly.",
    )
    parser.add_argument("--version", action="version", version=f"jetbridge {version('jetbridge')}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in pkgutil.iter_modules(commands.__path__):
        importlib.import_module(f"{commands.__name__}.{module.name}").register(subparsers)
    return parser
