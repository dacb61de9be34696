"""A world -> the same with fields that only subgraphs may see, and fields that fail for some objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .generate import Generator
    from .world import Field, Type


def hide_fields(made: Generator) -> None:
    """Some fields are @inaccessible: keys, what is required, or anything else but what interfaces show."""
    for type_ in (*made.entities, *made.values):
        if any(type_.name in other.members for other in made.interfaces):
            continue
        for item in type_.fields.values():
            visible = [other for other in type_.fields.values() if not other.is_hidden]
            if item.owners and len(visible) > 1 and item.context is None and made.chance(0.12):
                item.is_hidden = True


def let_fields_fail(made: Generator) -> None:
    """Some fields fail: what fails an input of another field would fail that field too, which is another matter."""
    needed = set(_needed_names(made))
    for type_ in (*made.entities, made.world.types["Query"]):
        for item in type_.fields.values():
            if _is_independent(item, type_) and item.name not in needed and made.chance(0.15):
                item.may_fail = True


def _is_independent(item: Field, type_: Type) -> bool:
    is_plain = item.kind == "data" and not item.is_key and not item.types_in and not item.external
    return is_plain and not item.is_provided and item.named != "Query"


def _needed_names(made: Generator) -> Iterator[str]:
    for type_ in made.world.types.values():
        for item in type_.fields.values():
            for text in (item.requires or "", *item.provides.values()):
                yield from re.findall(r"\w+", text)
