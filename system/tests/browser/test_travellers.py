"""What border and crew want to know is told at booking and later; staff see it, and cancel with a reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from airline_system.stack import DEMO_PASSWORDS

from .axe import check
from .conftest import PHONE
from .traveller import book, create_flight, expect_status, find_locator, log_in, register

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser

NUMBER = "X1234567Q"


def book_with_a_child(page: Page, flight_id: str) -> None:
    page.goto(f'/book?flights=["{flight_id}"]&adults=1&children=1&infants=0&cabin=ECONOMY&step=passengers')
    for number, first_name in enumerate(("Grace", "Mary")):
        page.get_by_label("First name").nth(number).fill(first_name)
    page.get_by_label("Last name").first.fill("Hopper")
    page.get_by_role("button", name="The same last name for everybody").click()
    page.get_by_label("Date of birth").nth(1).fill("2019-05-05")
    page.get_by_text("Meals and assistance").first.click()
    page.get_by_label("Meal").first.select_option("Vegan meal")
    check(page, "travellers")
    page.get_by_role("button", name="Continue to review").click()
    expect(page.get_by_text("Vegan meal")).to_be_visible()
    book(page)
    expect_status(page, "CONFIRMED")


def tell_document(page: Page) -> None:
    page.get_by_role("button", name="Details of Grace Hopper").click()
    dialog = page.get_by_role("alertdialog")
    dialog.get_by_label("Number").fill(NUMBER)
    dialog.get_by_role("button", name="Save the details").click()
    expect(dialog.get_by_text("Choose the country that issued it.")).to_be_visible()
    dialog.get_by_label("Issued by").select_option("France")
    dialog.get_by_label("Expires on").fill("2035-01-31")
    dialog.get_by_label("Service animal").check()
    check(page, "traveller-details")
    dialog.get_by_role("button", name="Save the details").click()
    expect(dialog).to_have_count(0)


def test_a_traveller_is_told_of_and_staff_see_her_masked_until_they_say_why(
    page: Page, new_visit: Callable[..., Page], desk: GatewayClient, email: str
) -> None:
    flight = create_flight(desk, seats=20)
    register(page, email)
    book_with_a_child(page, flight["id"])
    tell_document(page)
    expect(page.get_by_text("passport •••• 67Q (FR) · Service animal, Vegan meal")).to_be_visible()
    expect(page.get_by_text("born 5 May 2019")).to_be_visible()
    locator = find_locator(page)

    staff = new_visit(size=PHONE)
    log_in(staff, "agent@airline.example", DEMO_PASSWORDS["agent"])
    staff.goto(f"/staff/flights/{flight['id']}")
    passengers = staff.get_by_role("region", name="Passengers of this flight")
    expect(passengers.get_by_role("row").filter(has_text="Hopper, Grace")).to_contain_text("VGML")
    passengers.get_by_role("link", name=locator).first.click()
    staff.get_by_role("button", name=re.compile("Read the document of Grace Hopper")).click()
    expect(staff.get_by_text(NUMBER)).to_be_visible()
    expect(staff.get_by_text("read travel document")).to_be_visible()
    check(staff, "staff-reservation")

    staff.get_by_role("button", name="Cancel this reservation").click()
    staff.get_by_label("Reason").fill("The runway is flooded.")
    staff.get_by_role("button", name="Yes, cancel it").click()
    expect(staff.get_by_text("Cancelled", exact=True).first).to_be_visible()
    expect(page.get_by_text("The runway is flooded.").first).to_be_visible()
