"""Who is logged in: kept across reloads and tabs by the cookie alone, and ended everywhere at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .traveller import create_flight, go_to_booking, log_in, name_passengers, register

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser


def test_a_reload_keeps_the_session_and_no_script_can_read_a_token(page: Page, email: str) -> None:
    register(page, email)
    page.reload()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    assert page.evaluate("() => document.cookie") == ""
    # A mark that somebody is logged in, and not who: it only says what is worth waiting for.
    assert page.evaluate("() => ({ ...localStorage })") == {"has-session": "yes"}
    assert "eyJ" not in page.evaluate("() => JSON.stringify(sessionStorage)"), "a token begins like this"
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("refresh_token", True, "Strict")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()
    assert page.evaluate("() => localStorage.length") == 0


def test_reloading_in_the_middle_of_a_reload_does_not_log_out(page: Page, email: str) -> None:
    register(page, email)
    for _ in range(4):
        with page.expect_request(lambda request: "RefreshSession" in (request.post_data or "")):
            page.reload(wait_until="commit")
    page.reload()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def test_many_tabs_opened_at_once_all_stay_logged_in(page: Page, email: str) -> None:
    register(page, email)
    tabs = [page.context.new_page() for _ in range(4)]
    for tab in tabs:
        tab.goto("/account", wait_until="commit")
    for tab in tabs:
        expect(tab.get_by_role("heading", name="Account", exact=True)).to_be_visible()


def test_logging_out_in_one_tab_logs_out_the_others(page: Page, email: str) -> None:
    register(page, email)
    other = page.context.new_page()
    other.goto("/account")
    expect(other.get_by_role("button", name="Log out", exact=True)).to_be_visible()
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()
    expect(other.get_by_role("heading", name="Log in")).to_be_visible()
    page.reload()
    expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()


def test_whoever_comes_next_finds_nothing_of_who_was_here(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk)
    register(page, email)
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()
    register(page, f"next-{email}", first_name="Ada", last_name="Lovelace")
    go_to_booking(page, flight["id"])
    expect(page.get_by_label("First name")).to_have_value("")


def test_a_wrong_password_is_said_plainly(page: Page, email: str) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("Email or password is wrong")


def test_a_taken_address_is_said_at_the_field(new_visit: Callable[..., Page], email: str) -> None:
    register(new_visit(), email)
    page = new_visit()
    page.goto("/register")
    page.get_by_label("First name").fill("Grace")
    page.get_by_label("Last name").fill("Hopper")
    page.get_by_label("Email").fill(email.upper())
    page.get_by_label("Password").fill("correct horse 41 battery")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_label("Email")).to_be_focused()
    expect(page.get_by_label("Email")).to_have_accessible_description(
        "There is an account with this address already. Log in, or use another address."
    )


def test_name_and_password_are_changed(page: Page, email: str) -> None:
    register(page, email)
    page.get_by_role("link", name="your account").click()
    page.get_by_label("First name").fill("Augusta")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Augusta.*your account"))).to_be_visible()

    page.get_by_label("Current password").fill("wrong one entirely")
    page.get_by_label("New password", exact=True).fill("a new password 99")
    page.get_by_label("New password again").fill("a new password 99")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_label("Current password")).to_be_focused()

    page.get_by_label("Current password").fill("correct horse 41 battery")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Password changed")).to_be_visible()
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()
    log_in(page, email, "a new password 99")


def test_a_link_that_would_lead_elsewhere_after_login_is_not_followed(page: Page, email: str) -> None:
    register(page, email)
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()
    page.goto("/login?next=//evil.example/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill("correct horse 41 battery")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Where to next?")).to_be_visible()


def test_offline_is_told_and_passes(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Where to next?")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline.")).to_be_hidden()
