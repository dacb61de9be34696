"""The parameters of a GraphQL request: JSON body or query string -> `GraphQLRequest`, or a `BAD_REQUEST`.

GraphQL over HTTP, "Request Parameters". JSON is read strictly: UTF-8 only, no NaN, no key twice, bounded depth.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn
from urllib.parse import parse_qsl

import msgspec

from jetbridge.bounded_cache import BoundedCache
from jetbridge.errors import GatewayError
from jetbridge.pipeline import GraphQLRequest

_decoder = msgspec.json.Decoder()


# Clients send the same few bodies again and again, with the same variables: as many are remembered.
BODIES_CAPACITY = 2 * 1024 * 1024
# What is kept of a body weighs about this much beside its text, which is there twice.
BODY_WEIGHT = 500
# Of a value, and once more of each that is a list or an object, or stands under a name.
VALUE_WEIGHT = 64
_MARKS = (b",", b":", b"[", b"{")
MAX_BODY_REMEMBERED = 16 * 1024


class Bodies:
    """Reads bodies; one that was read before is the very same request. Only those that are in order are remembered."""

    def __init__(self) -> None:
        self.cache: BoundedCache[bytes, GraphQLRequest] = BoundedCache(BODIES_CAPACITY)

    def load(self, body: bytes) -> GraphQLRequest:
        known = self.cache.find(body)
        if known is not None:
            return known
        request = load_body(body)
        if len(body) <= MAX_BODY_REMEMBERED:
            self.cache.put(body, request, 2 * len(body) + BODY_WEIGHT + _weigh_values(body, request))
        return request


def _weigh_values(body: bytes, request: GraphQLRequest) -> int:
    """Of variables and extensions. A value takes far more memory than its text, which may be two characters."""
    if request.variables is None and request.extensions is None:
        return 0
    query = request.query
    return VALUE_WEIGHT * sum([max(0, body.count(mark) - query.count(mark.decode("ascii"))) for mark in _MARKS])


def load_body(body: bytes) -> GraphQLRequest:
    if not body:
        _refuse("The body is empty; send JSON with a `query`.")
    value = load_json(body)
    if isinstance(value, list):
        _refuse("Batches of operations are not taken; send one operation a request.")
    if not isinstance(value, dict):
        _refuse("The body must be a JSON object with a `query`.")
    return build_request(value)


def load_query_string(query: bytes) -> GraphQLRequest:
    """`variables` and `extensions` are JSON inside the query string; an empty one counts as absent."""
    try:
        pairs = parse_qsl(
            query.decode("ascii"), keep_blank_values=True, strict_parsing=False, errors="strict", max_num_fields=32
        )
    except (UnicodeDecodeError, ValueError):
        _refuse("The query string is not percent-encoded UTF-8.")
    parameters: dict[str, Any] = {}
    for name, text in pairs:
        if name in parameters:
            _refuse(f"The parameter `{name}` stands in the query string twice.")
        parameters[name] = text
    for name in ("variables", "extensions"):
        if parameters.get(name):
            parameters[name] = load_json(parameters[name].encode("utf-8"))
        else:
            parameters.pop(name, None)
    return build_request(parameters)


def build_request(parameters: dict[str, Any]) -> GraphQLRequest:
    query, name = parameters.get("query"), parameters.get("operationName")
    variables, extensions = parameters.get("variables"), _find_extensions(parameters)
    if query is None and not extensions:
        _refuse("`query` is missing; send the document as a string.")
    if query is not None and not isinstance(query, str):
        _refuse("`query` must be a string.")
    if name is not None and not isinstance(name, str):
        _refuse("`operationName` must be a string.")
    if variables is not None and not isinstance(variables, dict):
        _refuse("`variables` must be a JSON object.")
    if extensions is not None and not isinstance(extensions, dict):
        _refuse("`extensions` must be a JSON object.")
    return GraphQLRequest(query or "", name or None, variables, extensions)


def _find_extensions(parameters: dict[str, Any]) -> Any:
    """`documentId` is another way to name a persisted document."""
    extensions, document_id = parameters.get("extensions"), parameters.get("documentId")
    if document_id is None:
        return extensions
    if not isinstance(document_id, str):
        _refuse("`documentId` must be a string.")
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": document_id.removeprefix("sha256:")}}
    return persisted if extensions is None else {**extensions, **persisted} if isinstance(extensions, dict) else None


def load_json(text: bytes) -> Any:
    try:
        value = _decoder.decode(text)
        if b"\\u00" in text or text.count(b":") != _count_colons(value):
            _refuse_repeated_keys(text)
    except UnicodeDecodeError:
        _refuse("The JSON is not UTF-8.")
    except msgspec.DecodeError as error:
        _refuse(f"The JSON cannot be read: {error}.")
    except RecursionError:
        _refuse("The JSON is nested too deeply.")
    return value


def _count_colons(value: object) -> int:
    """The colons JSON text of `value` has when every key stands in it once.

    A repeated key leaves more colons in the text than in the value, which a count tells in a microsecond. Strings may
    hold colons of their own, escaped ones too; then the counts differ without need and the slow check decides.
    """
    if isinstance(value, str):
        return value.count(":")
    if isinstance(value, dict):
        return sum([1 + str.count(key, ":") + _count_colons(item) for key, item in value.items()])
    if isinstance(value, list):
        return sum([_count_colons(item) for item in value])
    return 0


def _refuse_repeated_keys(text: bytes) -> None:
    def check(pairs: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                _refuse(f"The JSON has the key {json.dumps(key[:100])} twice in one object.")
            seen.add(key)

    json.loads(text, object_pairs_hook=check)


def _refuse(message: str) -> NoReturn:
    raise GatewayError("BAD_REQUEST", message)
