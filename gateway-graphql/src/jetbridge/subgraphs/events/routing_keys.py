"""Does a routing key match what a queue is bound by? Topic exchanges: `*` is one word, `#` any number of them."""

from __future__ import annotations

import functools
import re


@functools.lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """One that matches routing keys with a dot before them, so that every word has one."""
    words = {"*": r"\.[^.]*", "#": r"(?:\.[^.]*)*"}
    return re.compile("".join(words.get(word, rf"\.{re.escape(word)}") for word in pattern.split(".")), re.DOTALL)


def is_pattern(key: str) -> bool:
    """Whether it can match another key than itself."""
    return "*" in key or "#" in key


def matches(pattern: str, routing_key: str) -> bool:
    if not is_pattern(pattern):
        # Most are: there may be more of them than patterns are kept.
        return pattern == routing_key
    return compile_pattern(pattern).fullmatch(f".{routing_key}") is not None
