"""Under which names a supergraph document uses the specifications it is written in.

`@link(url:, as:, import:)` (Federation 2) and `@core(feature:, as:)` (Federation 1) may rename anything, so nothing is
looked up by its usual name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from graphql import SchemaDefinitionNode, SchemaExtensionNode, value_from_ast_untyped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphql import ConstDirectiveNode, DirectiveNode, DocumentNode


@dataclass(frozen=True, slots=True)
class Specification:
    """A linked specification: `name` and `version` of its url, the `prefix` of its elements, renamed `imports`."""

    name: str
    version: tuple[int, int]
    prefix: str
    imports: Mapping[str, str]

    def directive(self, name: str) -> str:
        """The name (without @) under which the document uses this specification's directive `name`."""
        imported = self.imports.get(f"@{name}")
        if imported:
            return imported.removeprefix("@")
        return self.prefix if name == self.name else f"{self.prefix}__{name}"

    def type(self, name: str) -> str:
        return self.imports.get(name, f"{self.prefix}__{name}")

    def owns(self, name: str, *, is_directive: bool) -> bool:
        """Whether the definition called `name` belongs to the specification rather than to the API."""
        if name.startswith(f"{self.prefix}__"):
            return True
        if is_directive:
            return name == self.prefix or f"@{name}" in self.imports.values()
        return name in self.imports.values()


def read_arguments(directive: DirectiveNode | ConstDirectiveNode) -> dict[str, Any]:
    """The arguments of a directive as plain values; enum values become their names."""
    return {argument.name.value: value_from_ast_untyped(argument.value) for argument in directive.arguments or ()}


def find_specifications(document: DocumentNode) -> dict[str, Specification]:
    """Every specification the document's schema definition links, by name."""
    found: dict[str, Specification] = {}
    for directive in _schema_directives(document):
        arguments = read_arguments(directive)
        url = arguments.get("url") or arguments.get("feature")
        if isinstance(url, str):
            specification = _load_specification(url, arguments)
            if specification:
                found[specification.name] = specification
    return found


def _schema_directives(document: DocumentNode) -> Iterator[ConstDirectiveNode]:
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            yield from definition.directives or ()


def _load_specification(url: str, arguments: Mapping[str, Any]) -> Specification | None:
    parts = urlparse(url).path.strip("/").split("/")
    name, version = (parts[-2], parts[-1]) if len(parts) > 1 and parts[-1].startswith("v") else (parts[-1], "v0.0")
    if not name:
        return None
    major, _, minor = version.removeprefix("v").partition(".")
    imports = dict(_load_import(item) for item in arguments.get("import") or ())
    number = (int(major) if major.isdigit() else 0, int(minor) if minor.isdigit() else 0)
    return Specification(name, number, arguments.get("as") or name, imports)


def _load_import(item: Any) -> tuple[str, str]:
    if isinstance(item, str):
        return item, item
    return str(item["name"]), str(item.get("as") or item["name"])
