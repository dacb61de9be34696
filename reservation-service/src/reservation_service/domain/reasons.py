"""Why something came to its end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code for programs, a sentence for people."""

    code: str
    message: str
