"""How a name may be spelled that is the same: without accents, case and what stands between words, and as passports
spell it in their machine-readable lines (ICAO Doc 9303-3, 6 A): Müller is muller and mueller.
"""

from __future__ import annotations

from reservation_service.domain.passengers import to_search_name

# What has no accent that could be taken off.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"})
_AS_IN_PASSPORTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def list_spellings(name: str) -> tuple[str, ...]:
    """At least one, each of them once. The text is in composed characters, as names are stored."""
    lower = name.lower()
    spelled = (
        to_search_name(lower.translate(_PLAIN)),
        to_search_name(lower.translate(_AS_IN_PASSPORTS).translate(_PLAIN)),
    )
    return tuple(dict.fromkeys(spelled))
