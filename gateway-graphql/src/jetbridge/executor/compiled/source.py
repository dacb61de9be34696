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

from jetbridge.executor.compiled.checking import write_check
from jetbridge.executor.compiled.collecting import CollectorWriter
from jetbridge.executor.compiled.contextual import ContextualFetch, build_decoder
from jetbridge.executor.compiled.early_text import EarlyTextWriter, find_defaults
from jetbridge.executor.compiled.late import NOTHING_LATE, find_late_values
from jetbridge.executor.compiled.layout import get_entries
from jetbridge.executor.compiled.representations import RepresentationWriter
from jetbridge.executor.compiled.sent import find_single_key
from jetbridge.executor.compiled.structs import Structs
from jetbridge.executor.compiled.writer import Writer
from jetbridge.executor.contextual_request import has_contexts
from jetbridge.executor.request import RequestTemplate
from jetbridge.executor.shape import Ready
from jetbridge.planner.plan import EntityFetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jetbridge.executor.compiled.layout import Entry, Layout, Part, Place, Target, Variant, View
    from jetbridge.planner.plan import Fetch


class PlanWriter:
    """Writes the functions of one plan."""

    def __init__(
        self, layout: Layout, fetches: Sequence[Fetch], *, keeps_objects: bool = False, checks_values: bool = False
    ) -> None:
        """With `keeps_objects` the answer stays objects until the end; with `checks_values` it does as well."""
        self._checks_values = checks_values
        self._contextual: dict[int, ContextualFetch] = {}
        keeps_objects = keeps_objects or checks_values or any(map(has_contexts, fetches))
        self.writer = Writer()
        self._slots: list[str] = ["root", "variables", "ready"]
        self._layout = layout
        self._fetches = fetches
        self._parts = {id(part): f"{part.fetch.id}_{part.index}" for part in layout.parts}
        self._late = NOTHING_LATE if keeps_objects else find_late_values(layout, fetches)
        self._structs = Structs(find_defaults(self._late), checks_values=checks_values)
        self._collector = CollectorWriter(self.writer, self._structs, layout, self._parts)
        self._representations = RepresentationWriter(self.writer, self._collector.write_class)
        self._early = EarlyTextWriter(self.writer, self._structs, self._late, self._collector, self._find_work)

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
        early = self._early.slots if self.writes_early else ()
        return [*self._slots, *early, *self._collector.lists, *self._collector.answers, *self._representations.slots]

    def write(self, fetches: Sequence[Fetch]) -> None:
        """`send_N` and `read_N` for each fetch N, and `finish`."""
        decoders = {fetch.id: self._build_decoders(fetch) for fetch in fetches}
        if self._layout.root.creator is None:
            self._structs.get_place_type(self._layout.root)
        for part in self._layout.parts:
            for target in _find_targets(self._layout, part):
                if target.case is not None:
                    self._representations.expect(target, part.index)
        for fetch in fetches:
            parts = [part for part in self._layout.parts if part.fetch is fetch]
            with self.writer.function(f"send_{fetch.id}(s)"):
                if fetch.id in self._late.fetches:
                    self.writer.add("if s.early:", " write_early(s)")
                self._write_send(fetch, parts)
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
                for part in parts:
                    if part.is_root:
                        self._write_read_root(part)
                    else:
                        self._write_read_inside(part)
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

    # --- Sending

    def _write_send(self, fetch: Fetch, parts: Sequence[Part]) -> None:
        template = RequestTemplate(fetch)
        if not isinstance(fetch, EntityFetch):
            for part in parts:
                if not part.is_root:
                    self._write_root_objects(part)
            constant = None if fetch.variables else template.build({})
            self.writer.add(
                f"return {self.writer.name(template.build)}(s.variables)"
                if constant is None
                else f"return {self.writer.name(constant)}"
            )
            return
        for part in parts:
            self._write_representations(part)
        with self.writer.block(f"if not ({' or '.join(f'r{part.index}' for part in parts)}):"):
            self.writer.add("return None")
        if fetch.id in self._contextual:
            self._write_contextual_body(fetch, parts)
        else:
            self._write_body(fetch, parts, template)

    def _write_root_objects(self, part: Part) -> None:
        """Objects of a root type inside the answer all get the same: the only answer there is."""
        labels = []
        for view in self._layout.views[part]:
            for number, target in enumerate(view.targets):
                objects = self._collector.write_objects(target.variant.place)
                check = self._collector.write_class(target.variant)
                label = f"{self._parts[id(part)]}_{view.number}_{number}"
                chosen = f"[o for o in {objects} if o.__class__ is {check}]" if check else objects
                self.writer.add(f"s.o{label} = {chosen}", f"s.p{label} = [0] * len(s.o{label})")
                self._slots += [f"o{label}", f"p{label}"]
                labels.append(label)
        with self.writer.block(f"if not ({' or '.join(f's.o{label}' for label in labels) or 'None'}):"):
            self.writer.add("return None")

    def _write_representations(self, part: Part) -> None:
        name, add = self._parts[id(part)], self.writer.add
        is_contextual = part.group is not None and bool(part.group.contexts)
        add(f"r{part.index} = []")
        if is_contextual:
            add(f"xr{part.index} = []")
        positions: dict[str, str] = {}
        alone = part.fetch.id not in self._contextual and find_single_key(_find_targets(self._layout, part)) is not None
        for view in self._layout.views[part]:
            for number, target in enumerate(view.targets):
                label = f"{name}_{view.number}_{number}"
                known = self._representations.get_index_name(target, part.index)
                if known not in positions:
                    positions[known] = known
                    add(f"{known} = {{}}")
                self._representations.write_loop(
                    target,
                    partial(self._collector.write_objects, target.variant.place),
                    known,
                    f"r{part.index}",
                    self._collector.write_class(target.variant),
                    identity=self._collector.find_identity(target.variant.place),
                    fills=get_entries(target.variant, part),
                    alone=alone,
                    get_lineages=self._collector.get_lineages_name,
                )
                self._slots += [f"o{label}", f"p{label}"]
                add(f"s.o{label} = objects", f"s.p{label} = positions")
        self._slots.append(f"n{name}")
        add(f"s.n{name} = len(r{part.index})")

    def _write_contextual_body(self, fetch: EntityFetch, parts: Sequence[Part]) -> None:
        asked = [
            f"(r{part.index}, {f'xr{part.index}' if part.group is not None and part.group.contexts else None})"
            for part in parts
        ]
        build = self.writer.name(self._contextual[fetch.id].build)
        self.writer.add(f"body, s.w{fetch.id} = {build}(s.variables, [{', '.join(asked)}])", "return body")
        self._slots.append(f"w{fetch.id}")

    def _write_body(self, fetch: EntityFetch, parts: Sequence[Part], template: RequestTemplate) -> None:
        bodies = {
            part.group.variable: self._representations.write_json(_find_targets(self._layout, part), f"r{part.index}")
            for part in parts
            if part.group is not None
        }
        if fetch.variables:
            members = ", ".join(f"{self.writer.name(variable)}: {code}" for variable, code in bodies.items())
            self.writer.add(f"return {self.writer.name(template.build)}(s.variables, {{{members}}})")
            return
        # With an empty list for each variable the body is constant but for what stands between the brackets.
        pieces = template.build({}, dict.fromkeys(bodies, b"\n")).split(b"\n")
        code = [self.writer.name(pieces[0])]
        for json, piece in zip(bodies.values(), pieces[1:], strict=True):
            code += [json, self.writer.name(piece)]
        self.writer.add(f"return {' + '.join(code)}")

    # --- Reading

    def _write_read_root(self, part: Part) -> None:
        add = self.writer.add
        if self._layout.root.creator is part:
            add("s.root = d0")
            return
        (variant,) = self._layout.root.variants.values()
        add("o = s.root")
        self._write_fills(variant, variant, part, "d0")

    def _write_read_inside(self, part: Part) -> None:
        add, block, name = self.writer.add, self.writer.block, self._parts[id(part)]
        views = self._layout.views[part]
        for view in views:
            add(f"a = d{view.number}.g{part.index}" if part.group is not None else f"a = [d{view.number}]")
            if view.number == 0 and part.group is not None:
                with block(f"if len(a) != s.n{name}:"):
                    add("raise Irregular")
            if self._collector.walks_through(view):
                self._write_keeping(view, alone=len(views) == 1)
            model = view.targets[0].variant
            for number, target in enumerate(view.targets):
                label = f"{name}_{view.number}_{number}"
                entries = get_entries(target.variant, part)
                if not entries and not target.tells_types:
                    continue
                add(f"p = s.p{label}")
                with block(f"for o, e in zip(s.o{label}, a if p is None else map(a.__getitem__, p)):"):
                    if target.tells_types:
                        self._write_telling(target.variant.place, part, optional=len(views) > 1)
                        continue
                    with block("if e is None:"):
                        self._write_nulls(entries)
                        add("continue")
                    self._write_fills(
                        target.variant, model, part, "e", optional=part.group is not None and len(views) > 1
                    )

    def _write_telling(self, place: Place, part: Part, *, optional: bool) -> None:
        """Have an untyped object `o` become one of the type that its answer `e` tells."""
        add = self.writer.add
        known = {entry.attribute for entry in place.untyped.entries.values()} if place.untyped is not None else set()
        add("k = e.__class__")
        for variant in place.variants.values():
            with self.writer.block(f"if k is {self._collector.write_answer_class(variant, part)}:"):
                self._write_fills(variant, variant, part, "e", optional=optional)
                for entry in variant.entries.values():
                    if entry.constant is not None:
                        add(f"o.{entry.attribute} = {self.writer.name(entry.constant)}")
                    elif entry.find_wire_key(part) is None and entry.attribute not in known:
                        add(f"o.{entry.attribute} = None")
                add(f"o.__class__ = {self._collector.write_class(variant)}", "continue")
        # An entity that is not found has no type.
        add("raise Irregular")

    def _write_keeping(self, view: View, *, alone: bool) -> None:
        """Answers whose objects have others below that are looked for later; all others may go at once."""
        add, name = self.writer.add, self._parts[id(view.part)]
        if alone:
            add(f"s.{self._collector.name_answers(view)} = a")
            return
        # Of the answers decoded for this view only those to its own targets have anything below them.
        add("used = {}")
        for number in range(len(view.targets)):
            label = f"{name}_{view.number}_{number}"
            add(f"p = s.p{label}")
            add(f"used.update(dict.fromkeys(range(len(s.o{label})) if p is None else p))")
        add(f"s.{self._collector.name_answers(view)} = [a[p] for p in used]")

    def _write_nulls(self, entries: Sequence[Entry]) -> None:
        if any(entry.is_non_null for entry in entries):
            self.writer.add("raise Irregular")
        else:
            self.writer.add(" = ".join([*(f"o.{entry.attribute}" for entry in entries), "None"]))

    def _write_fills(
        self, variant: Variant, model: Variant, part: Part, source: str, *, optional: bool = False
    ) -> None:
        """Take over what `source` brings, an answer whose attributes are those of `model`."""
        add = self.writer.add
        for entry, read in zip(get_entries(variant, part), get_entries(model, part), strict=True):
            value = f"{source}.{read.attribute}"
            if optional:
                with self.writer.block(f"if {value} is UNSET:"):
                    add("raise Irregular")
            if entry.sources[0].part is part:
                add(f"o.{entry.attribute} = {value}")
            elif entry.child is not None:
                add(f"{self._write_patch(entry, part)}(o.{entry.attribute}, {value})")
            else:
                with self.writer.block(f"if {value} is not None:"):
                    add(f"o.{entry.attribute} = {value}")

    def _write_patch(self, entry: Entry, part: Part) -> str:
        """A function that adds to the objects of `entry` what `part` knows of them; lists go item by item."""
        assert entry.child is not None
        name = self.writer.new("patch")
        with self.writer.function(f"{name}(o, e)"):
            self._write_pairing()
            if entry.child.abstract:
                self.writer.add("k = o.__class__")
            for variant in entry.child.variants.values():
                check = self._collector.write_class(variant)
                with self.writer.block(f"if k is {check}:" if check else "if True:"):
                    self._write_patch_of(variant, part)
        for _ in range(entry.list_depth):
            inner, name = name, self.writer.new("patch")
            with self.writer.function(f"{name}(o, e)"):
                self._write_pairing()
                with self.writer.block("if len(o) != len(e):"):
                    self.writer.add("raise Irregular")
                with self.writer.block("for x, y in zip(o, e):"):
                    self.writer.add(f"{inner}(x, y)")
        return name

    def _write_patch_of(self, variant: Variant, part: Part) -> None:
        if variant.place.abstract:
            patch = self.writer.name(self._structs.patches[id(variant), id(part)])
            with self.writer.block(f"if e.__class__ is not {patch}:"):
                self.writer.add("raise Irregular")
        self._write_fills(variant, variant, part, "e")
        self.writer.add("pass")

    def _write_pairing(self) -> None:
        with self.writer.block("if o is None or e is None:"), self.writer.block("if o is e:"):
            self.writer.add("return")
        with self.writer.block("if o is None or e is None:"):
            self.writer.add("raise Irregular")

    # --- Finishing

    def _write_finish(self) -> None:
        """Take out what the client did not ask for, then encode."""
        add = self.writer.add
        root = self._layout.root
        with self.writer.function("finish(s)"):
            if self.writes_early:
                add("if s.text is not None:", " return fill_early(s)")
            # All is collected first: objects are told apart by their classes, which cleaning changes.
            for objects, place, work in [self._find_cleaning(place) for place in self._iterate_visible_places(root)]:
                self._write_cleaning(objects, place, work)
            self._write_ready()
            add("return encode(Response(s.root))")

    def _write_ready(self) -> None:
        (variant,) = self._layout.root.variants.values()
        for entry in variant.entries.values():
            if isinstance(entry.shape, Ready):
                self.writer.add(f"s.root.{entry.attribute} = s.ready[{self.writer.name(entry.key)}]")

    def _write_early(self) -> None:
        """The functions of early text, and all that can be forgotten once it is written."""
        self._early.write_filling()
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
            self._layout.is_shared(target.variant.place)
            for part in early
            for target in _find_targets(self._layout, part)
        )
        seen_once = "False" if shares else " is ".join(["None", *(f"s.p{label}" for label in labels), "None"])
        self._early.write_text(
            self._layout.root,
            self._write_cleaning_of_others,
            lambda: [
                "s.root = None",
                *(f"s.{kind}{label} = None" for label in labels for kind in "op"),
                *(f"s.{name} = None" for name in [*self._collector.lists, *self._representations.slots]),
                *(f"s.{name} = ()" for name in self._collector.answers),
            ],
            seen_once=seen_once,
        )

    def _write_cleaning_of_others(self, done: set[int]) -> None:
        places = [place for place in self._iterate_visible_places(self._layout.root) if id(place) not in done]
        for objects, place, work in [self._find_cleaning(place) for place in places]:
            self._write_cleaning(objects, place, work)
        self._write_ready()

    def _iterate_visible_places(self, root: Place) -> Iterator[Place]:
        seen: set[int] = set()
        waiting = [root]
        while waiting:
            place = waiting.pop()
            if id(place) not in seen:
                seen.add(id(place))
                yield place
                for variant in place.variants.values():
                    entries = variant.entries.values()
                    waiting += [entry.child for entry in entries if entry.child is not None and entry.shape is not None]

    def _find_cleaning(self, place: Place) -> tuple[str, Place, dict[Variant, list[str]]]:
        """What is to be done with objects of each variant, and the name of the list of those objects."""
        work = {variant: lines for variant in place.variants.values() if (lines := self._find_work(variant))}
        return self._collector.write_objects(place) if work else "", place, work

    def _find_work(self, variant: Variant) -> list[str]:
        """Lines that take out of an object `o` what the client did not ask for."""
        decoded = self._structs.decoded.get(id(variant))
        if decoded is None:
            return []
        encoded = self._structs.encoded[id(variant)]
        lines = [f"o.{entry.attribute} = UNSET" for entry in variant.entries.values() if entry.shape is None]
        if self._checks_values:
            for entry in variant.entries.values():
                lines += write_check(self.writer, self._structs, entry)
        if encoded is not decoded:
            lines.append(f"o.__class__ = {self.writer.name(encoded, 'C')}")
        return lines

    def _write_cleaning(self, objects: str, place: Place, work: dict[Variant, list[str]]) -> None:
        if not work:
            return
        with self.writer.block(f"for o in {objects}:"):
            if place.abstract:
                self.writer.add("k = o.__class__")
            for variant, lines in work.items():
                check = self._collector.write_class(variant)
                with self.writer.block(f"if k is {check}:" if check else "if True:"):
                    self.writer.add(*lines)

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


def _find_targets(layout: Layout, part: Part) -> list[Target]:
    return [target for view in layout.views[part] for target in view.targets]
