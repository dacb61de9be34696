"""External fields: left aside while merging, then compared with what the resolving subgraphs merged to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.reporting import describe_versions, subgraph_list
from jetbridge.composition.type_ref import is_subtype
from jetbridge.composition.values import coerced_key

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge, Sources
    from jetbridge.composition.model import Field, InputValue


def resolving_sources(merge: Merge, type_name: str, sources: Sources[Field]) -> Sources[Field]:
    """Drop external declarations; complains about directives on them, which would be lost."""
    kept = [(index, field) for index, field in sources if not merge.facts[index].is_external(type_name, field.name)]
    if kept and len(kept) < len(sources):
        resolving = {index for index, _ in kept}
        for index, field in sources:
            if index not in resolving:
                _check_no_directives(merge, f"{type_name}.{field.name}", index, field)
    return kept


def _check_no_directives(merge: Merge, coordinate: str, index: int, field: Field) -> None:
    subgraph = merge.subgraphs[index]
    for directive in field.directives:
        name = merge.composed.name_of(subgraph, directive)
        if name is not None:
            message = (
                f'"@{directive.name}" on "{coordinate}" in subgraph "{subgraph.name}" has no effect, because the field'
                " is @external there; apply it where the field is resolved."
            )
            nodes = [(index, directive.node)]
            merge.error("MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL", message, coordinate, nodes)


def report_missing_base(merge: Merge, coordinate: str, sources: Sources[Field]) -> None:
    """Report a field that every subgraph takes to be another's."""
    names = subgraph_list(merge.names(index for index, _ in sources))
    message = f'"{coordinate}" is @external in {names}, and nobody resolves it; drop @external in one.'
    merge.error("EXTERNAL_MISSING_ON_BASE", message, coordinate, [(i, field.node) for i, field in sources])


def check_externals(
    merge: Merge, coordinate: str, merged: Field, externals: Sources[Field], *, all_types_equal: bool
) -> None:
    """Compare external declarations with the merged field."""
    wrong_types = [(i, field) for i, field in externals if not _repeats(merge, merged, field, all_types_equal)]
    if wrong_types:
        versions = describe_versions((merge.subgraphs[i], f'"{field.type}"') for i, field in wrong_types)
        message = f'"{coordinate}" has type "{merged.type}" where it is resolved, but @external it is {versions}.'
        nodes = [(i, field.node) for i, field in wrong_types]
        merge.error("EXTERNAL_TYPE_MISMATCH", message, coordinate, nodes)
    for argument in merged.arguments.values():
        _check_argument(merge, f"{coordinate}({argument.name}:)", argument, externals)


def _repeats(merge: Merge, merged: Field, external: Field, all_types_equal: bool) -> bool:
    if merged.type is external.type:
        return True
    # Where the resolving subgraphs differ already, an external declaration may side with any of them.
    return not all_types_equal and is_subtype(merged.type, external.type, merge.is_subtype)


def _check_argument(merge: Merge, coordinate: str, merged: InputValue, externals: Sources[Field]) -> None:
    missing = [(i, field) for i, field in externals if merged.name not in field.arguments]
    if missing:
        names = subgraph_list(merge.names(i for i, _ in missing))
        message = f'"{coordinate}" is missing where the field is declared @external, in {names}; add it there.'
        merge.error("EXTERNAL_ARGUMENT_MISSING", message, coordinate, [(i, field.node) for i, field in missing])
    present = [(i, field.arguments[merged.name]) for i, field in externals if merged.name in field.arguments]
    wrong = [(i, a) for i, a in present if not is_subtype(a.type, merged.type, str.__eq__)]
    if wrong:
        versions = describe_versions((merge.subgraphs[i], f'"{argument.type}"') for i, argument in wrong)
        message = f'"{coordinate}" has type "{merged.type}" where it is resolved, but @external it is {versions}.'
        nodes = [(i, argument.node) for i, argument in wrong]
        merge.error("EXTERNAL_ARGUMENT_TYPE_MISMATCH", message, coordinate, nodes)
    key = coerced_key(merged.default, merged.type)
    differing = [(i, argument) for i, argument in present if coerced_key(argument.default, argument.type) != key]
    if differing:
        names = subgraph_list(merge.names(i for i, _ in differing))
        message = f'The default value of "{coordinate}" is not the resolved one in {names}, where it is @external.'
        nodes = [(i, argument.node) for i, argument in differing]
        merge.error("EXTERNAL_ARGUMENT_DEFAULT_MISMATCH", message, coordinate, nodes)
