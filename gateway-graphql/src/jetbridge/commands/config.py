"""`jetbridge config validate FILE` and `jetbridge config schema`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("config", help="check a gateway.yaml, or print what it may hold")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    validate = actions.add_parser("validate", help="name every problem in the file, with its line and the way out")
    validate.add_argument("file", type=Path, nargs="?", default=Path("gateway.yaml"))
    validate.add_argument("--format", choices=("text", "json"), default="text")
    validate.set_defaults(run=run_validate)
    schema = actions.add_parser("schema", help="print what may stand in the file: for editors, or for people")
    schema.add_argument("--format", choices=("json", "markdown"), default="json")
    schema.set_defaults(run=run_schema)


def run_validate(args: argparse.Namespace) -> int:
    from jetbridge.config import ConfigError, load_config

    try:
        load_config(args.file)
    except ConfigError as error:
        if args.format == "json":
            problems = [asdict(problem) for problem in error.problems]
            print(msgspec.json.encode({"ok": False, "problems": problems}).decode("utf-8"))
        else:
            print(error, file=sys.stderr)
        return 1
    print('{"ok":true,"problems":[]}' if args.format == "json" else f"{args.file}: in order")
    return 0


def run_schema(args: argparse.Namespace) -> int:
    from jetbridge.config import Config
    from jetbridge.config.reference import build_reference

    if args.format == "markdown":
        print(build_reference())
        return 0
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "gateway.yaml"}
    print(msgspec.json.format(msgspec.json.encode(schema | msgspec.json.schema(Config))).decode("utf-8"))
    return 0
