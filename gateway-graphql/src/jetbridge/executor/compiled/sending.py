"""Write what a `send` does: objects of the answer -> the body of a request, or None if there is nothing to ask.

It leaves in the state whose answer will be whose: for each of its targets the objects (`o…`) and where in the list of
answers each of theirs stands (`p…`), and how many were asked for (`n…`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jetbridge.executor.compiled.layout import get_entries
from jetbridge.executor.compiled.sent import find_single_key
from jetbridge.executor.request import RequestTemplate
from jetbridge.planner.plan import EntityFetch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jetbridge.executor.compiled.collecting import CollectorWriter
    from jetbridge.executor.compiled.contextual import ContextualFetch
    from jetbridge.executor.compiled.layout import Layout, Part
    from jetbridge.executor.compiled.representations import RepresentationWriter
    from jetbridge.executor.compiled.writer import Writer
    from jetbridge.planner.plan import Fetch


class SendWriter:
    """`parts` are their names. `slots` are those of a state that the lines written so far use."""

    def __init__(
        self,
        writer: Writer,
        layout: Layout,
        parts: Mapping[int, str],
        collector: CollectorWriter,
        representations: RepresentationWriter,
    ) -> None:
        self.slots: list[str] = []
        self._writer = writer
        self._layout = layout
        self._parts = parts
        self._collector = collector
        self._representations = representations

    def write(self, fetch: Fetch, parts: Sequence[Part], contextual: ContextualFetch | None) -> None:
        """The lines of a `send`. `contextual` is known if the fetch has arguments from contexts."""
        template = RequestTemplate(fetch)
        if not isinstance(fetch, EntityFetch):
            for part in parts:
                if not part.is_root:
                    self._write_root_objects(part)
            constant = None if fetch.variables else template.build({})
            self._writer.add(
                f"return {self._writer.name(template.build)}(s.variables)"
                if constant is None
                else f"return {self._writer.name(constant)}"
            )
            return
        for part in parts:
            self._write_representations(
                part, alone=contextual is None and find_single_key(self._layout.get_targets(part)) is not None
            )
        with self._writer.block(f"if not ({' or '.join(f'r{part.index}' for part in parts)}):"):
            self._writer.add("return None")
        if contextual is not None:
            self._write_contextual_body(contextual, fetch, parts)
        else:
            self.write_body(fetch, parts, template)

    def _write_root_objects(self, part: Part) -> None:
        """Objects of a root type inside the answer all get the same: the only answer there is."""
        labels = []
        for view in self._layout.views[part]:
            for number, target in enumerate(view.targets):
                objects = self._collector.write_objects(target.variant.place)
                check = self._collector.write_class(target.variant)
                label = f"{self._parts[id(part)]}_{view.number}_{number}"
                chosen = f"[o for o in {objects} if o.__class__ is {check}]" if check else objects
                self._writer.add(f"s.o{label} = {chosen}", f"s.p{label} = [0] * len(s.o{label})")
                self.slots += [f"o{label}", f"p{label}"]
                labels.append(label)
        with self._writer.block(f"if not ({' or '.join(f's.o{label}' for label in labels) or 'None'}):"):
            self._writer.add("return None")

    def _write_representations(self, part: Part, *, alone: bool) -> None:
        """`alone` says that nothing but their key is sent of them, for nothing else."""
        name, add = self._parts[id(part)], self._writer.add
        is_contextual = part.group is not None and bool(part.group.contexts)
        add(f"r{part.index} = []")
        if is_contextual:
            add(f"xr{part.index} = []")
        positions: dict[str, str] = {}
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
                self.slots += [f"o{label}", f"p{label}"]
                add(f"s.o{label} = objects", f"s.p{label} = positions")
        self.slots.append(f"n{name}")
        add(f"s.n{name} = len(r{part.index})")

    def _write_contextual_body(self, contextual: ContextualFetch, fetch: EntityFetch, parts: Sequence[Part]) -> None:
        asked = [
            f"(r{part.index}, {f'xr{part.index}' if part.group is not None and part.group.contexts else None})"
            for part in parts
        ]
        build = self._writer.name(contextual.build)
        self._writer.add(f"body, s.w{fetch.id} = {build}(s.variables, [{', '.join(asked)}])", "return body")
        self.slots.append(f"w{fetch.id}")

    def write_body(self, fetch: EntityFetch, parts: Sequence[Part], template: RequestTemplate) -> None:
        """Of the lists `r…`."""
        bodies = {
            part.group.variable: self._representations.write_json(self._layout.get_targets(part), f"r{part.index}")
            for part in parts
            if part.group is not None
        }
        if fetch.variables:
            members = ", ".join(f"{self._writer.name(variable)}: {code}" for variable, code in bodies.items())
            self._writer.add(f"return {self._writer.name(template.build)}(s.variables, {{{members}}})")
            return
        # With an empty list for each variable the body is constant but for what stands between the brackets.
        pieces = template.build({}, dict.fromkeys(bodies, b"\n")).split(b"\n")
        code = [self._writer.name(pieces[0])]
        for json, piece in zip(bodies.values(), pieces[1:], strict=True):
            code += [json, self._writer.name(piece)]
        self._writer.add(f"return {' + '.join(code)}")
