"""Documents that are sent by name: automatic persisted queries, and documents published beforehand.

Automatic: a client sends the SHA-256 of its document; if it is not known, it sends both once more. Published: a
manifest (Apollo's or Relay's) says which documents there are; with `only`, no others run. Ids come in
`extensions.persistedQuery.sha256Hash` or in `documentId`.
"""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.errors import GatewayError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jetbridge.config.requests import PersistedDocuments
    from jetbridge.pipeline import GraphQLRequest

# An id and its place in a dictionary.
ID_WEIGHT = 300


class DocumentStore:
    """The published documents, and those that clients have registered, least recently used first."""

    def __init__(self, settings: PersistedDocuments, published: Mapping[str, str]) -> None:
        self._settings = settings
        self._published = published
        self._texts = frozenset(published.values())
        self._registered: dict[str, str] = {}
        self._bytes = 0

    def resolve(self, request: GraphQLRequest) -> GraphQLRequest:
        """`request` with its document in place; raises where it may not or cannot be."""
        document_id = _find_id(request.extensions) if request.extensions else None
        if document_id is None:
            if self._settings.only and request.query not in self._texts:
                raise _unknown()
            return request
        if request.query:
            self._check_and_register(document_id, request.query)
            return request
        return msgspec.structs.replace(request, query=self._get(document_id))

    def _get(self, document_id: str) -> str:
        document = self._published.get(document_id)
        if document is not None:
            return document
        if self._settings.only:
            raise _unknown()
        if not self._settings.automatic:
            raise GatewayError("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
        document = self._registered.pop(document_id, None)
        if document is None:
            # Clients look for this very sentence.
            raise GatewayError("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        self._registered[document_id] = document
        return document

    def _check_and_register(self, document_id: str, query: str) -> None:
        if self._settings.only:
            if query not in self._texts:
                raise _unknown()
            return
        if document_id in self._registered or document_id in self._published or not self._settings.automatic:
            return
        if hashlib.sha256(query.encode("utf-8")).hexdigest() != document_id:
            raise GatewayError("BAD_REQUEST", "The hash sent is not the SHA-256 of the query sent.")
        self._registered[document_id] = query
        self._bytes += weigh(query)
        while self._bytes > self._settings.bytes:
            oldest = next(iter(self._registered))
            self._bytes -= weigh(self._registered.pop(oldest))


def weigh(query: str) -> int:
    """The memory it takes to know a registered document."""
    return sys.getsizeof(query) + ID_WEIGHT


def _find_id(extensions: Mapping[str, Any]) -> str | None:
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != 1:
        raise GatewayError("BAD_REQUEST", "`extensions.persistedQuery` must have version 1.")
    document_id = persisted.get("sha256Hash")
    if not isinstance(document_id, str):
        raise GatewayError("BAD_REQUEST", "`extensions.persistedQuery.sha256Hash` must be a string.")
    return document_id


def _unknown() -> GatewayError:
    return GatewayError("PERSISTED_DOCUMENT_UNKNOWN", "Only documents published beforehand may run here.")


def load_manifest(path: Path) -> dict[str, str]:
    """Documents by id: Apollo's manifest (`operations` with `id` and `body`) or Relay's (a mapping of id to text)."""
    try:
        value = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(
            f"{path}: the manifest of persisted documents cannot be read: {getattr(error, 'strerror', None) or error}."
        ) from error
    entries = value.get("operations") if isinstance(value, dict) else None
    if isinstance(entries, list):
        value = {entry.get("id"): entry.get("body") for entry in entries if isinstance(entry, dict)}
    if not isinstance(value, dict) or not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise ValueError(f"{path}: neither Apollo's manifest (operations with id and body) nor Relay's (id to text).")
    return value


def build_document_store(settings: PersistedDocuments, folder: Path) -> DocumentStore:
    published = load_manifest(folder / settings.manifest) if settings.manifest else {}
    return DocumentStore(settings, published)
