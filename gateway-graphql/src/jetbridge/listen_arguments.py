"""--host, --port and --workers: arguments of the commands that serve -> a configuration."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.config import Config

LAST_PORT = 65_535


def add_listen_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", metavar="ADDRESS", help="address to listen on (default 127.0.0.1)")
    parser.add_argument(
        "--port", type=_integer(0, LAST_PORT), metavar="N", help="port to listen on (default 4000; 0 takes a free one)"
    )


def add_workers_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=_integer(1), metavar="N", help="processes (default 1)")


def override_listen(config: Config, args: argparse.Namespace) -> Config:
    """The command line goes before the file."""
    given = {name: getattr(args, name, None) for name in ("host", "port", "workers")}
    listen = msgspec.structs.replace(
        config.listen, **{name: value for name, value in given.items() if value is not None}
    )
    return msgspec.structs.replace(config, listen=listen)


def _integer(least: int, most: int | None = None) -> Callable[[str], int]:
    def read(text: str) -> int:
        wanted = f"a whole number from {least} to {most}" if most else f"a whole number of at least {least}"
        if not text.isascii() or not text.isdigit() or int(text) < least or (most is not None and int(text) > most):
            raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
        return int(text)

    return read
