"""Choose the operation to run: GraphQL specification, "GetOperation"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import OperationDefinitionNode

from jetbridge.operation.refusal import refuse

if TYPE_CHECKING:
    from graphql import DocumentNode


def get_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation called `name`, or the only one; raises `OperationRefused` if that is not one."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name:
        for operation in operations:
            if operation.name and operation.name.value == name:
                return operation
        raise refuse("OPERATION_RESOLUTION_FAILURE", f'The document has no operation named "{name}".')
    if len(operations) == 1:
        return operations[0]
    if not operations:
        raise refuse("OPERATION_RESOLUTION_FAILURE", "The document has no operation.")
    raise refuse(
        "OPERATION_RESOLUTION_FAILURE",
        f"The document has {len(operations)} operations; name the one to run in operationName.",
    )
