"""Arguments: those every subgraph has. One that some lack is dropped, unless somebody requires it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.applied_directives import merge_directives
from jetbridge.composition.merging.default_values import merge_default
from jetbridge.composition.merging.descriptions import merge_description
from jetbridge.composition.merging.reporting import subgraph_list
from jetbridge.composition.merging.type_references import merge_argument_type
from jetbridge.composition.model import DirectiveDefinition, Field, InputValue, find_directive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.merging.context import Merge, Sources


def merge_arguments(
    merge: Merge, parent: str, sources: Sequence[tuple[int, Field | DirectiveDefinition]]
) -> dict[str, InputValue]:
    """Merge the arguments of a field or directive definition, `parent` being its coordinate."""
    if not any(owner.arguments for _, owner in sources):
        return {}
    merged: dict[str, InputValue] = {}
    for name in dict.fromkeys(name for _, owner in sources for name in owner.arguments):
        present = [(index, owner.arguments[name]) for index, owner in sources if name in owner.arguments]
        coordinate = f"{parent}({name}:)"
        if any(find_directive(argument.directives, "fromContext") for _, argument in present):
            _check_contextual(merge, coordinate, present)
        elif len(present) < len(sources):
            _report_absence(merge, coordinate, present, [index for index, _ in sources])
        else:
            merged[name] = _merge_argument(merge, name, coordinate, present)
    return merged


def _merge_argument(merge: Merge, name: str, coordinate: str, sources: Sources[InputValue]) -> InputValue:
    type_ref = merge_argument_type(merge, coordinate, sources).type
    return InputValue(
        name,
        type_ref,
        merge_default(merge, coordinate, sources, "FIELD_ARGUMENT_DEFAULT_MISMATCH"),
        merge_description(merge, coordinate, sources),
        merge_directives(merge, coordinate, sources),
    )


def _report_absence(merge: Merge, coordinate: str, present: Sources[InputValue], all_indexes: list[int]) -> None:
    with_it = [index for index, _ in present]
    absent = [index for index in all_indexes if index not in with_it]
    nodes = [(index, argument.node) for index, argument in present]
    having, lacking = subgraph_list(merge.names(with_it)), subgraph_list(merge.names(absent))
    requiring = [index for index, argument in present if argument.is_required]
    if requiring:
        message = (
            f'"{coordinate}" is required in {subgraph_list(merge.names(requiring))} but missing in {lacking};'
            " add it there, or make it optional."
        )
        merge.error("REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH", message, coordinate, nodes)
    else:
        message = f'"{coordinate}" is left out of the supergraph: {having} has it, {lacking} has not.'
        merge.hint("INCONSISTENT_ARGUMENT_PRESENCE", message, coordinate, nodes)


def _check_contextual(merge: Merge, coordinate: str, sources: Sources[InputValue]) -> None:
    for index, argument in sources:
        if find_directive(argument.directives, "fromContext"):
            continue
        nodes = [(index, argument.node)]
        name = merge.subgraphs[index].name
        if argument.is_required:
            message = (
                f'"{coordinate}" is filled from a context in another subgraph but required of the client in "{name}";'
                " use @fromContext there too, or make it optional."
            )
            code = "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS"
            merge.error(code, message, coordinate, nodes)
        else:
            message = f'"{coordinate}" is filled from a context in another subgraph; in "{name}" it is never given.'
            merge.hint("CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS", message, coordinate, nodes)
