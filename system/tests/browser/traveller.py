"""What a person does in the web client, in the words a person would use. Each step ends when its result is seen."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from airline_system.flight_numbers import take_flight_number
from airline_system.gateway_client import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from airline_system.gateway_client import GatewayClient

CREATE_FLIGHT = "mutation C($input: CreateFlightInput!) { createFlight(input: $input) { id designator } }"
FLIGHTS_OF = (
    "query N($designator: String) { flights(filter: {designator: $designator}, first: 1) { edges { node { id } } } }"
)
CHANGE_FLIGHT = """
mutation U($id: ID!, $fare: MoneyInput!, $version: Int!) {
  updateFlight(id: $id, input: {expectedVersion: $version, fares: [{cabin: ECONOMY, fare: $fare}]}) { version }
}
"""
FLIGHT_VERSION = "query F($id: ID!) { flight(id: $id) { version } }"


# One day for the whole run: a run that begins before midnight and ends after it still means the same days.
TODAY = datetime.datetime.now(datetime.UTC).date()


def days_ahead(days: int) -> str:
    return (TODAY + datetime.timedelta(days=days)).isoformat()


# --- the traveller


def register(page: Page, email: str, *, first_name: str = "Grace", last_name: str = "Hopper") -> None:
    page.goto("/register")
    fill_in_account(page, email, first_name=first_name, last_name=last_name)
    expect_left(page, "Create an account")


def fill_in_account(page: Page, email: str, *, first_name: str = "Grace", last_name: str = "Hopper") -> None:
    page.get_by_label("First name").fill(first_name)
    page.get_by_label("Last name").fill(last_name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    expect_left(page, "Log in")


def expect_left(page: Page, heading: str) -> None:
    """Somebody is logged in, and the form for it is gone: what is typed next would else be typed into that."""
    expect(page.get_by_role("button", name="Log out", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_hidden()


def choose_airport(
    page: Page, label: str, typed: str, option: str | re.Pattern[str], *, within: Locator | None = None
) -> None:
    field = (within or page).get_by_role("combobox", name=label)
    # Scrolls to the field and waits until it stands still: a list that opens while the page scrolls is closed by that.
    field.click()
    field.fill(typed)
    page.get_by_role("option", name=option).first.click()
    expect(field).to_have_attribute("aria-expanded", "false")


def search(page: Page, *, date: str) -> None:
    """From Kennedy to Los Angeles, both found while typing."""
    page.goto("/")
    choose_airport(page, "From", "kennedy", re.compile("JFK"))
    choose_airport(page, "To", "los ang", re.compile("LAX"))
    set_date(page, "Leaving", date)
    page.get_by_role("button", name="Search flights").click()
    expect(page.get_by_role("heading", name="JFK to LAX")).to_be_focused()


def set_date(page: Page, label: str, date: str, *, within: Locator | None = None) -> None:
    year, month, day = date.split("-")
    field = (within or page).get_by_role("textbox", name=label)
    field.fill(f"{day}/{month}/{year}")
    field.blur()


def flight_cards(page: Page) -> Locator:
    return page.get_by_role("article")


def go_to_booking(page: Page, flight_id: str, *, adults: int = 1) -> None:
    page.goto(f'/book?flights=["{flight_id}"]&adults={adults}&children=0&infants=0&cabin=ECONOMY&step=passengers')


def choose_fare(page: Page, family: str = "Standard") -> None:
    expect(page.get_by_role("heading", name="Choose your fare")).to_be_visible()
    page.get_by_role("button", name=f"Choose {family}").click()


def name_passengers(page: Page, *names: tuple[str, str]) -> None:
    for number, (first_name, last_name) in enumerate(names):
        page.get_by_label("First name").nth(number).fill(first_name)
        page.get_by_label("Last name").nth(number).fill(last_name)
    page.get_by_role("button", name="Continue to review").click()
    expect(page.get_by_role("heading", name="Review and book")).to_be_focused()


def book(page: Page) -> None:
    page.get_by_role("button", name="Book for").click()
    page.wait_for_url("**/trips/*")


def expect_status(page: Page, status: str) -> None:
    expect(page.locator(f'[data-status="{status}"]')).to_be_visible()


def find_locator(page: Page) -> str:
    """The record locator the page shows."""
    return page.locator("dt", has_text="Record locator").locator("xpath=following-sibling::dd").inner_text()


# --- what the desk prepares


def find_flight_number(desk: GatewayClient, airline: str = "UA") -> str:
    """One that no flight of the airline has, not even from an earlier run against the same system."""
    while True:
        number = take_flight_number()
        if not desk.execute(FLIGHTS_OF, {"designator": f"{airline}{number}"})["flights"]["edges"]:
            return number


def create_flight(
    desk: GatewayClient,
    *,
    route: tuple[str, str] = ("JFK", "LAX"),
    seats: int = 20,
    fare: str = "199.00",
    days: int = 2,
    hour: float = 15,
    seat_prices: dict[str, str] | None = None,
) -> dict[str, Any]:
    """A flight nobody else's test knows of; it takes six hours.

    It leaves at an `hour` by UTC, whatever hour it is now. From 12 to 23 is one and the same day, the one that
    `days_ahead` tells, at every airport from Honolulu to Boston.
    """
    departure = datetime.datetime.combine(TODAY, datetime.time(), datetime.UTC)
    departure += datetime.timedelta(days=days, hours=hour)
    flight = {
        "airline": "UA",
        "flightNumber": find_flight_number(desk),
        "origin": route[0],
        "destination": route[1],
        "departsAt": departure.isoformat(),
        "arrivesAt": (departure + datetime.timedelta(hours=6)).isoformat(),
        "cabins": [
            {
                "cabin": "ECONOMY",
                "capacity": seats,
                "fare": {"amount": fare, "currency": "USD"},
                "seatPrices": seat_prices,
            }
        ],
    }
    created: dict[str, Any] = desk.execute(CREATE_FLIGHT, {"input": flight})["createFlight"]
    # "UA1545" in the API, "UA 1545" on the page.
    return created | {"name": f"{created['designator'][:2]} {created['designator'][2:]}"}


def change_fare(desk: GatewayClient, flight_id: str, amount: str) -> None:
    version = desk.execute(FLIGHT_VERSION, {"id": flight_id})["flight"]["version"]
    desk.execute(CHANGE_FLIGHT, {"id": flight_id, "version": version, "fare": {"amount": amount, "currency": "USD"}})
