"""`jetbridge doctor`: would a gateway of these files work, here and now?"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("doctor", help="look for what keeps a gateway from working, and say the way out")
    parser.add_argument("--supergraph", type=Path, metavar="FILE", help="supergraph SDL")
    parser.add_argument("--config", type=Path, metavar="FILE", help="gateway.yaml")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from jetbridge.doctor.examine import examine
    from jetbridge.doctor.finding import print_findings
    from jetbridge.source import SourceFiles

    findings = asyncio.run(examine(SourceFiles(args.config, args.supergraph)))
    ok = all(each.level != "problem" for each in findings)
    if args.format == "json":
        shown = {"ok": ok, "findings": [asdict(each) for each in findings]}
        print(msgspec.json.format(msgspec.json.encode(shown)).decode("utf-8"))
    else:
        print(print_findings(findings))
    return 0 if ok else 1
