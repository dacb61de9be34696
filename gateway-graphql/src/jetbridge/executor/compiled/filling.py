"""Write the end of an answer that is text already: what late fetches brought is encoded and put into the holes."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.executor.compiled.structs import build_struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.executor.compiled.late import Filler, LateValues
    from jetbridge.executor.compiled.late_fetches import LateFetchWriter
    from jetbridge.executor.compiled.layout import Entry
    from jetbridge.executor.compiled.writer import Writer

_encode = msgspec.json.Encoder().encode


class FillingWriter:
    """Writes the function `fill_early(s)`: the response."""

    def __init__(self, writer: Writer, late: LateValues, fetches: LateFetchWriter) -> None:
        self._writer = writer
        self._late = late
        self._fetches = fetches
        # For a single number it gives the piece itself, which the `%` operator takes as well.
        writer.names["choose"] = itemgetter

    def write(self) -> None:
        add, late = self._writer.add, self._late
        with self._writer.function("fill_early(s)"):
            rows = f"max({', '.join(f'len(s.m{number})' for number in range(len(late.kinds)))}, 0)"
            add(f"p = [None] * ({late.width} * {rows})")
            for number, (filler, column) in enumerate(zip(late.kinds, late.columns, strict=True)):
                add(f"n = {late.width} * len(s.m{number})")
                if filler.whole:
                    visible = [entry for entry in filler.variant.entries.values() if entry.shape is not None]
                    self._write_pieces(filler, visible, column)
                for offset, run in enumerate(filler.runs):
                    # The first key stands in the text already.
                    self._write_pieces(filler, run, column + offset, cut=len(_encode(run[0].key)) + 2)
            add("return s.text % (choose(*s.holes)(p) if s.holes else ())")

    def _write_pieces(self, filler: Filler, entries: Sequence[Entry], column: int, *, cut: int = 0) -> None:
        """Put the JSON of `entries` of each filler into its row. With `cut` it begins so much later and ends a brace
        earlier.
        """
        objects = self._fetches.find_column(filler, entries)
        if objects is None:
            fields = [(entry.attribute, Any, entry.key, msgspec.NODEFAULT) for entry in entries]
            class_ = self._writer.name(build_struct("Piece", fields, kw_only=False), "H")
            objects = self._fetches.write_for_all(filler, entries, lambda values: f"{class_}({', '.join(values)})")
        pieces = f"encode_lines({objects}).splitlines()"
        if cut:
            pieces = f"[j[{cut}:-1] for j in {pieces}]"
        self._writer.add(f"p[{column}:{column} + n:{self._late.width}] = {pieces}")
