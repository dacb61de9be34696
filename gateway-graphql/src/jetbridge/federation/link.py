"""`@link`: specification URLs, imports and the local names they give to a specification's elements.

`parse_feature_url(text)` -> FeatureUrl; `Link.local_directive("key")` -> the name under which a document uses it.
https://specs.apollo.dev/link/v1.0
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jetbridge.federation.version import Version, find_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DirectiveNode

APOLLO_SPECS = "https://specs.apollo.dev"
FEDERATION = f"{APOLLO_SPECS}/federation"
LINK = f"{APOLLO_SPECS}/link"
CORE = f"{APOLLO_SPECS}/core"
JOIN = f"{APOLLO_SPECS}/join"
CONNECT = f"{APOLLO_SPECS}/connect"


class LinkUrlError(ValueError):
    """The URL of a `@link` names no feature."""


@dataclass(frozen=True, slots=True)
class FeatureUrl:
    """`https://example.com/spec/v1.2`: an identity (without the version), the specification's name, a version."""

    identity: str
    name: str
    version: Version

    def __str__(self) -> str:
        """Return the URL."""
        return f"{self.identity}/{self.version}"


def parse_feature_url(text: str) -> FeatureUrl:
    """Read a feature URL; the last path segment must be a version, the one before it the name."""
    parts = urlsplit(text)
    if not parts.scheme or not parts.netloc:
        raise LinkUrlError(f'"{text}" is not a URL')
    segments = [segment for segment in parts.path.split("/") if segment]
    if not segments:
        raise LinkUrlError(f'"{text}" has no path; expected https://example.com/name/v1.0')
    version = find_version(segments[-1])
    if version is None:
        raise LinkUrlError(f'"{text}" does not end with a version such as v1.0')
    if len(segments) < 2:
        raise LinkUrlError(f'"{text}" has no specification name before its version')
    return FeatureUrl(f"{parts.scheme}://{parts.netloc}/{'/'.join(segments[:-1])}", segments[-2], version)


@dataclass(frozen=True, slots=True)
class Link:
    """One applied `@link`. `imports` maps an element as the specification names it (`@key`) to its local name."""

    url: FeatureUrl
    alias: str | None = None
    imports: Mapping[str, str] = field(default_factory=dict)
    purpose: str | None = None
    node: DirectiveNode | None = None

    @property
    def namespace(self) -> str:
        """The prefix of elements that are not imported."""
        return self.alias or self.url.name

    def local_directive(self, name: str) -> str:
        """Tell the local name (without `@`) of a directive of this specification."""
        imported = self.imports.get(f"@{name}")
        if imported is not None:
            return imported[1:]
        return self.namespace if name == self.url.name else f"{self.namespace}__{name}"

    def local_type(self, name: str) -> str:
        """Tell the local name of a type of this specification."""
        return self.imports.get(name) or f"{self.namespace}__{name}"

    def find_directive(self, local: str) -> str | None:
        """Tell which directive of this specification goes by a local name, None when none does."""
        for name, imported in self.imports.items():
            if imported == f"@{local}":
                return name[1:]
        if local == self.namespace:
            return None if f"@{self.url.name}" in self.imports else self.url.name
        prefix = f"{self.namespace}__"
        if local.startswith(prefix):
            return local[len(prefix) :]
        return None
