"""Seats are chosen on a map of the cabin, with the mouse and by keyboard; whoever comes second is told and chooses anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import check
from .conftest import PHONE
from .traveller import book, create_flight, expect_status, go_to_booking, name_passengers, register

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser

CHOOSE = """
mutation S($id: ID!, $flight: ID!, $seats: [String!]!) {
  chooseSeats(reservationId: $id, flightId: $flight, cabin: ECONOMY, seats: $seats) { numbers }
}
"""


def seat(page: Page, number: str) -> Locator:
    return page.locator(f'[data-seat="{number}"]')


def open_seats(page: Page, flight_id: str, email: str, *names: tuple[str, str]) -> None:
    register(page, email)
    go_to_booking(page, flight_id, adults=len(names))
    name_passengers(page, *names)
    book(page)
    expect_status(page, "CONFIRMED")
    page.get_by_role("link", name="Choose seats").click()
    expect(page.get_by_role("grid", name="Seats in economy")).to_be_visible()
    # The focus is the heading's at first; whoever walks the cabin earlier would lose it to that again.
    expect(page.get_by_role("heading", name="Choose your seats")).to_be_focused()


def test_a_party_chooses_its_seats_and_moves(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, seats=20)
    open_seats(page, flight["id"], email, ("Grace", "Hopper"), ("Vincent", "Hopper"))
    seat(page, "2A").click()
    seat(page, "2C").click()
    check(page, "seats")
    page.get_by_role("button", name="Keep these seats").click()
    expect(page.get_by_text("2A Grace, 2C Vincent")).to_be_visible()

    page.get_by_role("link", name="Change seats").click()
    expect(seat(page, "2A")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("radio", name="Vincent Hopper").check()
    seat(page, "3D").click()
    expect(seat(page, "3D")).to_have_accessible_name(re.compile("^3D, aisle.*, for traveller 2, Vincent Hopper$"))
    expect(seat(page, "2C")).to_have_attribute("aria-pressed", "false")
    # Grace takes his seat, and so he hers.
    page.get_by_role("radio", name="Grace Hopper").check()
    seat(page, "3D").click()
    page.get_by_role("button", name="Keep these seats").click()
    expect(page.get_by_text("3D Grace, 2A Vincent")).to_be_visible()


def test_somebody_was_faster(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, seats=20)
    rival = desk.wait_until_settled(desk.reserve(flight["id"])["id"])
    open_seats(page, flight["id"], email, ("Grace", "Hopper"))
    seat(page, "1A").click()
    desk.execute(CHOOSE, {"id": rival["id"], "flight": flight["id"], "seats": ["1A"]})

    page.get_by_role("button", name="Keep these seats").click()

    expect(page.get_by_text("Somebody was faster")).to_be_visible()
    expect(seat(page, "1A")).to_have_accessible_name("1A, window, extra legroom, taken")
    check(page, "seat-taken")
    seat(page, "1C").click()
    page.get_by_role("button", name="Keep these seats").click()
    expect(page.get_by_text("1C", exact=True)).to_be_visible()


def test_a_seat_with_a_price_is_chosen_before_paying_and_joins_the_total(
    page: Page, desk: GatewayClient, email: str
) -> None:
    flight = create_flight(desk, fare="199.00", seats=40, seat_prices={"extraLegroom": "39.00", "front": "12.00"})
    register(page, email)
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    page.get_by_text("Hold the seats and pay here").click()
    page.get_by_role("button", name="Hold for $199").click()
    page.wait_for_url("**/trips/*")
    page.get_by_role("link", name="Choose seats").click()
    expect(seat(page, "1A")).to_have_accessible_name("1A, window, extra legroom, $39, free")
    seat(page, "1A").click()
    expect(page.get_by_text("The seats add $39 to what you pay")).to_be_visible()
    check(page, "seat-price")
    page.get_by_role("button", name="Keep these seats").click()
    page.get_by_role("button", name="Pay $238").click()
    expect_status(page, "CONFIRMED")

    page.get_by_role("link", name="Change seats").click()
    # What is paid for one seat may be spent on another.
    seat(page, "1C").click()
    page.get_by_role("button", name="Keep these seats").click()
    expect(page.get_by_text("1C", exact=True)).to_be_visible()


def test_the_cabin_is_walked_with_the_arrow_keys(
    new_visit: Callable[..., Page], desk: GatewayClient, email: str
) -> None:
    flight = create_flight(desk, seats=6)
    page = new_visit(size=PHONE, scheme="dark")
    open_seats(page, flight["id"], email, ("Grace", "Hopper"))
    seat(page, "1A").focus()
    for key, there in (("ArrowRight", "1C"), ("ArrowDown", "2C"), ("ArrowUp", "1C"), ("End", "1F")):
        page.keyboard.press(key)
        expect(seat(page, there)).to_be_focused()
    # The last row is short: below 1F there is only 2C.
    page.keyboard.press("ArrowDown")
    expect(seat(page, "2C")).to_be_focused()
    page.keyboard.press("Space")
    expect(seat(page, "2C")).to_have_attribute("aria-pressed", "true")
    # The whole grid is one stop of the Tab key.
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Keep these seats")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2C", exact=True)).to_be_visible()
    check(page, "seated")
