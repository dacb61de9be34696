"""A flight is sold out: a traveller waits for a seat, sees her place on the list, and is booked when one comes free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import check
from .traveller import create_flight, days_ahead, expect_status, name_passengers, register

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser

GIVE_BACK = "mutation C($id: ID!) { cancelReservation(id: $id) { __typename } }"


def test_a_seat_is_waited_for_and_booked_by_itself(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, route=("PDX", "ABQ"), seats=1, days=4)
    rival = desk.wait_until_settled(desk.reserve(flight["id"])["id"])
    register(page, email)
    page.goto(f"/flights?from=PDX&to=ABQ&depart={days_ahead(4)}")
    page.get_by_text("Sold-out flights you could wait for").click()
    page.get_by_role("link", name=f"Wait for a seat on {flight['name']}").click()
    expect(page.get_by_text("There are no seats now, but you can wait for them")).to_be_visible()
    name_passengers(page, ("Grace", "Hopper"))
    page.get_by_role("button", name="Join the waitlist").click()

    page.wait_for_url("**/trips/*")
    expect_status(page, "WAITLISTED")
    expect(page.get_by_text("You are number 1 on the waitlist")).to_be_visible()
    expect(page.get_by_role("button", name="Leave the waitlist")).to_be_visible()
    check(page, "waitlisted")

    desk.execute(GIVE_BACK, {"id": rival["id"]})

    # Nobody touches the page.
    expect_status(page, "CONFIRMED")
    expect(page.get_by_role("region", name=f"Flight {flight['name']}")).to_be_visible()
