"""The catalogue of composition codes: what each error and hint means, and the way out.

`jetbridge explain CODE` and `docs/errors.md` are printed from it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from jetbridge.composition.catalogue.error_pages import ERROR_PAGES
from jetbridge.composition.catalogue.hint_pages import HINT_PAGES
from jetbridge.composition.catalogue.page import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES: Mapping[str, Page] = MappingProxyType({page.code: page for page in (*ERROR_PAGES, *HINT_PAGES)})

__all__ = ["ERROR_PAGES", "HINT_PAGES", "PAGES", "Page"]
