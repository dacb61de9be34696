"""What the catalogue says of one code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """`meaning` says what was found, `way_out` what to do; `example` is a piece of SDL that brings it about."""

    code: str
    meaning: str
    way_out: str
    example: str = ""
    is_hint: bool = False
