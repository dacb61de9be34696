"""The supergraph's SDL: the merged schema, annotated with what every subgraph knows.

https://specs.apollo.dev/join
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind
from jetbridge.composition.printing.join_specification import specification_definitions
from jetbridge.composition.printing.sdl import (
    print_arguments,
    print_block,
    print_description,
    print_directive,
    print_directive_definition,
    print_directives,
    print_input_value,
    print_text,
)
from jetbridge.federation.link import JOIN, LINK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.merging.features import Feature
    from jetbridge.composition.merging.graph import JoinDirective, JoinField, JoinType, MergedGraph
    from jetbridge.composition.model import TypeDefinition


def print_supergraph(graph: MergedGraph) -> str:
    """Print the supergraph."""
    return "\n\n".join(_definitions(graph)) + "\n"


def _definitions(graph: MergedGraph) -> Iterator[str]:
    printer = _Printer(graph)
    yield printer.schema_definition()
    for text in specification_definitions(graph.join_version):
        yield text.rstrip("\n")
    yield printer.graph_enum()
    for feature in graph.features:
        yield from feature.definitions
    for definition in graph.schema.directives.values():
        yield print_directive_definition(definition)
    for name in sorted(graph.schema.types):
        yield printer.type_definition(graph.schema.types[name])


class _Printer:
    def __init__(self, graph: MergedGraph) -> None:
        self._graph = graph
        self._joins = graph.joins
        self._names = graph.graph_names

    def schema_definition(self) -> str:
        links = [
            _link(f"{LINK}/v1.0", None, {}),
            _link(f"{JOIN}/{self._graph.join_version}", "EXECUTION", {}),
            *map(_link_of_feature, self._graph.features),
        ]
        schema = self._graph.schema
        directives = links + self._join_directives("") + print_directives(schema.schema_directives)
        roots = [f"  {operation}: {name}" for operation, name in schema.roots.items()]
        return print_description(schema.description) + print_block("schema", directives, roots)

    def graph_enum(self) -> str:
        lines = [
            f"  {name} @join__graph(name: {print_text(subgraph.name)}, url: {print_text(subgraph.url)})"
            for name, subgraph in zip(self._names, self._graph.subgraphs, strict=True)
        ]
        return print_block("enum join__Graph", (), lines)

    def type_definition(self, definition: TypeDefinition) -> str:
        name = definition.name
        joins = [
            f'@join__implements(graph: {self._names[i]}, interface: "{above}")'
            for i, above in self._joins.implements.get(name, ())
        ]
        joins += [self._join_type(join) for join in self._joins.types.get(name, ())]
        joins += [
            f'@join__unionMember(graph: {self._names[i]}, member: "{member}")'
            for i, member in self._joins.members.get(name, ())
        ]
        directives = joins + self._join_directives(name) + print_directives(definition.directives)
        head = f"{definition.kind.value} {name}"
        if definition.interfaces:
            head += f" implements {' & '.join(definition.interfaces)}"
        text = print_block(head, directives, list(self._members(definition)))
        if definition.kind is Kind.UNION:
            text += f"\n = {' | '.join(definition.members)}"
        return print_description(definition.description) + text

    def _members(self, definition: TypeDefinition) -> Iterator[str]:
        name = definition.name
        for field in definition.fields.values():
            directives = self._join_fields(name, field.name) + self._join_directives(f"{name}.{field.name}")
            text = f"  {field.name}{print_arguments(field.arguments, '  ')}: {field.type}"
            line = " ".join([text, *directives, *print_directives(field.directives)])
            yield print_description(field.description, "  ") + line
        for value in definition.inputs.values():
            line = " ".join([f"  {print_input_value(value)}", *self._join_fields(name, value.name)])
            yield print_description(value.description, "  ") + line
        for enum_value in definition.values.values():
            graphs = self._joins.values.get((name, enum_value.name), ())
            joins = [f"@join__enumValue(graph: {self._names[index]})" for index in graphs]
            line = " ".join([f"  {enum_value.name}", *joins, *print_directives(enum_value.directives)])
            yield print_description(enum_value.description, "  ") + line

    def _join_type(self, join: JoinType) -> str:
        arguments = [("graph", self._names[join.graph])]
        if join.key is not None:
            arguments.append(("key", print_text(join.key)))
        if join.is_extension:
            arguments.append(("extension", "true"))
        if not join.is_resolvable:
            arguments.append(("resolvable", "false"))
        if join.is_interface_object:
            arguments.append(("isInterfaceObject", "true"))
        return print_directive("join__type", arguments)

    def _join_fields(self, type_name: str, field_name: str) -> list[str]:
        joins = self._joins.fields.get((type_name, field_name))
        return [self._join_field(join) for join in joins] if joins else []

    def _join_field(self, join: JoinField) -> str:
        arguments = [("graph", self._names[join.graph])] if join.graph is not None else []
        texts = (
            ("requires", join.requires),
            ("provides", join.provides),
            ("type", join.type),
            ("override", join.override),
            ("overrideLabel", join.override_label),
        )
        arguments += [(name, print_text(text)) for name, text in texts if text is not None]
        if join.is_external:
            arguments.append(("external", "true"))
        if join.is_used_overridden:
            arguments.append(("usedOverridden", "true"))
        if join.context_arguments:
            contexts = (
                f"{{context: {print_text(argument.context)}, name: {print_text(argument.name)},"
                f" type: {print_text(argument.type)}, selection: {print_text(argument.selection)}}}"
                for argument in join.context_arguments
            )
            arguments.append(("contextArguments", f"[{', '.join(contexts)}]"))
        return print_directive("join__field", arguments)

    def _join_directives(self, coordinate: str) -> list[str]:
        return [self._join_directive(join) for join in self._joins.directives.get(coordinate, ())]

    def _join_directive(self, join: JoinDirective) -> str:
        graphs = f"[{', '.join(self._names[index] for index in join.graphs)}]"
        arguments = [("graphs", graphs), ("name", print_text(join.name)), ("args", join.arguments)]
        return print_directive("join__directive", arguments)


def _link_of_feature(feature: Feature) -> str:
    return _link(feature.url, feature.purpose, dict(feature.imports))


def _link(url: str, purpose: str | None, imports: dict[str, str]) -> str:
    arguments = [("url", print_text(url))]
    if purpose is not None:
        arguments.append(("for", purpose))
    if imports:
        items = (
            print_text(f"@{name}") if name == local else f'{{name: "@{name}", as: "@{local}"}}'
            for name, local in imports.items()
        )
        arguments.append(("import", f"[{', '.join(items)}]"))
    return print_directive("link", arguments)
