"""Text with places for the arguments of a subscription: `flight.updated.{args.id}` -> what it says for some arguments.

An argument that is a list stands for each of its items, one that is not given (or null) for anything.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# AMQP 0-9-1: a short string.
MAX_ROUTING_KEY_BYTES = 255
# Of lists as arguments: clients choose them, and with two of them what they say multiplies.
MAX_TEXTS = 1000
_WORD = re.compile(r"[^.*#]+")
_PLACE = re.compile(r"\{args\.([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)\}")


class TemplateError(ValueError):
    """The text is no template; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the value at `path` of the arguments is put."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """`parts` are text and places, in their order."""

    parts: tuple[str | Place, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        pieces = _PLACE.split(text)  # text and paths, turn about
        parts = [piece if index % 2 == 0 else Place(tuple(piece.split("."))) for index, piece in enumerate(pieces)]
        if any(isinstance(part, str) and ("{" in part or "}" in part) for part in parts):
            raise TemplateError(f'"{text}" has braces that are no place for an argument; write {{args.NAME}}.')
        return cls(tuple(part for part in parts if part != ""))

    @property
    def arguments(self) -> set[str]:
        """The names of those it needs."""
        return {part.path[0] for part in self.parts if isinstance(part, Place)}

    def fill(self, arguments: Mapping[str, Any]) -> list[str] | None:
        """Each text it can be; None for any text at all, because an argument says nothing. Raises `TemplateError`."""
        choices = self._find_choices(arguments)
        return None if None in choices else _join(each for each in choices if each is not None)

    def fill_routing_key(self, arguments: Mapping[str, Any]) -> list[str]:
        """Each key it can be, as a topic exchange takes it. Raises `TemplateError` for a value that would say more
        there than itself.
        """
        words = self._find_choices(arguments)
        for part, found in zip(self.parts, words, strict=True):
            if isinstance(part, Place) and not all(_WORD.fullmatch(word) for word in found or ()):
                raise TemplateError(f"{part.path[-1]} cannot be a word of a routing key: it has a dot, * or #.")
        keys = _join(["*"] if found is None else found for found in words)
        if any(len(key.encode()) > MAX_ROUTING_KEY_BYTES for key in keys):
            raise TemplateError("The routing key these arguments make is too long.")
        return keys

    def _find_choices(self, arguments: Mapping[str, Any]) -> list[list[str] | None]:
        return [[part] if isinstance(part, str) else find_texts(dig(arguments, part.path)) for part in self.parts]


def _join(choices: Iterable[Sequence[str]]) -> list[str]:
    choices = list(choices)
    if math.prod(map(len, choices)) > MAX_TEXTS:
        raise TemplateError(f"These arguments stand for more than {MAX_TEXTS} values.")
    return ["".join(each) for each in itertools.product(*choices)]


def dig(value: Any, path: Sequence[str]) -> Any:
    """What is at `path` of a JSON value; None where there is nothing."""
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def find_texts(value: Any) -> list[str] | None:
    """A JSON value as the texts it is compared by; None for null."""
    if value is None:
        return None
    if isinstance(value, list | tuple):
        return [text for item in value for text in find_texts(item) or ()]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [] if isinstance(value, Mapping) else [str(value)]
