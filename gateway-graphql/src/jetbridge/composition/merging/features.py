"""Features: the specifications a supergraph links because the subgraphs use their directives.

Federation's metadata directives (@tag, @inaccessible, ...) are features of their own there, in fixed versions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jetbridge.federation.link import APOLLO_SPECS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Feature:
    """A `@link` of the supergraph. `imports` maps directives of the specification to their names in the supergraph."""

    url: str
    name: str
    purpose: str | None = None
    imports: Mapping[str, str] = field(default_factory=dict)
    # Definitions that do not come out of merging, as SDL.
    definitions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureDirective:
    """A directive of federation that lives on in the supergraph, and the feature it then belongs to."""

    spec: str
    feature: str
    version: str
    purpose: str | None
    definition: str
    scalar: str | None = None

    @property
    def url(self) -> str:
        """The feature's URL."""
        return f"{APOLLO_SPECS}/{self.feature}/{self.version}"


_PLACES = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE"
    " | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
_AUTH_PLACES = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"
_COST_PLACES = "ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR"
_LIST_SIZE_ARGUMENTS = (
    "(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true)"
)

# In the order the supergraph links them.
FEATURE_DIRECTIVES = (
    FeatureDirective("tag", "tag", "v0.3", None, f"(name: String!) repeatable on {_PLACES} | SCHEMA"),
    FeatureDirective("inaccessible", "inaccessible", "v0.2", "SECURITY", f" on {_PLACES}"),
    FeatureDirective("authenticated", "authenticated", "v0.1", "SECURITY", f" on {_AUTH_PLACES}"),
    FeatureDirective(
        "requiresScopes",
        "requiresScopes",
        "v0.1",
        "SECURITY",
        f"(scopes: [[requiresScopes__Scope!]!]!) on {_AUTH_PLACES}",
        "requiresScopes__Scope",
    ),
    FeatureDirective(
        "policy", "policy", "v0.1", "SECURITY", f"(policies: [[policy__Policy!]!]!) on {_AUTH_PLACES}", "policy__Policy"
    ),
    FeatureDirective("cost", "cost", "v0.1", None, f"(weight: Int!) on {_COST_PLACES}"),
    FeatureDirective("listSize", "cost", "v0.1", None, f"{_LIST_SIZE_ARGUMENTS} on FIELD_DEFINITION"),
    FeatureDirective(
        "context", "context", "v0.1", "SECURITY", "(name: String!) repeatable on INTERFACE | OBJECT | UNION"
    ),
)
FEATURE_SPECS = frozenset(directive.spec for directive in FEATURE_DIRECTIVES)

_CONTEXT_EXTRAS = (
    "directive @context__fromContext(field: context__ContextFieldValue) on ARGUMENT_DEFINITION",
    "scalar context__ContextFieldValue",
)


def features_of(local_names: Mapping[str, str]) -> list[Feature]:
    """Make the features for the directives in use: spec name -> its name in the supergraph."""
    features: dict[str, Feature] = {}
    for directive in FEATURE_DIRECTIVES:
        local = local_names.get(directive.spec)
        if local is None:
            continue
        known = features.get(directive.feature)
        # The directive that bears its feature's name needs no import; every other one does.
        renamed = {directive.spec: local} if local != directive.feature else {}
        definitions = [f"directive @{local}{directive.definition}"]
        definitions += [f"scalar {directive.scalar}"] if directive.scalar else []
        definitions += _CONTEXT_EXTRAS if directive.spec == "context" else ()
        features[directive.feature] = Feature(
            directive.url,
            directive.feature,
            directive.purpose,
            {**(known.imports if known else {}), **renamed},
            (*(known.definitions if known else ()), *definitions),
        )
    return list(features.values())
