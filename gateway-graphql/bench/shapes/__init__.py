"""The operations the benchmark runs, from one small fetch to a deep tree over four subgraphs."""

from shapes.catalogue import CATALOGUE
from shapes.lookup import LOOKUP
from shapes.model import Shape
from shapes.storefront import REPETITIVE, STOREFRONT
from shapes.wide import WIDE

SHAPES: dict[str, Shape] = {shape.name: shape for shape in (LOOKUP, REPETITIVE, STOREFRONT, WIDE, CATALOGUE)}
