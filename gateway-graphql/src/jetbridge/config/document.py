"""YAML text -> plain values, with `${ENV}` filled in and the line of every value kept.

`${NAME}` must be set; `${NAME:-default}` need not be. `${env.NAME}` is the same, and `${file.PATH}` what a file holds:
so Apollo's tools write it. A scalar that was filled in is read again, so that `port: ${PORT}` is a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

Path: TypeAlias = tuple[str | int, ...]

# Far more than any gateway has settings; aliases make a few lines of YAML endless.
MAX_LEVELS = 50
MAX_VALUES = 100_000

_VARIABLE = re.compile(
    r"\$\{(?:(?:env\.)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)|file\.(?P<file>[^}]+?))(?::-(?P<default>[^}]*))?\}"
)
_MERGE = "tag:yaml.org,2002:merge"
_RESOLVER = yaml.SafeLoader("")
_CONSTRUCTOR = yaml.constructor.SafeConstructor()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the file: where, what, and the way out."""

    line: int
    path: str
    message: str


@dataclass(slots=True)
class Document:
    """The file as plain values; `lines` has the line of every path, `problems` what could not be read."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add_problem(self, path: Path, message: str) -> None:
        at = path
        while at and at not in self.lines:
            at = at[:-1]
        self.problems.append(Problem(self.lines.get(at, 1), show_path(path), message))


def show_path(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "(the file)"


def load_document(text: str, environment: Mapping[str, str]) -> Document:
    document = Document()
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        message = f"This is not YAML: {getattr(error, 'problem', None) or error}."
        if "${" in "".join(text.splitlines()[line - 1 : line]):
            message += " Within { } and [ ], quote ${NAME}, or write indented lines where it is to be a number."
        document.problems.append(Problem(line, "(the file)", message))
        return document
    except RecursionError:
        document.problems.append(Problem(1, "(the file)", "It is nested too deep; no setting is."))
        return document
    try:
        document.value = {} if node is None else _read(node, (), document, environment)
    except _TooMuchError as error:
        document.problems.append(Problem(error.line, "(the file)", str(error)))
    return document


class _TooMuchError(Exception):
    """The way of a few lines that repeat each other to many millions of values."""

    def __init__(self, line: int) -> None:
        super().__init__("Too much stands here, or an *alias inside of what it is an alias of; write it out.")
        self.line = line


def _read(node: yaml.Node, path: Path, document: Document, environment: Mapping[str, str]) -> Any:
    line = node.start_mark.line + 1
    if len(path) > MAX_LEVELS or len(document.lines) > MAX_VALUES:
        raise _TooMuchError(line)
    document.lines[path] = line
    match node:
        case yaml.MappingNode():
            return _read_mapping(node, path, document, environment)
        case yaml.SequenceNode():
            return [_read(item, (*path, index), document, environment) for index, item in enumerate(node.value)]
        case _:
            return _read_scalar(node, path, document, environment)


def _read_mapping(
    node: yaml.MappingNode, path: Path, document: Document, environment: Mapping[str, str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if key_node.tag == _MERGE:
            sources = _to_list(_read(value_node, (*path, "<<"), document, environment))
            if not all(isinstance(each, dict) for each in sources):
                document.add_problem((*path, "<<"), "What is merged must be a mapping, or a list of such.")
                continue
            for each in reversed(sources):
                merged |= each
            continue
        key = str(key_node.value)
        document.lines[(*path, key)] = key_node.start_mark.line + 1
        if key in values:
            document.add_problem((*path, key), "This key stands here twice; keep one of them.")
        values[key] = _read(value_node, (*path, key), document, environment)
        document.lines[(*path, key)] = key_node.start_mark.line + 1
    return merged | values


def _to_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _read_scalar(node: yaml.Node, path: Path, document: Document, environment: Mapping[str, str]) -> Any:
    if _VARIABLE.search(node.value) is None:
        return _construct(node, path, document)
    missing = [match for match in _VARIABLE.finditer(node.value) if _find(match, environment) is None]
    if missing:
        document.add_problem(path, _tell_missing(missing))
        return None
    text = _VARIABLE.sub(lambda match: _find(match, environment) or "", node.value)
    if text == "":
        return None
    # A quoted scalar stays text; a plain one is read as if the value had been written in its place.
    quoted = getattr(node, "style", None) is not None
    if quoted:
        return text
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # so in the stubs
    return _construct(yaml.ScalarNode(tag, text, node.start_mark, node.end_mark), path, document)


def _find(match: re.Match[str], environment: Mapping[str, str]) -> str | None:
    """What stands for it. Files are relative to the working directory; a line's end at their end does not count."""
    if match["file"] is None:
        return environment.get(match["name"], match["default"])
    try:
        return FilePath(match["file"]).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError):  # of its text or of its name
        return match["default"]


def _tell_missing(missing: list[re.Match[str]]) -> str:
    if (file := missing[0]["file"]) is not None:
        return f"The file {file} cannot be read; put it there, or write ${{file.{file}:-default}}."
    names = " and ".join(match["name"] for match in missing if match["name"])
    way_out = f"set it, or write ${{{missing[0]['name']}:-default}} to give it a default."
    return f"The environment variable {names} is not set; {way_out}"


def _construct(node: yaml.Node, path: Path, document: Document) -> Any:
    try:
        return _CONSTRUCTOR.construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError) as error:
        document.add_problem(path, f"This value cannot be read: {error}.")
        return None
