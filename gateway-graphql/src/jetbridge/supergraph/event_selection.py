"""Which values of a message stand for which fields: `id: data.flight_id  origin { code: airport }` read and applied.

`name` takes the member of that name, `name: path` the one at the path, and braces go on below it; a list there is taken
apart item by item. The notation is a small part of what Apollo's connectors call a selection.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jetbridge.supergraph.event_templates import dig

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r"\s*(?:([A-Za-z_][\w-]*(?:\.[\w-]+)*)|([:{}])|(\S))")
_NAME = re.compile(r"[A-Za-z_]\w*")


class SelectionError(ValueError):
    """The text is no selection; the sentence says why."""


@dataclass(frozen=True, slots=True)
class SelectedField:
    """A field of the result; `below` for one that is an object or a list of objects."""

    name: str
    path: tuple[str, ...]
    below: Selection | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    fields: tuple[SelectedField, ...]

    @classmethod
    def parse(cls, text: str) -> Selection:
        return _Parser(text).parse()

    @property
    def sources(self) -> set[str]:
        """The first names of the paths it takes values from."""
        return {field.path[0] for field in self.fields}

    def apply(self, value: Any) -> Any:
        """The object selected from `value`; of a list each item's, of anything else null."""
        if isinstance(value, list):
            return [self.apply(item) for item in value]
        if not isinstance(value, Mapping):
            return None
        return {field.name: _apply(field, value) for field in self.fields}


def _apply(field: SelectedField, value: Mapping[str, Any]) -> Any:
    found = dig(value, field.path)
    return found if field.below is None else field.below.apply(found)


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._read())

    def _read(self) -> Iterator[str]:
        for match in _TOKEN.finditer(self._text.rstrip()):
            path, sign, other = match.groups()
            if other:
                raise self._complain(f"{other!r} has no meaning there")
            yield path or sign

    def parse(self) -> Selection:
        selection = self._parse_fields()
        if self._tokens:
            raise self._complain("a brace is closed that was not opened")
        return selection

    def _parse_fields(self) -> Selection:
        fields = []
        while self._tokens and self._tokens[0] != "}":
            fields.append(self._parse_field())
        if not fields:
            raise self._complain("it names no field")
        return Selection(tuple(fields))

    def _parse_field(self) -> SelectedField:
        name = path = self._take()
        if not _NAME.fullmatch(name):
            raise self._complain(f"{name!r} is not the name of a field")
        if self._tokens[:1] == [":"]:
            self._take()
            path = self._take()
            if path in (":", "{", "}"):
                raise self._complain(f"after {name!r} a path is missing")
        if self._tokens[:1] != ["{"]:
            return SelectedField(name, tuple(path.split(".")))
        self._take()
        below = self._parse_fields()
        if self._take() != "}":
            raise self._complain(f"the brace after {name!r} is not closed")
        return SelectedField(name, tuple(path.split(".")), below)

    def _take(self) -> str:
        if not self._tokens:
            raise self._complain("it ends too early")
        return self._tokens.pop(0)

    def _complain(self, why: str) -> SelectionError:
        return SelectionError(f'"{self._text}" is no selection: {why}; write `field: path.in.message`.')
