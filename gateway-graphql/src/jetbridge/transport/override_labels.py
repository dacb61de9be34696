"""Who decides the labels of progressive `@override`s for a request: configuration, its headers, an embedder's function.

For each label that matters to an operation the first of these that says anything decides: the header of the request, if
one is configured; the function of the program the gateway is embedded in; `overrides.labels` of gateway.yaml; the label
itself, if it is `percent(N)`. Nobody: it is not active, and the field stays where it was.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, TypeAlias

from jetbridge.planner.override import find_percentage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jetbridge.config.requests import Overrides

    # label, headers of the request by lower-case name, claims of its token -> active, or None to leave it to others.
    DecideLabel: TypeAlias = Callable[[str, Mapping[bytes, bytes], Mapping[str, Any] | None], bool | None]


class OverrideLabels:
    """Decides labels. All percentages of one request go by one roll: who is among 5 in 100 is also among 20."""

    def __init__(
        self, settings: Overrides, decide: DecideLabel | None = None, roll: Callable[[], float] = random.random
    ) -> None:
        self._header = settings.header.lower().encode("ascii") if settings.header else None
        self._configured = settings.labels
        self._decide = decide
        self._roll = roll

    def choose(
        self, labels: frozenset[str], headers: Mapping[bytes, bytes], claims: Mapping[str, Any] | None
    ) -> frozenset[str]:
        """Which of `labels` are active for a request."""
        named = self._read_header(headers)
        number = self._roll() * 100
        active = set()
        for label in labels:
            decided = named.get(label)
            if decided is None and self._decide is not None:
                decided = self._decide(label, headers, claims)
            if decided is None:
                decided = self._decide_by_itself(label, number)
            if decided:
                active.add(label)
        return frozenset(active)

    def _read_header(self, headers: Mapping[bytes, bytes]) -> dict[str, bool]:
        """`new-stock, -percent(20)`: labels that are active and, after a minus, ones that are not."""
        if self._header is None:
            return {}
        parts = [part.strip() for part in headers.get(self._header, b"").decode("latin-1").split(",")]
        return {part.removeprefix("-"): not part.startswith("-") for part in parts if part}

    def _decide_by_itself(self, label: str, number: float) -> bool:
        setting: bool | float | None = self._configured.get(label, find_percentage(label))
        if setting is None or isinstance(setting, bool):
            return bool(setting)
        return number < setting
