"""Every code composition can report has a page in the catalogue, and every page is about a code it can report."""

import re
from pathlib import Path

import jetbridge.composition
from jetbridge.composition.catalogue import PAGES

SOURCES = [path for path in Path(jetbridge.composition.__file__).parent.rglob("*.py") if "catalogue" not in path.parts]
# Codes that are put together from a directive's name and the rest.
PARTS = {
    "KEY": (
        "INVALID_FIELDS",
        "INVALID_FIELDS_TYPE",
        "FIELDS_HAS_ARGS",
        "FIELDS_SELECT_INVALID_TYPE",
        "DIRECTIVE_IN_FIELDS_ARG",
    ),
    "REQUIRES": ("INVALID_FIELDS", "INVALID_FIELDS_TYPE", "FIELDS_MISSING_EXTERNAL", "DIRECTIVE_IN_FIELDS_ARG"),
    "PROVIDES": (
        "INVALID_FIELDS",
        "INVALID_FIELDS_TYPE",
        "FIELDS_HAS_ARGS",
        "FIELDS_MISSING_EXTERNAL",
        "DIRECTIVE_IN_FIELDS_ARG",
    ),
    "LIST_SIZE": ("APPLIED_TO_NON_LIST", "INVALID_ASSUMED_SIZE", "INVALID_SIZED_FIELD", "INVALID_SLICING_ARGUMENT"),
    "ROOT": ("QUERY_USED", "MUTATION_USED", "SUBSCRIPTION_USED"),
}


def reported_codes() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in SOURCES]
    found = {code for text in texts for code in re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', text)}
    composed = {f"{head}_{tail}" for head, tails in PARTS.items() for tail in tails}
    parts = {tail for tails in PARTS.values() for tail in tails}
    locations = {name for name in found if name.endswith("DEFINITION") or name in NOT_CODES}
    return (found - parts - locations) | composed


NOT_CODES = {"ENUM_VALUE", "INPUT_OBJECT", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"}


def test_every_code_has_a_page() -> None:
    assert reported_codes() - PAGES.keys() == set()


def test_every_page_is_about_a_code_that_can_be_reported() -> None:
    assert PAGES.keys() - reported_codes() == set()


def test_every_page_says_what_it_means_and_the_way_out() -> None:
    assert [
        code for code, page in PAGES.items() if not (page.meaning.endswith(".") and page.way_out.endswith("."))
    ] == []
