"""A screen, checked by axe-core against WCAG 2.2 AA, and photographed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from airline_system.stack import ROOT

from .conftest import photograph

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(ROOT / "web/node_modules/axe-core/axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Popovers and dialogs stand at the end of the document, outside its landmarks, and take the focus while they are open.
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"region": {"enabled": False}}}


def check(page: Page, screen: str) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    photograph(page, f"{screen}-{width}")
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(
        "(options) => axe.run(options).then((result) => result.violations)", OPTIONS
    )
    seen = [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in found for node in each["nodes"]]
    assert seen == [], f"{screen} at {width} px: {seen}"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"{screen} scrolls sideways"
