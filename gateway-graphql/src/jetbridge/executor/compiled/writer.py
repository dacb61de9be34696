"""Lines of Python source, and what the names in them stand for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator


class IrregularError(Exception):
    """The answer is not what generated code is made for; the interpreter reads it again."""


_ENCODER = msgspec.json.Encoder()


class _Response(msgspec.Struct, gc=False):
    data: Any


class Writer:
    """Lines of source, and the values that its names stand for."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {
            "Irregular": IrregularError,
            "UNSET": msgspec.UNSET,
            "Raw": msgspec.Raw,
            "encode": _ENCODER.encode,
            "encode_lines": _ENCODER.encode_lines,
            "Response": _Response,
            "not_null": _not_null,
        }
        self._functions: list[list[str]] = []
        self._lines: list[str] = []
        self._indent = ""
        self._count = 0

    @property
    def source(self) -> str:
        return "\n".join(line for function in self._functions for line in function)

    def add(self, *lines: str) -> None:
        self._lines += [self._indent + line for line in lines]

    def mark(self) -> int:
        """Where in the function being written `insert` may put lines later."""
        return len(self._lines)

    def insert(self, mark: int, lines: list[str]) -> None:
        """Lines of the outermost level of the function."""
        self._lines[mark:mark] = [" " + line for line in lines]

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        self.add(head)
        self._indent += " "
        yield
        self._indent = self._indent[:-1]

    @contextmanager
    def function(self, head: str) -> Iterator[None]:
        """A function of the module, also while another one is being written."""
        outer = self._lines, self._indent
        self._lines, self._indent = [f"def {head}:"], " "
        yield
        self._functions.append(self._lines)
        self._lines, self._indent = outer

    def new(self, prefix: str = "v") -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def name(self, value: Any, prefix: str = "K") -> str:
        """A name for a constant."""
        name = self.new(prefix)
        self.names[name] = value
        return name


def _not_null(value: Any) -> Any:
    if value is None:
        raise IrregularError
    return value
