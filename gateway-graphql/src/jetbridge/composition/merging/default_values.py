"""Default values of arguments and input fields: all equal, or dropped where some have none, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.reporting import describe_versions
from jetbridge.composition.values import coerced_key, print_value, with_enum_values

if TYPE_CHECKING:
    from graphql import ValueNode

    from jetbridge.composition.merging.context import Merge, Sources
    from jetbridge.composition.model import InputValue


def merge_default(merge: Merge, coordinate: str, sources: Sources[InputValue], error_code: str) -> ValueNode | None:
    """Merge the default value of an element that all `sources` have."""
    defaults = [_default(merge, index, element) for index, element in sources]
    if all(default is None for default in defaults):
        return None
    # Whether the types agree is reported elsewhere; here one of them reads all values.
    as_type = sources[0][1].type
    keys = {coerced_key(default, as_type) for default in defaults if default is not None}
    if len(keys) == 1 and None not in defaults:
        return defaults[0]
    nodes = [(index, element.node) for index, element in sources]
    versions = describe_versions((merge.subgraphs[i], _describe(element.default)) for i, element in sources)
    if len(keys) > 1:
        message = f'The default value of "{coordinate}" must be the same everywhere; it is {versions}.'
        merge.error(error_code, message, coordinate, nodes)
    else:
        message = f'"{coordinate}" has a default value in some subgraphs only, so it is left out: it is {versions}.'
        merge.hint("INCONSISTENT_DEFAULT_VALUE_PRESENCE", message, coordinate, nodes)
    return None


def _default(merge: Merge, index: int, element: InputValue) -> ValueNode | None:
    if element.default is None:
        return None
    return with_enum_values(element.default, element.type, merge.subgraphs[index].schema)


def _describe(default: ValueNode | None) -> str:
    return "without default" if default is None else print_value(default)
