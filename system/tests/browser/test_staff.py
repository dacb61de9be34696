"""The flights desk: what staff do to a flight, and how it reaches those who booked it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from airline_system.stack import DEMO_PASSWORDS

from .conftest import photograph
from .traveller import (
    book,
    choose_airport,
    create_flight,
    days_ahead,
    expect_status,
    find_flight_number,
    go_to_booking,
    log_in,
    name_passengers,
    register,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser

AGENT = "agent@airline.example"


@pytest.fixture
def agent(new_visit: Callable[..., Page]) -> Page:
    page = new_visit()
    log_in(page, AGENT, DEMO_PASSWORDS["agent"])
    return page


def test_a_cancelled_flight_reaches_the_traveller_by_itself(
    agent: Page, page: Page, desk: GatewayClient, email: str
) -> None:
    flight = create_flight(desk)
    register(page, email)
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    book(page)
    expect_status(page, "CONFIRMED")

    agent.goto(f"/staff/flights/{flight['id']}")
    expect(agent.get_by_text(re.compile("1 sold|1 held"))).to_be_visible()
    agent.get_by_role("button", name="Cancel this flight").click()
    agent.get_by_label("Reason").fill("Fog")
    agent.get_by_role("button", name="Yes, cancel the flight").click()
    expect(agent.get_by_role("heading", level=1).locator("xpath=ancestor::header")).to_contain_text("Cancelled")

    # Nobody touches the traveller's page.
    expect(page.get_by_text("The airline cancelled a flight of this trip")).to_be_visible()
    cancelled = page.get_by_role("region", name=f"Flight {flight['name']}")
    expect(cancelled).to_contain_text("The airline cancelled this flight")
    photograph(page, "flight-cancelled")


def test_a_flight_is_created_found_and_delayed(agent: Page, desk: GatewayClient) -> None:
    day, number = days_ahead(3), find_flight_number(desk)
    agent.goto("/staff/flights/new")
    agent.get_by_label("Airline").select_option("UA")
    agent.get_by_label("Flight number").fill(number)
    choose_airport(agent, "From", "jfk", re.compile("JFK"))
    choose_airport(agent, "To", "bos", re.compile("BOS"))
    agent.get_by_label("Leaves, local time there").fill(f"{day}T09:30")
    agent.get_by_label("Arrives, local time there").fill(f"{day}T10:45")
    agent.get_by_role("group", name="Economy", exact=True).get_by_label("Fare").fill("89.00")
    agent.get_by_role("button", name="Create flight").click()
    expect(agent.get_by_role("heading", name=re.compile(f"UA ?{number}"))).to_be_visible()
    expect(agent.get_by_text("1 h 15 min")).to_be_visible()

    agent.get_by_label("Leaves JFK, local time").fill(f"{day}T11:00")
    agent.get_by_label("Arrives BOS, local time").fill(f"{day}T12:15")
    agent.get_by_label("Status").select_option("DELAYED")
    agent.get_by_role("button", name="Save changes").click()
    expect(agent.get_by_text("Saved.")).to_be_visible()

    agent.goto("/staff/flights")
    agent.get_by_label("Flight", exact=True).fill(f"UA{number}")
    agent.get_by_label("Date").fill(day)
    agent.get_by_role("button", name="Filter").click()
    # Real flights of the airline may have the same number on another route.
    row = agent.get_by_role("row").filter(has_text=number).filter(has_text="JFK to BOS")
    expect(row).to_contain_text("11:00 to 12:15")
    expect(row).to_contain_text("Delayed")
    photograph(agent, "staff-flights")


def test_two_agents_changing_one_flight_see_each_other(
    agent: Page, new_visit: Callable[..., Page], desk: GatewayClient
) -> None:
    flight = create_flight(desk, fare="199.00")
    other = new_visit()
    log_in(other, AGENT, DEMO_PASSWORDS["agent"])
    for page in (agent, other):
        page.goto(f"/staff/flights/{flight['id']}")
        expect(page.get_by_label("Economy, USD")).to_have_value("199.00")

    agent.get_by_label("Economy, USD").fill("219.00")
    agent.get_by_role("button", name="Save changes").click()
    expect(agent.get_by_text("Saved.")).to_be_visible()
    other.get_by_label("Economy, USD").fill("179.00")
    other.get_by_role("button", name="Save changes").click()

    expect(other.get_by_text("Somebody else changed this flight while you were editing")).to_be_visible()
    expect(other.get_by_role("row", name=re.compile("Economy fare"))).to_contain_text("$219")
    photograph(other, "conflict")
    other.get_by_role("button", name="Save mine over it").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    other.reload()
    expect(other.get_by_label("Economy, USD")).to_have_value("179.00")


def test_travellers_do_not_get_to_the_desk(page: Page, email: str) -> None:
    register(page, email)
    expect(page.get_by_role("link", name="Back office")).to_be_hidden()
    for address in ("/staff", "/staff/flights", "/staff/dead-letters", "/staff/reservations/whose"):
        page.goto(address)
        expect(page.get_by_role("heading", name="For staff only")).to_be_visible()
        expect(page.get_by_role("navigation", name="Back office")).to_be_hidden()
