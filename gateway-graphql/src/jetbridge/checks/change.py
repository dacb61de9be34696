"""A change between two schemas."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """Breaking: some operation fails or gets what it cannot expect. Dangerous: it may surprise. Safe: neither."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `coordinate` is that of the element in the schema that has it: `T`, `T.f`, `T.f(a:)` or `@d`."""

    severity: Severity
    code: str
    coordinate: str
    message: str


def breaking(code: str, coordinate: str, message: str) -> Change:
    return Change(Severity.BREAKING, code, coordinate, message)


def dangerous(code: str, coordinate: str, message: str) -> Change:
    return Change(Severity.DANGEROUS, code, coordinate, message)


def safe(code: str, coordinate: str, message: str) -> Change:
    return Change(Severity.SAFE, code, coordinate, message)
