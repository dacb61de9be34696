"""Versions of federation specifications: `v2.3` -> Version(2, 3)."""

from __future__ import annotations

import re
from typing import NamedTuple

_VERSION = re.compile(r"v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class Version(NamedTuple):
    """A major and a minor number; compares as one expects."""

    major: int
    minor: int

    def __str__(self) -> str:
        """Return the form used in specification URLs."""
        return f"v{self.major}.{self.minor}"


def find_version(text: str) -> Version | None:
    """Read `v2.3`; None where the text is no version."""
    match = _VERSION.fullmatch(text)
    return Version(int(match[1]), int(match[2])) if match else None


FEDERATION_1 = Version(1, 0)
FEDERATION_VERSIONS = tuple(Version(2, minor) for minor in range(14))

# The core specification's own versions that a subgraph may link.
LINK_VERSIONS = (Version(1, 0),)
CORE_VERSIONS = (Version(0, 1), Version(0, 2))


def join_version(highest_federation: Version) -> Version:
    """Choose the version of the join specification by the highest federation version any subgraph links."""
    if highest_federation >= (2, 8):
        return Version(0, 5)
    return Version(0, 4) if highest_federation == (2, 7) else Version(0, 3)
