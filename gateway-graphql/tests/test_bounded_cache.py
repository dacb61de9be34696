"""The cache keeps to its weight, forgets the right entries and counts."""

from jetbridge.bounded_cache import BoundedCache


def test_what_was_not_used_for_the_longest_time_goes_first() -> None:
    cache: BoundedCache[str, int] = BoundedCache(2)
    assert cache.put("a", 1) == []
    assert cache.put("b", 2) == []
    assert cache.find("a") == 1
    assert cache.put("c", 3) == [2]
    assert (cache.find("b"), cache.get_keys()) == (None, ["a", "c"])
    assert (cache.hits, cache.misses, cache.evictions, len(cache)) == (1, 1, 1, 2)


def test_entries_count_by_weight_and_the_newest_stays_whatever_it_weighs() -> None:
    cache: BoundedCache[str, str] = BoundedCache(10)
    cache.put("a", "A", 4)
    cache.put("b", "B", 4)
    assert cache.put("a", "A again", 6) == []
    assert cache.weight == 10
    assert cache.put("huge", "H", 99) == ["B", "A again"]
    assert (cache.weight, cache.find("huge")) == (99, "H")
    assert cache.put("c", "C", 1) == ["H"]
    assert cache.weight == 1
