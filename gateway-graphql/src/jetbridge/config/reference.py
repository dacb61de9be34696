"""The configuration's types -> its reference for people, as Markdown: one table a section, in the order of the file."""

from __future__ import annotations

import json
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.config.expectations import print_type
from jetbridge.config.model import Config

if TYPE_CHECKING:
    from collections.abc import Iterator


def build_reference() -> str:
    schemas: dict[str, Any] = msgspec.json.schema(Config)["$defs"]
    lines = ["# gateway.yaml", "", "Printed by `jetbridge config schema --format markdown`.", ""]
    for path, name in _find_sections(schemas, "Config", ""):
        lines += [f"## {path or 'the file'}", "", cleandoc(schemas[name]["description"]), ""]
        lines += ["| key | value | default | |", "|---|---|---|---|"]
        lines += [_print_row(key, each, schemas[name]) for key, each in schemas[name]["properties"].items()]
        lines.append("")
    return "\n".join(lines)


def _find_sections(schemas: dict[str, Any], name: str, path: str) -> Iterator[tuple[str, str]]:
    """Depth first, each type at its first place only."""
    seen: set[str] = set()

    def walk(name: str, path: str) -> Iterator[tuple[str, str]]:
        if name in seen:
            return
        seen.add(name)
        yield path, name
        for key, schema in schemas[name]["properties"].items():
            for below, suffix in _find_references(schema):
                yield from walk(below, f"{path}.{key}{suffix}".removeprefix("."))

    yield from walk(name, path)


def _find_references(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2], ""
    for inner in sorted(schema.get("anyOf", ()), key=lambda each: "items" in each):  # one before a list of such
        yield from _find_references(inner)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from ((name, f".NAME{rest}") for name, rest in _find_references(schema["additionalProperties"]))
    if isinstance(schema.get("items"), dict):
        yield from ((name, f"[]{rest}") for name, rest in _find_references(schema["items"]))


def _print_row(key: str, schema: dict[str, Any], section: dict[str, Any]) -> str:
    has_section = any(True for _ in _find_references(schema))
    if key in section.get("required", ()):
        default = "required"
    elif has_section or schema.get("default") is None:
        default = ""
    else:
        default = f"`{json.dumps(schema['default'], ensure_ascii=False)}`"
    cells = [f"`{key}`", print_type(schema), default, schema.get("description", "")]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
