"""A browser and the site it visits: Chromium on the web client that the gateway serves.

Every page is watched: a script error, a broken promise of the content security policy or a request to another origin
fails the test that caused it. Screenshots go to web/test-results.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from airline_system.gateway_client import PASSWORD, GatewayClient
from airline_system.stack import DEMO_PASSWORDS, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = ROOT / "web/test-results"
# The whole system runs on the same two cores as the browser.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
DESKTOP = (1280, 900)
PHONE = (390, 844)


@dataclass(frozen=True)
class Site:
    """Where the client is served, and who works there."""

    url: str

    def client(self) -> GatewayClient:
        return GatewayClient(self.url)

    def desk(self) -> GatewayClient:
        """A program of the agent's, for what a test needs to be so."""
        client = self.client()
        client.log_in("agent@airline.example", DEMO_PASSWORDS["agent"])
        return client


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Site:
    """The system under test; AIRLINE_URL names one that runs already (`make run`), to work on the client."""
    running = os.environ.get("AIRLINE_URL")
    if running:
        return Site(running.rstrip("/"))
    if not (ROOT / "web/dist/index.html").exists():
        pytest.skip("the web client is not built; `make web`")
    return Site(request.getfixturevalue("embedded_stack").gateway_url)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"Chromium is not installed ({CHROMIUM}); `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_visit(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Makes a page of a fresh browser profile: `new_visit(size=PHONE, scheme="dark")`."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def visit(size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Page:
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-US",
            timezone_id="Asia/Tokyo",  # far from every airport in the data: a page that used this clock would show it
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        context.on("page", lambda page: watch(page, site, complaints))
        return context.new_page()

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def watch(page: Page, site: Site, complaints: list[str]) -> None:
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"console: {message.text}")
            # A refused or failed request is written there by the browser itself; tests provoke those on purpose.
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((site.url, "data:", "blob:"))
            else complaints.append(f"request to another origin: {request.url}")
        ),
    )


@pytest.fixture
def page(new_visit: Callable[..., Page]) -> Page:
    return new_visit()


@pytest.fixture
def email() -> str:
    return f"{uuid.uuid4().hex[:12]}@traveller.example"


@pytest.fixture
def desk(site: Site) -> Iterator[GatewayClient]:
    client = site.desk()
    yield client
    client.http.close()


def photograph(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True, animations="disabled")


__all__ = ["DESKTOP", "PASSWORD", "PHONE", "Site", "photograph"]
