"""Subgraphs: as they are given (`SubgraphDefinition`) and as composition works with them (`Subgraph`)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from jetbridge.composition.errors import CompositionError, CompositionHint, locate
from jetbridge.composition.model import iterate_places
from jetbridge.federation.elements import elements_of, elements_of_federation_1
from jetbridge.federation.link import FEDERATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import Node

    from jetbridge.composition.model import Place, Schema
    from jetbridge.federation.elements import Elements
    from jetbridge.federation.link import Link
    from jetbridge.federation.version import Version


@dataclass(frozen=True, slots=True)
class SubgraphDefinition:
    """A subgraph as composition gets it."""

    name: str
    url: str
    sdl: str


@dataclass(frozen=True)
class Subgraph:
    """A subgraph with its schema read. `directive_names` gives the local name of each federation directive."""

    name: str
    url: str
    schema: Schema
    links: tuple[Link, ...]
    directive_names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def federation_version(self) -> Version | None:
        """The federation version it links; None for a federation 1 subgraph."""
        return next((link.url.version for link in self.links if link.url.identity == FEDERATION), None)

    @property
    def is_federation_1(self) -> bool:
        """Whether it was written for federation 1."""
        return self.federation_version is None

    @property
    def elements(self) -> Elements:
        """The federation elements it may use."""
        return elements_of_federation_1() if self.federation_version is None else elements_of(self.federation_version)

    @cached_property
    def all_places(self) -> list[Place]:
        """Every applied directive, in the order of the source."""
        return list(iterate_places(self.schema))

    @cached_property
    def _places(self) -> Mapping[str, list[Place]]:
        places: defaultdict[str, list[Place]] = defaultdict(list)
        for place in self.all_places:
            if place.directive.spec is not None:
                places[place.directive.spec].append(place)
        return dict(places)

    def places(self, spec: str) -> list[Place]:
        """List where a federation directive is applied, in the order of the source."""
        return self._places.get(spec, [])

    def directive(self, spec: str) -> str:
        """Tell how this subgraph writes a federation directive: `@key`."""
        return f"@{self.directive_names.get(spec, spec)}"

    def error(
        self, code: str, message: str, coordinate: str | None = None, node: Node | None = None
    ) -> CompositionError:
        """Make an error about this subgraph alone."""
        return CompositionError(code, f"[{self.name}] {message}", coordinate, locate(self.name, node))

    def hint(self, code: str, message: str, coordinate: str | None = None, node: Node | None = None) -> CompositionHint:
        """Make a hint about this subgraph."""
        return CompositionHint(code, message, coordinate, locate(self.name, node))
