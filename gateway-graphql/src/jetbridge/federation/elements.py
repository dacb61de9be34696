"""The elements of the federation specification: directives and scalars, the version they exist since, definitions.

`elements_of(version)` -> what a subgraph that links that version may import. Definitions are kept as SDL in which the
scalars go by their specification names; a subgraph may know them by others (see `link.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from graphql import DirectiveDefinitionNode, parse

from jetbridge.federation.link import APOLLO_SPECS, CONNECT
from jetbridge.federation.version import FEDERATION_1, FEDERATION_VERSIONS, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.federation.link import Link

_TAG_LOCATIONS = (
    "FIELD_DEFINITION | INTERFACE | OBJECT | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE"
    " | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
_AUTH_LOCATIONS = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"

# (since, definition); a later row replaces an earlier one of the same name.
_DIRECTIVES: tuple[tuple[Version, str], ...] = (
    (FEDERATION_1, "@key(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE"),
    (FEDERATION_1, "@requires(fields: FieldSet!) on FIELD_DEFINITION"),
    (FEDERATION_1, "@provides(fields: FieldSet!) on FIELD_DEFINITION"),
    (FEDERATION_1, "@external(reason: String) on OBJECT | FIELD_DEFINITION"),
    (FEDERATION_1, "@extends on OBJECT | INTERFACE"),
    (FEDERATION_1, f"@tag(name: String!) repeatable on {_TAG_LOCATIONS}"),
    (Version(2, 0), "@shareable on FIELD_DEFINITION | OBJECT"),
    (Version(2, 0), f"@inaccessible on {_TAG_LOCATIONS}"),
    (Version(2, 0), "@override(from: String!) on FIELD_DEFINITION"),
    (Version(2, 1), "@composeDirective(name: String) repeatable on SCHEMA"),
    (Version(2, 2), "@shareable repeatable on FIELD_DEFINITION | OBJECT"),
    (Version(2, 3), f"@tag(name: String!) repeatable on {_TAG_LOCATIONS} | SCHEMA"),
    (Version(2, 3), "@interfaceObject on OBJECT"),
    (Version(2, 5), f"@authenticated on {_AUTH_LOCATIONS}"),
    (Version(2, 5), f"@requiresScopes(scopes: [[Scope!]!]!) on {_AUTH_LOCATIONS}"),
    (Version(2, 6), f"@policy(policies: [[Policy!]!]!) on {_AUTH_LOCATIONS}"),
    (Version(2, 7), "@override(from: String!, label: String) on FIELD_DEFINITION"),
    (Version(2, 8), "@context(name: String!) repeatable on INTERFACE | OBJECT | UNION"),
    (Version(2, 8), "@fromContext(field: ContextFieldValue) on ARGUMENT_DEFINITION"),
    (
        Version(2, 9),
        "@cost(weight: Int!)"
        " on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR",
    ),
    (
        Version(2, 9),
        "@listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],"
        " requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION",
    ),
    (Version(2, 12), "@cacheTag(format: String!) repeatable on OBJECT | FIELD_DEFINITION"),
)

_SCALARS: tuple[tuple[Version, str], ...] = (
    (FEDERATION_1, "FieldSet"),
    (Version(2, 5), "Scope"),
    (Version(2, 6), "Policy"),
    (Version(2, 8), "ContextFieldValue"),
)


@dataclass(frozen=True, slots=True)
class FeatureElements:
    """What the specification of one feature defines, and the federation version that took it in."""

    directives: tuple[str, ...]
    since: Version
    scalars: tuple[str, ...] = ()


# Specifications that may be linked beside federation and whose directives mean the same as federation's.
_FEATURES = {
    "tag": FeatureElements(("tag",), Version(2, 0)),
    "inaccessible": FeatureElements(("inaccessible",), Version(2, 0)),
    "authenticated": FeatureElements(("authenticated",), Version(2, 5)),
    "requiresScopes": FeatureElements(("requiresScopes",), Version(2, 5), ("Scope",)),
    "policy": FeatureElements(("policy",), Version(2, 6), ("Policy",)),
    "context": FeatureElements(("context", "fromContext"), Version(2, 8), ("ContextFieldValue",)),
    "cost": FeatureElements(("cost", "listSize"), Version(2, 9)),
    "cacheTag": FeatureElements(("cacheTag",), Version(2, 12)),
}

# The only version there is of those that are not as old as federation 2 itself.
_FIRST = Version(0, 1)

# The first version of federation that takes each version of the connect specification.
_CONNECT_SINCE = {Version(0, 1): Version(2, 10), Version(0, 2): Version(2, 11), Version(0, 3): Version(2, 12)}

# Names federation 1 libraries print into an SDL; they are machinery of the subgraph, never part of the graph.
SUBGRAPH_ONLY_TYPES = frozenset({"_Any", "_Entity", "_Service", "_FieldSet"})
SUBGRAPH_ONLY_ROOT_FIELDS = frozenset({"_service", "_entities"})

FIELD_SET_DIRECTIVES = ("key", "requires", "provides")


@dataclass(frozen=True, slots=True)
class Elements:
    """What one version defines: directives by name (without `@`) and scalars."""

    directives: Mapping[str, DirectiveDefinitionNode]
    scalars: frozenset[str]

    def has(self, element: str) -> bool:
        """Tell whether `@name` or `Name` can be imported."""
        return element[1:] in self.directives if element.startswith("@") else element in self.scalars


@cache
def elements_of(version: Version) -> Elements:
    """Collect the elements of a federation version."""
    texts: dict[str, str] = {}
    for since, text in _DIRECTIVES:
        if since <= version:
            texts[text[1:].split("(", 1)[0].split(" ", 1)[0]] = f"directive {text}"
    definitions = parse("\n".join(texts.values()), no_location=True).definitions
    directives = {
        node.name.value: node
        for node in cast("tuple[DirectiveDefinitionNode, ...]", definitions)  # the SDL above holds nothing else
    }
    return Elements(directives, frozenset(name for since, name in _SCALARS if since <= version))


def elements_of_federation_1() -> Elements:
    """Collect what a subgraph without a federation link may use; the rest it must define itself to use it."""
    return elements_of(FEDERATION_1)


def since_version(element: str) -> Version | None:
    """Find the first version that has the element, to tell people which one to link."""
    return next((v for v in (FEDERATION_1, *FEDERATION_VERSIONS) if elements_of(v).has(element)), None)


def feature_elements(link: Link) -> FeatureElements | None:
    """Find what a link beside federation's brings; None where it is not for federation to know."""
    return _FEATURES.get(link.url.name) if link.url.identity == f"{APOLLO_SPECS}/{link.url.name}" else None


def since_version_of_feature(link: Link) -> Version | None:
    """Find the first version of federation that knows a linked feature."""
    if link.url.identity == CONNECT:
        return _CONNECT_SINCE.get(link.url.version)
    feature = feature_elements(link)
    return feature.since if feature and link.url.version == _FIRST else None
