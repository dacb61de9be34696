"""Parse a client's document: source text -> syntax tree, or a refusal.

Tokens and nesting are counted by a scan of the text first, so that the parser never sees what it could choke on.
GraphQL specification, "Language".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphql import GraphQLSyntaxError, parse

from jetbridge.operation.limits import check_size
from jetbridge.operation.refusal import refuse, refuse_all

if TYPE_CHECKING:
    from graphql import DocumentNode

    from jetbridge.operation.limits import Limits

# The lexical grammar as far as telling tokens apart needs it; what it does not match, the parser will complain about.
# Strings that never end are taken whole: trying again inside them would be quadratic.
_TOKEN = re.compile(
    r'"""(?:\\"""|[^"]|"(?!""))*+(?:""")?|"(?:\\.|[^"\\\n\r])*+"?|(#[^\n\r]*)|([{\[(])|([}\])])'
    r"|\.\.\.|[_A-Za-z][_0-9A-Za-z]*|-?[0-9][0-9.eE+-]*|[!$&:=@|]"
)


def load_document(source: str, limits: Limits) -> DocumentNode:
    """Raises `OperationRefused` for what is not GraphQL or is larger than `limits`."""
    _check_tokens(source, limits)
    try:
        document = parse(source, allow_empty_selection_sets=False)
    except GraphQLSyntaxError as error:
        raise refuse_all("GRAPHQL_PARSE_FAILED", [error]) from None
    check_size(document, limits)
    return document


def _check_tokens(source: str, limits: Limits) -> None:
    tokens = nesting = deepest = 0
    for token in _TOKEN.finditer(source):
        comment, opening, closing = token.groups()
        if comment is not None:
            continue
        tokens += 1
        if opening is not None:
            nesting += 1
            deepest = max(deepest, nesting)
        elif closing is not None:
            nesting -= 1
        if tokens > limits.tokens:
            raise _over("tokens", f"The document has more than {limits.tokens} tokens.", limits.tokens)
        if deepest > limits.recursion:
            raise _over("recursion", f"The document nests more than {limits.recursion} levels.", limits.recursion)


def _over(name: str, message: str, maximum: int) -> Exception:
    return refuse("OPERATION_LIMIT_EXCEEDED", message, {"limit": name, "maximum": maximum})
