"""A cache that forgets what was not used for the longest time, and counts how well it does."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

K = TypeVar("K")
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """Holds entries up to a total weight of `capacity`; one weighs 1 unless told. Not for several threads at once."""

    __slots__ = ("_entries", "capacity", "evictions", "hits", "misses", "weight")

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.weight = 0
        self.hits = 0
        self.misses = 0
        self.evictions = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: K) -> V | None:
        entry = self._entries.get(key)
        if entry is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: K, value: V, weight: int = 1) -> list[V]:
        """Returns what had to go. The newest entry always stays, however much it weighs."""
        known = self._entries.pop(key, None)
        self._entries[key] = value, weight
        self.weight += weight - (known[1] if known else 0)
        gone: list[V] = []
        while self.weight > self.capacity and len(self._entries) > 1:
            _, (old, old_weight) = self._entries.popitem(last=False)
            self.weight -= old_weight
            gone.append(old)
        self.evictions += len(gone)
        return gone

    def remove(self, goes: Callable[[K, V], bool]) -> int:
        """Every entry that `goes`; how many did."""
        gone = [key for key, (value, _) in self._entries.items() if goes(key, value)]
        for key in gone:
            self.weight -= self._entries.pop(key)[1]
        return len(gone)

    def get_values(self) -> list[V]:
        """In the order of `get_keys`."""
        return [value for value, _ in self._entries.values()]

    def get_keys(self) -> list[K]:
        """From the one unused for the longest time to the one used last."""
        return list(self._entries)
