"""What a request asks, as GraphQL source text and as the selections the executor reads the answer by.

Two fields of one response key have to be mergeable wherever they may meet, also in fragments on different types, where
subgraphs often disagree (`ID` beside `ID!`). Such a field gets another key on the wire.

GraphQL specification, "Field Selection Merging".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jetbridge.planner.errors import too_complex
from jetbridge.planner.plan import FetchField, FetchFragment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.planner.fetch_graph import AskedField, Asking
    from jetbridge.planner.names import Identity
    from jetbridge.planner.plan import FetchSelection
    from jetbridge.query_graph import FieldMove

_NAME = re.compile(r"\w+")
_TYPENAME = FetchField("__typename", "__typename", "__typename", "String!")
_FILLER = FetchField("__typename", None, "__typename", "String!")


# No request is longer.
MAX_CHARACTERS = 200_000
# What is asked of many object types alike and is not shorter becomes a named fragment when it is asked again.
_WORTH_A_FRAGMENT = 80


@dataclass(slots=True)
class _Taken:
    """A key on the wire: the shape of its value and whose it is, and the keys below it."""

    shape: str
    identity: Identity
    below: WireKeys


@dataclass(slots=True, eq=False)
class WireKeys:
    """The keys in use in one object of an answer, over all fragments."""

    taken: dict[str, _Taken] = field(default_factory=dict)

    def take(self, key: str, shape: str, identity: Identity) -> tuple[str, WireKeys]:
        """`key`, or one like it that can stand beside what is there already."""
        wanted, number = key, 0
        while (known := self.taken.get(wanted)) and (known.shape != shape or known.identity != identity):
            wanted, number = f"__jb{number}_{key}", number + 1
        if known is None:
            known = self.taken[wanted] = _Taken(shape, identity, WireKeys())
        return wanted, known.below


class Wording:
    """Puts what groups of one request ask into words.

    `variables` are the client's variables that occur, `fragments` the definitions that go behind the operation. Without
    `reuses` there are none: what is repeated is written again.
    """

    def __init__(self, *, reuses: bool = True) -> None:
        self.variables: set[str] = set()
        self.fragments: list[str] = []
        self._reuses = reuses
        self._spreads: dict[tuple[Asking, WireKeys], str] = {}
        self._written: dict[tuple[Asking, WireKeys], tuple[str, tuple[FetchSelection, ...]]] = {}
        # Arguments of the group being written that are filled from a context: text to put behind the client's own.
        self.filled: Mapping[FieldMove, str] = {}

    def write(self, asking: Asking, types: frozenset[str], keys: WireKeys) -> tuple[str, tuple[FetchSelection, ...]]:
        """The selections inside braces, and the same as values."""
        # Fields of several object types can lead to one asking; beside each other they have the same keys below.
        known = self._written.get((asking, keys))
        if known is None:
            known = self._written[asking, keys] = self._write_anew(asking, types, keys)
            return known
        text, selections = known
        if self._reuses and len(text) > _WORTH_A_FRAGMENT:
            text = self._spread(asking, keys, text)
        return text, selections

    def _spread(self, asking: Asking, keys: WireKeys, text: str) -> str:
        spread = self._spreads.get((asking, keys))
        if spread is None:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {asking.node.type_name}{{{text}}}")
            spread = self._spreads[asking, keys] = f"...{name}"
        return spread

    def _write_anew(
        self, asking: Asking, types: frozenset[str], keys: WireKeys
    ) -> tuple[str, tuple[FetchSelection, ...]]:
        texts: list[str] = []
        selections: list[FetchSelection] = []
        self._write(asking, types, keys, texts, selections)
        if not selections:
            texts.append("__typename")
            selections.append(_FILLER)
        text = " ".join(texts)
        if len(text) > MAX_CHARACTERS:
            raise too_complex("its requests to subgraphs become too large")
        return text, tuple(selections)

    def _write(
        self,
        asking: Asking,
        types: frozenset[str],
        keys: WireKeys,
        texts: list[str],
        selections: list[FetchSelection],
    ) -> None:
        if asking.wants_typename:
            texts.append("__typename")
            selections.append(_TYPENAME)
        for (key, identity), asked in asking.fields.items():
            self._write_field(key, identity, asked, keys, texts, selections)
        for name, part in asking.fragments.items():
            if part.is_empty():
                continue
            matching = part.node.possible & types
            inner_texts: list[str] = []
            inner: list[FetchSelection] = []
            self._write(part, matching, keys, inner_texts, inner)
            texts.append(f"... on {name}{{{' '.join(inner_texts)}}}")
            selections.append(FetchFragment(name, matching, tuple(inner)))

    def _write_field(
        self,
        key: str,
        identity: Identity,
        asked: AskedField,
        keys: WireKeys,
        texts: list[str],
        selections: list[FetchSelection],
    ) -> None:
        move, below = asked.move, asked.below
        shape = _NAME.sub("", move.type) if below else move.type
        wire_key, inner_keys = keys.take(key, shape, identity)
        text = move.name if wire_key == move.name else f"{wire_key}:{move.name}"
        arguments = [f"{argument.name}:{argument.literal}" for argument in asked.arguments]
        if move in self.filled:
            arguments.append(self.filled[move])
        if arguments:
            text += f"({','.join(arguments)})"
            for argument in asked.arguments:
                self.variables.update(argument.variables)
        inner: tuple[FetchSelection, ...] = ()
        if below:
            inner_text, inner = self.write(below, below.node.possible, inner_keys)
            text += f"{{{inner_text}}}"
        texts.append(text)
        selections.append(FetchField(wire_key, key, move.name, move.type, inner))
