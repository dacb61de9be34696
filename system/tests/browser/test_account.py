"""An account in its owner's hands: letters whose links work, and devices that are logged out from another."""

from __future__ import annotations

import email as mail
import email.policy as mail_policy
import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from airline_system.gateway_client import PASSWORD
from airline_system.stack import DEMO_PASSWORDS

from .axe import check
from .conftest import PATIENCE_MS, photograph
from .traveller import log_in, register

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from airline_system.stack import Stack

pytestmark = pytest.mark.browser

NEW_PASSWORD = "another horse 42 battery"


def find_link(directory: Path, address: str, page: str) -> str | None:
    """The newest link to `page` in a letter to this address."""
    for file in sorted(directory.glob("*.eml"), reverse=True):
        letter = mail.message_from_bytes(file.read_bytes(), policy=mail_policy.default)
        body = letter.get_body(("plain",))
        link = re.search(rf"https?://\S+/{page}#\S+", body.get_content() if body else "")
        if letter["To"] == address and link:
            return link[0]
    return None


def wait_for_link(stack: Stack, address: str, page: str) -> str:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < deadline:
        if link := find_link(stack.mail_directory, address, page):
            return link
        time.sleep(0.1)
    raise AssertionError(f"no letter to {address} with a link to {page}")


def test_a_forgotten_password_is_replaced_and_another_device_logged_out(
    new_visit: Callable[..., Page], embedded_stack: Stack, email: str
) -> None:
    page, elsewhere = new_visit(), new_visit()
    register(elsewhere, email)
    page.goto("/login")
    page.get_by_role("link", name="Forgot your password?").click()
    # The page before it has such a field too.
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_focused()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Email").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Look into your mailbox")).to_be_visible()

    page.goto(wait_for_link(embedded_stack, email, "reset-password"))
    expect(page).to_have_url(re.compile(r"/reset-password$"))
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    page.get_by_label("New password again").press("Enter")
    expect(page.get_by_role("heading", name="Account", level=1)).to_be_focused()
    expect(page.get_by_text("Confirmed", exact=True)).to_be_visible()
    elsewhere.reload()
    expect(elsewhere.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()

    log_in(elsewhere, email, NEW_PASSWORD)
    page.reload()
    devices = page.get_by_role("list", name="Where you are logged in")
    expect(devices.get_by_role("listitem")).to_have_count(2)
    expect(devices).to_contain_text("This device")
    photograph(page, "account")
    devices.get_by_role("button", name="Log out Chrome on Linux").press("Enter")
    expect(devices.get_by_role("listitem")).to_have_count(1)
    expect(devices).to_be_focused()
    elsewhere.reload()
    expect(elsewhere.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()


def test_an_address_is_changed_when_its_letter_is_opened(page: Page, embedded_stack: Stack, email: str) -> None:
    register(page, email)
    page.goto("/account")
    expect(page.get_by_text("Not confirmed", exact=True)).to_be_visible()
    page.get_by_role("button", name="Change address").click()
    page.get_by_label("New email").fill(f"new.{email}")
    page.get_by_label("Your password").fill("not the password")
    page.get_by_role("button", name="Send the letter", exact=True).click()
    expect(page.get_by_label("Your password")).to_be_focused()
    page.get_by_label("Your password").fill("correct horse 41 battery")
    page.get_by_role("button", name="Send the letter", exact=True).click()
    expect(page.get_by_text("Look into the new mailbox")).to_be_visible()

    page.goto(wait_for_link(embedded_stack, f"new.{email}", "verify-email"))
    page.get_by_role("button", name="Confirm this address").click()
    expect(page.get_by_text(f"new.{email} is yours.")).to_be_visible()
    expect(page.locator(":focus")).to_contain_text("Confirmed")
    page.get_by_role("link", name="To your account").click()
    expect(page.get_by_text("Confirmed", exact=True)).to_be_visible()
    page.get_by_role("button", name="Close my account").click()
    page.get_by_label("Your password").fill("correct horse 41 battery")
    page.get_by_role("button", name="Yes, close it").click()
    expect(page.get_by_role("heading", name="Where to next?")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()


def test_an_administrator_locks_an_account_and_it_is_on_record(new_visit: Callable[..., Page], email: str) -> None:
    owner, admin = new_visit(), new_visit()
    register(owner, email)
    log_in(admin, "admin@airline.example", DEMO_PASSWORDS["admin"])
    admin.goto("/staff/accounts")
    admin.get_by_label("Email").fill(email[:8].upper())
    admin.get_by_label("Email").press("Enter")
    found = admin.get_by_role("region", name="Accounts found")
    expect(found.get_by_role("link", name=email)).to_be_visible()
    check(admin, "accounts")
    found.get_by_role("link", name=email).click()
    expect(admin.get_by_role("heading", name="Grace Hopper")).to_be_focused()
    admin.get_by_role("button", name="Change roles").click()
    admin.get_by_label("Agent").check()
    admin.get_by_label("Reason").fill("Works at the desk now")
    admin.get_by_label("Your password").fill(DEMO_PASSWORDS["admin"])
    admin.get_by_role("button", name="Change roles").last.click()
    expect(admin.get_by_role("alert")).to_contain_text("confirm the e-mail address first")
    check(admin, "roles-of-an-account")
    admin.get_by_role("button", name="Leave it").click()
    admin.get_by_role("button", name="Lock this account").click()
    admin.get_by_role("button", name="Yes, lock it").click()
    expect(admin.get_by_label("Reason")).to_be_focused()  # it is missing, and says so
    admin.get_by_label("Reason").fill("Card fraud")
    admin.get_by_role("button", name="Yes, lock it").click()
    expect(admin.get_by_role("region", name="What staff did")).to_contain_text("Card fraud")
    expect(admin.get_by_text("Locked", exact=True).first).to_be_visible()
    check(admin, "locked-account")

    owner.goto("/login")
    owner.get_by_label("Email").fill(email)
    owner.get_by_label("Password").fill(PASSWORD)
    owner.get_by_role("button", name="Log in").click()
    expect(owner.get_by_role("alert")).to_contain_text("This account is locked")
