"""gateway.yaml -> Config, or every problem in it at once, each with its line and the way out."""

from __future__ import annotations

import difflib
import os
import types
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from jetbridge.config.checks import find_contradictions
from jetbridge.config.document import Document, Problem, load_document, show_path
from jetbridge.config.expectations import tell_mismatch
from jetbridge.config.model import Config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jetbridge.config.document import Path as ValuePath

__all__ = ["ConfigError", "Problem", "load_config", "load_config_text"]

_UNIONS = (Union, types.UnionType)
# Whoever gives one file for the other is told of all these keys.
_OF_SUPERGRAPH_YAML = frozenset(("federation_version", "routing_url", "schema"))


class ConfigError(Exception):
    """The file cannot be used; `problems` says why, all of it."""

    def __init__(self, source: str, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{source}:{p.line}: {p.path}: {p.message}" for p in problems))
        self.source = source
        self.problems = problems


def load_config(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read a file. Relative paths inside it are left as they are; `app` resolves them against the file's folder."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(str(path), [Problem(1, "(the file)", f"It cannot be read: {reason}.")]) from error
    return load_config_text(text, environment, source=str(path))


def load_config_text(
    text: str, environment: Mapping[str, str] | None = None, *, source: str = "gateway.yaml"
) -> Config:
    document = load_document(text, os.environ if environment is None else environment)
    if document.value is None:
        raise ConfigError(source, document.problems)
    config = _convert(Config, document.value, (), document)
    if isinstance(config, Config) and not document.problems:
        for path, message in find_contradictions(config):
            document.add_problem(path, message)
        if not document.problems:
            return config
    raise ConfigError(source, sorted(document.problems, key=lambda problem: problem.line))


def _convert(kind: Any, value: Any, path: ValuePath, document: Document) -> Any:
    """`value` as `kind`; on a problem it is noted and something of no use returned."""
    shape, value_is_null_allowed = _strip(kind)
    if value is None and value_is_null_allowed:
        return None
    shape = _choose_one_or_several(shape, value)
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        return _convert_section(shape, value, path, document)
    if get_origin(shape) is dict and isinstance(value, dict):
        item = get_args(shape)[1]
        return {key: _convert(item, each, (*path, key), document) for key, each in value.items()}
    if get_origin(shape) is tuple and isinstance(value, list) and _is_section(get_args(shape)[0]):
        item = get_args(shape)[0]
        return tuple(_convert(item, each, (*path, index), document) for index, each in enumerate(value))
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        _add_mismatch(kind, shape, value, path, document)
        return None


def _add_mismatch(kind: Any, shape: Any, value: Any, path: ValuePath, document: Document) -> None:
    """Of a list, the items that are wrong; of anything else, the value."""
    if value is None and any(each.path == show_path(path) for each in document.problems):
        return  # what was to be filled in is missing, and that was said
    known = len(document.problems)
    if get_origin(shape) is tuple and isinstance(value, list):
        for index, item in enumerate(value):
            _convert(get_args(shape)[0], item, (*path, index), document)
    if len(document.problems) == known:
        document.add_problem(path, tell_mismatch(kind, value))


def _convert_section(section: type[msgspec.Struct], value: Any, path: ValuePath, document: Document) -> Any:
    if value is None:
        value = {}
    if not isinstance(value, dict):
        document.add_problem(path, "A mapping is expected here, `key: value` lines indented below.")
        return None
    hints = get_type_hints(section, include_extras=True)
    fields = {field.encode_name: field for field in msgspec.structs.fields(section)}
    for key in value.keys() - fields.keys():
        document.add_problem((*path, key), _unknown_key(key, list(fields)))
    for key, field in fields.items():
        if field.required and key not in value:
            document.add_problem(path, f"`{key}` is missing; add it.")
    known = {
        fields[key].name: _convert(hints[fields[key].name], each, (*path, key), document)
        for key, each in value.items()
        if key in fields
    }
    # Where a null stands for "not set" (an empty ${VARIABLE:-}), the default holds.
    given = {name: each for name, each in known.items() if each is not None}
    if any(field.required and field.name not in given for field in fields.values()):
        return None
    return section(**given)


def _unknown_key(key: str, known: list[str]) -> str:
    if key in _OF_SUPERGRAPH_YAML:
        return "This is a setting of supergraph.yaml, which `jetbridge compose` reads; gateway.yaml is another file."
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}."
    return f"There is no setting of this name; {hint}"


def _strip(kind: Any) -> tuple[Any, bool]:
    """The type below Annotated and `| None`, and whether null is allowed."""
    if get_origin(kind) is Annotated:
        return _strip(get_args(kind)[0])
    if get_origin(kind) in _UNIONS:
        rest = [each for each in get_args(kind) if each is not types.NoneType]
        if len(rest) < len(get_args(kind)):
            return (_strip(rest[0])[0] if len(rest) == 1 else kind), True
    return kind, False


def _choose_one_or_several(kind: Any, value: Any) -> Any:
    """Of what may be one thing or a list of such, that which `value` looks like."""
    members = [_strip(each)[0] for each in get_args(kind) if each is not types.NoneType]
    lists = [each for each in members if get_origin(each) is tuple]
    if get_origin(kind) not in _UNIONS or len(lists) != 1 or len(members) != 2:
        return kind
    return lists[0] if isinstance(value, list) else next(each for each in members if each is not lists[0])


def _is_section(kind: Any) -> bool:
    shape = _strip(kind)[0]
    return isinstance(shape, type) and issubclass(shape, msgspec.Struct)
