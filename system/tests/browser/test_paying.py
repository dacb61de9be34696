"""Seats are held, paid for, ticketed, and given back at the refund that was quoted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import check
from .conftest import photograph
from .traveller import create_flight, expect_status, go_to_booking, name_passengers, register

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser


@pytest.fixture
def held(page: Page, desk: GatewayClient, email: str) -> Page:
    """A trip whose seats wait for the payment."""
    flight = create_flight(desk, fare="199.00", days=20)
    register(page, email)
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    expect(page.get_by_text(f"Confirmation and receipt go to {email}")).to_be_visible()
    page.get_by_text("Hold the seats and pay here").click()
    page.get_by_role("button", name="Hold for $199").click()
    page.wait_for_url("**/trips/*")
    expect_status(page, "HELD")
    return page


def test_a_held_trip_is_paid_ticketed_and_refunded(held: Page) -> None:
    expect(held.get_by_role("timer")).to_have_text(re.compile(r"1\d:\d\d min"))
    check(held, "held")
    held.get_by_label("Card").select_option("sandbox-decline")
    held.get_by_role("button", name="Pay $199").click()
    expect(held.get_by_text("The payment was declined")).to_be_visible()
    held.get_by_label("Card").select_option("sandbox-approve")
    held.get_by_role("button", name="Pay $199").click()

    expect_status(held, "CONFIRMED")
    # The form that had the focus is gone.
    expect(held.locator('[data-status="CONFIRMED"]')).to_be_focused()
    expect(held.get_by_role("listitem").filter(has_text="Grace Hopper")).to_contain_text(re.compile(r"E-ticket \d{13}"))
    check(held, "paid")

    held.get_by_role("link", name="Receipt").click()
    expect(held.get_by_role("row", name=re.compile("Total paid"))).to_contain_text("$199")
    check(held, "receipt")
    held.get_by_role("link", name="Your trip").click()
    held.get_by_role("button", name="Cancel this trip").click()
    expect(held.get_by_role("alertdialog")).to_contain_text("You get back")
    photograph(held, "refund-quote")
    held.get_by_role("button", name="Yes, cancel it").click()
    expect_status(held, "CANCELLED")


def test_one_flight_of_a_return_is_given_up_and_the_other_stands(page: Page, desk: GatewayClient, email: str) -> None:
    out = create_flight(desk, fare="200.00", days=20)
    back = create_flight(desk, route=("LAX", "JFK"), fare="150.00", days=23)
    register(page, email)
    page.goto(f'/book?flights=["{out["id"]}","{back["id"]}"]&step=passengers')
    name_passengers(page, ("Grace", "Hopper"))
    page.get_by_text("Hold the seats and pay here").click()
    page.get_by_role("button", name="Hold for $350").click()
    page.get_by_role("button", name="Pay $350").click()
    expect_status(page, "CONFIRMED")

    given_up = page.get_by_role("region", name=f"Flight {out['name']}")
    give_up = given_up.get_by_role("button", name="Give up this flight")
    give_up.click()
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text(f"Flight {out['name']}")
    expect(dialog).to_contain_text("You get back $200")
    check(page, "give-up")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    expect(give_up).to_be_focused()
    give_up.click()
    dialog.get_by_role("button", name="Yes, give it up").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Los Angeles to New York")
    expect(page.get_by_role("region", name=f"Flight {back['name']}")).to_be_visible()
    expect(given_up).to_be_hidden()
    expect(page.get_by_text("$200 back")).to_be_visible()
    check(page, "given-up")
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_role("row", name=re.compile("Paid in the end"))).to_contain_text("$150")


def test_a_bank_that_asks_is_answered(held: Page) -> None:
    held.get_by_label("Card").select_option("sandbox-challenge")
    held.get_by_role("button", name="Pay $199").click()
    expect(held.get_by_role("heading", name="Your bank asks")).to_be_visible()
    # Who has no code at hand takes another card, or begins anew.
    held.get_by_role("button", name="Pay in another way").click()
    held.get_by_label("Card").select_option("sandbox-challenge")
    held.get_by_role("button", name="Pay $199").click()
    held.get_by_role("textbox").fill("123456")
    held.get_by_role("button", name="Confirm payment").click()
    expect_status(held, "CONFIRMED")


def test_more_time_is_given_once(held: Page) -> None:
    held.get_by_role("button", name="I need more time").click()
    expect(held.get_by_role("button", name="I need more time")).to_be_hidden()
    expect(held.get_by_role("timer")).to_have_text(re.compile(r"[23]\d:\d\d min"))
