"""`@deprecated(reason: null)` -> `@deprecated`.

GraphQL allowed the null until 2025 and composers print what subgraphs say; today's libraries refuse it.
GraphQL specification, "@deprecated".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from graphql import DirectiveNode, NullValueNode, Visitor, visit

if TYPE_CHECKING:
    from graphql import DocumentNode

# Walking a document costs as much as loading it, so it is done only where there can be something to find.
_SUSPECT = re.compile(r"@deprecated\s*\(\s*reason\s*:\s*null\b")


def with_default_reasons(document: DocumentNode, sdl: str) -> DocumentNode:
    """Give what is deprecated without a reason the default one; `sdl` is the document's text."""
    if not _SUSPECT.search(sdl):
        return document
    return cast("DocumentNode", visit(document, _DefaultReasons()))  # the visitor replaces directives only


class _DefaultReasons(Visitor):
    def enter_directive(self, node: DirectiveNode, *_: Any) -> DirectiveNode | None:
        is_null = any(isinstance(argument.value, NullValueNode) for argument in node.arguments or ())
        return DirectiveNode(name=node.name, arguments=()) if node.name.value == "deprecated" and is_null else None
