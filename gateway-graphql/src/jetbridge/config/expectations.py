"""What a setting takes, in words: the JSON schema of its type -> "integer ≥ 1", and why a value is not that."""

from __future__ import annotations

import difflib
from typing import Any

import msgspec

_KINDS = {str: "text", int: "a number", float: "a number", bool: "true or false", list: "a list", dict: "a mapping"}


def print_type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(print_type(inner) for inner in schema["anyOf"] if inner.get("type") != "null")
    if "$ref" in schema:
        return "section"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"] if value is not None)
    match schema.get("type"):
        case "array":
            return f"list of {print_type(schema['items'])}"
        case "object":
            return f"{print_type(schema.get('additionalProperties', {}))} by name"
        case "integer" | "number" as kind:
            return f"{kind}{_print_bounds(schema)}"
        case "string":
            return str(schema.get("title", "text"))
        case None:
            return "anything"
        case other:
            return str(other)


def tell_mismatch(kind: Any, value: object) -> str:
    """Why `value` is not of the type `kind`, and what would be. Text is never repeated: it may be a secret."""
    schema = _find_schema(kind)
    if "enum" in schema:
        return _tell_choice([str(each) for each in schema["enum"] if each is not None], value)
    wanted = print_type(schema)
    if schema.get("type") == "string" and "minLength" in schema:
        wanted += f" of at least {schema['minLength']} characters"
    if schema.get("type") == "array" and value == []:
        return f"A {wanted} is expected here, with one item at least."
    example = f", such as {schema['examples'][0]}" if "examples" in schema else ""
    article = "An" if wanted[0] in "aeiou" else "A"
    subject = wanted.capitalize() if wanted.startswith("text") else f"{article} {wanted}"
    return f"{subject} is expected here{example}{_tell_found(schema, value)}."


def _tell_choice(choices: list[str], value: object) -> str:
    near = difflib.get_close_matches(str(value).lower(), [each.lower() for each in choices], n=1)
    hint = next((f"did you mean `{each}`?" for each in choices if near and each.lower() == near[0]), None)
    return f"`{value}` is not known here; {hint or 'choose ' + ' or '.join(f'`{each}`' for each in choices) + '.'}"


def _tell_found(schema: dict[str, Any], value: object) -> str:
    wanted = schema.get("type")
    if isinstance(value, bool | int | float) and wanted != "string":
        return f", not {str(value).lower() if isinstance(value, bool) else value}"
    if isinstance(value, str) and wanted in ("integer", "number"):
        return ", not text; drop the quotes" if value.isdigit() else ", not text"
    if isinstance(value, str) and wanted == "array":
        return ": put it in brackets, [like this]"
    if isinstance(value, str) and wanted == "string":
        return ""
    return f", not {_KINDS.get(type(value), 'this')}"


def _find_schema(kind: Any) -> dict[str, Any]:
    schema = msgspec.json.schema(kind)
    if len(choices := [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]) == 1:
        return dict(choices[0])
    return schema


def _print_bounds(schema: dict[str, Any]) -> str:
    bounds = [
        f"{sign} {schema[name]:g}"
        for name, sign in (("exclusiveMinimum", ">"), ("minimum", "≥"), ("maximum", "≤"))
        if name in schema
    ]
    return f" {', '.join(bounds)}" if bounds else ""
