"""Write the functions of a compiled plan: a layout and its classes -> Python source and what its names stand for.

For every fetch a `send` (objects of the answer -> the body of the request, or None if there is nothing to ask) and a
`read` (the reply's body -> values in their places); in the end a `finish` (the answer -> JSON). Between them, a state
`s` holds the answer's root, answers to representations (`a…`), collected objects (`c…`), and whose answer is whose
(`o…`, `p…`). No text of a client or a schema enters the source: it has numbers for names and constants by reference.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.executor.compiled.cleaning import CleaningWriter
from jetbridge.executor.compiled.collecting import CollectorWriter
from jetbridge.executor.compiled.contextual import ContextualFetch, build_decoder
from jetbridge.executor.compiled.early_text import EarlyTextWriter, find_defaults
from jetbridge.executor.compiled.filling import FillingWriter
from jetbridge.executor.compiled.late import NOTHING_LATE, find_late_values
from jetbridge.executor.compiled.late_fetches import LateFetchWriter
from jetbridge.executor.compiled.reading import ReadWriter
from jetbridge.executor.compiled.representations import RepresentationWriter
from jetbridge.executor.compiled.sending import SendWriter
from jetbridge.executor.compiled.structs import Structs
from jetbridge.executor.compiled.writer import Writer
from jetbridge.executor.contextual_request import has_contexts
from jetbridge.executor.request import RequestTemplate
from jetbridge.planner.plan import EntityFetch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jetbridge.executor.compiled.layout import Layout, Part, Variant
    from jetbridge.planner.plan import Fetch


class PlanWriter:
    """Writes the functions of one plan."""

    def __init__(
        self, layout: Layout, fetches: Sequence[Fetch], *, keeps_objects: bool = False, checks_values: bool = False
    ) -> None:
        """With `keeps_objects` the answer stays objects until the end; with `checks_values` it does as well."""
        self._contextual: dict[int, ContextualFetch] = {}
        keeps_objects = keeps_objects or checks_values or any(map(has_contexts, fetches))
        self.writer = Writer()
        self._layout = layout
        self._fetches = fetches
        self._parts = {id(part): f"{part.fetch.id}_{part.index}" for part in layout.parts}
        self._late = NOTHING_LATE if keeps_objects else find_late_values(layout, fetches)
        self._structs = Structs(find_defaults(self._late), checks_values=checks_values)
        self._collector = CollectorWriter(self.writer, self._structs, layout, self._parts)
        self._representations = RepresentationWriter(self.writer, self._collector.write_class)
        self._sending = SendWriter(self.writer, layout, self._parts, self._collector, self._representations)
        self._reading = ReadWriter(self.writer, layout, self._parts, self._structs, self._collector)
        self._cleaning = CleaningWriter(
            self.writer, layout, self._structs, self._collector, checks_values=checks_values
        )
        self._early = EarlyTextWriter(self.writer, self._structs, self._late, self._collector, self._cleaning.find_work)
        self._late_fetches = LateFetchWriter(
            self.writer, layout, self._late, self._parts, self._structs, self._representations
        )

    @property
    def classes(self) -> dict[type, Variant]:
        """The variant of each class that answers are decoded into."""
        return self._structs.get_variants(self._layout)

    @property
    def writes_early(self) -> bool:
        return bool(self._late.fillers)

    @property
    def slots(self) -> list[str]:
        """What a state holds."""
        early = [*self._early.slots, *self._late_fetches.slots] if self.writes_early else ()
        kept = [*self._collector.lists, *self._collector.answers, *self._representations.slots]
        return ["root", "variables", "ready", *self._sending.slots, *early, *kept]

    def write(self, fetches: Sequence[Fetch]) -> None:
        """`send_N` and `read_N` for each fetch N, and `finish`."""
        decoders = {fetch.id: self._build_decoders(fetch) for fetch in fetches}
        if self._layout.root.creator is None:
            self._structs.get_place_type(self._layout.root)
        for part in self._layout.parts:
            for target in self._layout.get_targets(part):
                if target.case is not None:
                    self._representations.expect(target, part.index)
        for fetch in fetches:
            parts = [part for part in self._layout.parts if part.fetch is fetch]
            with self.writer.function(f"send_{fetch.id}(s)"):
                if fetch.id in self._late.fetches:
                    self.writer.add("if s.early:", " write_early(s)")
                    self.writer.add("if s.text is not None:", f" return ask_{fetch.id}(s)")
                self._sending.write(fetch, parts, self._contextual.get(fetch.id))
        self._write_finish()
        if self.writes_early:
            self._write_early()
        # Last: now it is known which answers are walked through.
        for fetch in fetches:
            parts = [part for part in self._layout.parts if part.fetch is fetch]
            with self.writer.function(f"read_{fetch.id}(s, body)"):
                for number, decoder in enumerate(decoders[fetch.id]):
                    name = self.writer.name(decoder)
                    known = fetch.id in self._contextual
                    self.writer.add(f"d{number} = {f'{name}(body, s.w{fetch.id})' if known else f'{name}(body).data'}")
                if fetch.id in self._late.fetches:
                    with self.writer.block("if s.text is not None:"):
                        self._late_fetches.write_taking(parts, fetch.id)
                        self.writer.add("return")
                for part in parts:
                    if part.is_root:
                        self._reading.write_root(part)
                    else:
                        self._reading.write_inside(part)
        self._write_start()

    # --- Decoders

    def _build_decoders(self, fetch: Fetch) -> list[Callable[[bytes], Any]]:
        """One a view: most answers are decoded once."""
        if not isinstance(fetch, EntityFetch):
            (part,) = (part for part in self._layout.parts if part.fetch is fetch)
            if self._layout.root.creator is part:
                return [build_decoder(self._structs.get_place_type(self._layout.root))]
            views = self._layout.views[part]
            return [build_decoder(self._structs.build_view(view, optional=False)) for view in views]
        parts = [part for part in self._layout.parts if part.fetch is fetch]
        if has_contexts(fetch):
            return self._build_contextual(fetch, parts)
        decoders = []
        for number in range(max(len(self._layout.views[part]) for part in parts)):
            fields: list[tuple[str, Any]] = []
            names: dict[str, str] = {}
            for part in parts:
                views = self._layout.views[part]
                if number < len(views) and part.group is not None:
                    answer = self._structs.build_view(views[number], optional=len(views) > 1)
                    fields.append((f"g{part.index}", list[answer | None]))  # type: ignore[valid-type]  # made at run time
                    names[f"g{part.index}"] = part.group.alias
            decoders.append(build_decoder(msgspec.defstruct("Data", fields, rename=names, gc=False)))
        return decoders

    def _build_contextual(self, fetch: EntityFetch, parts: Sequence[Part]) -> list[Callable[[bytes], Any]]:
        """How many lists of entities an answer has is known when it is asked for."""
        types: list[dict[int, Any]] = []
        for number in range(max(len(self._layout.views[part]) for part in parts)):
            types.append({})
            for part in parts:
                views = self._layout.views[part]
                if number < len(views):
                    answer = self._structs.build_view(views[number], optional=len(views) > 1)
                    types[-1][part.index] = list[answer | None]  # type: ignore[valid-type]  # made at run time
        contextual = self._contextual[fetch.id] = ContextualFetch(fetch, types)
        return [partial(contextual.open, view=number) for number in range(len(types))]

    # --- The end

    def _write_finish(self) -> None:
        """Take out what the client did not ask for, then encode."""
        add = self.writer.add
        with self.writer.function("finish(s)"):
            if self.writes_early:
                add("if s.text is not None:", " return fill_early(s)")
            self._cleaning.write()
            add("return encode(Response(s.root))")

    def _write_early(self) -> None:
        """The functions of early text and what follows it, and all that can be forgotten once it is written."""
        for fetch in self._fetches:
            if fetch.id in self._late.fetches and isinstance(fetch, EntityFetch):
                parts = [part for part in self._layout.parts if part.fetch is fetch]
                with self.writer.function(f"ask_{fetch.id}(s)"):
                    self._late_fetches.write_asking(parts, fetch.id)
                    self._sending.write_body(fetch, parts, RequestTemplate(fetch))
                self._late_fetches.write_keeping(parts, fetch.id)
        FillingWriter(self.writer, self._late, self._late_fetches).write()
        early = [part for part in self._layout.parts if part.fetch.id not in self._late.fetches]
        labels = [
            f"{self._parts[id(part)]}_{view.number}_{number}"
            for part in early
            if not part.is_root
            for view in self._layout.views[part]
            for number in range(len(view.targets))
        ]
        # Objects that share an answer share what is below it; and references to one entity have become one object.
        shares = any(
            self._layout.is_shared(target.variant.place) for part in early for target in self._layout.get_targets(part)
        )
        seen_once = "False" if shares else " is ".join(["None", *(f"s.p{label}" for label in labels), "None"])
        self._early.write_text(
            self._layout.root,
            self._cleaning.write,
            lambda: [
                "s.root = None",
                *(f"s.{kind}{label} = None" for label in labels for kind in "op"),
                *(f"s.{name} = None" for name in [*self._collector.lists, *self._representations.slots]),
                *(f"s.{name} = ()" for name in self._collector.answers),
            ],
            seen_once=seen_once,
        )

    def _write_start(self) -> None:
        """The state of one call: nothing is known yet."""
        (variant,) = self._layout.root.variants.values()
        with self.writer.function("start(s, variables, ready)"):
            self.writer.add("s.variables = variables", "s.ready = ready")
            if self.writes_early:
                self.writer.add("s.text = None", f"s.early = {self._early.gauge}.decide()")
            for name in [*self._collector.lists, *self._representations.slots]:
                self.writer.add(f"s.{name} = None")
            for name in self._collector.answers:
                self.writer.add(f"s.{name} = ()")
            if self._layout.root.creator is None:
                self.writer.add(f"s.root = {self.writer.name(self._structs.decoded[id(variant)])}()")
