"""What the documentation shows is tried: settings, commands with their options, Python, and links to other files."""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from jetbridge.cli import build_parser
from jetbridge.config import load_config_text
from jetbridge.hooks import Hooks
from jetbridge.supergraph_config import load_supergraph_config
from jetbridge.transport.hooked import HookChain

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "gateway-graphql/README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def find_blocks(*languages: str) -> list[Any]:
    """Fenced blocks, named by page and line."""
    found = []
    for page in PAGES:
        text = page.read_text()
        for match in FENCE.finditer(text):
            if match[1] in languages:
                place = f"{page.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
                found.append(pytest.param(match[2], id=place))
    return found


class AnyEnvironment(defaultdict[str, str]):
    """Everything is set, each variable to something else, long enough for a secret."""

    def __missing__(self, name: str) -> str:
        return f"http://{name.lower()}.example/0123456789abcdef"

    def __contains__(self, name: object) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> str:
        return self[name]


@pytest.mark.parametrize("text", find_blocks("yaml"))
def test_yaml_is_a_configuration_of_the_gateway_or_of_composition(text: str, tmp_path: Path) -> None:
    if "routing_url" in text:
        file = tmp_path / "supergraph.yaml"
        file.write_text(text)
        assert load_supergraph_config(file, AnyEnvironment())
    elif "apiVersion" not in text and "services:" not in text:  # those are Kubernetes' and Docker's
        load_config_text(text, AnyEnvironment())


@pytest.mark.parametrize("text", find_blocks("python"))
def test_python_can_be_run_and_its_hooks_would_be_called(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "gateway-graphql/examples/bookshop")
    names: dict[str, Any] = {}
    exec("from jetbridge.hooks import *", names)
    exec(text, names)
    for each in names.values():
        if isinstance(each, type) and issubclass(each, Hooks) and each is not Hooks:
            HookChain([each({})])


def find_commands() -> list[Any]:
    found = set()
    for page in PAGES:
        text = page.read_text()
        shown = re.findall(r"`(jetbridge [a-z][^`]*)`", text)
        shown += [
            line for block in FENCE.findall(text) for line in re.findall(r"^(jetbridge [a-z].*)$", block[1], re.M)
        ]
        found |= {(page.name, re.sub(r"\s+", " ", command.partition("#")[0]).strip(" &\\")) for command in shown}
    return [pytest.param(command, id=f"{page}: {command}") for page, command in sorted(found)]


@pytest.mark.parametrize("command", find_commands())
def test_a_command_and_its_options_exist(command: str) -> None:
    name, *words = re.sub(r"[\[\],|]", " ", command).split()[1:]
    subparsers = next(each for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction))
    assert name in subparsers.choices
    options = {option for action in list_actions(subparsers.choices[name]) for option in action.option_strings}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options


def list_actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    found = list(parser._actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += [each for below in action.choices.values() for each in list_actions(below)]
    return found


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_to_files_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
