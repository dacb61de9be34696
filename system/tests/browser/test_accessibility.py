"""Every screen is checked by axe against WCAG 2.2 AA, on a desktop in light and on a phone in dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from airline_system.stack import DEMO_PASSWORDS

from .axe import check
from .conftest import DESKTOP, PHONE
from .traveller import create_flight, days_ahead, flight_cards, log_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser

LOOKS = [pytest.param(DESKTOP, "light", id="desktop-light"), pytest.param(PHONE, "dark", id="phone-dark")]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_screens_open_to_everybody(new_visit: Callable[..., Page], size: tuple[int, int], scheme: str) -> None:
    page = new_visit(size=size, scheme=scheme)
    page.goto("/")
    expect(page.get_by_role("heading", name="Where to next?")).to_be_visible()
    check(page, "home")
    page.get_by_role("button", name="Travellers and cabin").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page, "travellers")
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="From").fill("new york")
    expect(page.get_by_role("option").first).to_be_visible()
    check(page, "airports")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Leaving: choose from a calendar").click()
    expect(page.get_by_role("dialog").get_by_role("gridcell", selected=True).get_by_role("button")).to_be_focused()
    check(page, "calendar")
    page.goto(f"/flights?from=JFK&to=LAX&depart={days_ahead(2)}")
    expect(flight_cards(page).first).to_be_visible()
    check(page, "results")
    screens = (
        ("/login", "Log in", "login"),
        ("/register", "Create an account", "register"),
        ("/forgot-password", "Forgot your password?", "forgot-password"),
        ("/reset-password", "Choose a new password", "link-spent"),
        ("/reset-password#u.token", "Choose a new password", "reset-password"),
        ("/verify-email#u.token", "Confirm your email address", "verify-email"),
        ("/find", "Find a trip", "find"),
    )
    for path, heading, screen in screens:
        page.goto(path)
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        check(page, screen)
    page.get_by_role("button", name="Find trip").click()
    expect(page.get_by_label("Record locator")).to_be_focused()
    check(page, "find-errors")
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="No such page")).to_be_visible()
    check(page, "not-found")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_screens_of_travellers_and_staff(
    new_visit: Callable[..., Page], desk: GatewayClient, size: tuple[int, int], scheme: str
) -> None:
    flight = create_flight(desk)
    trip = desk.wait_until_settled(desk.reserve(flight["id"], passengers=2)["id"])
    page = new_visit(size=size, scheme=scheme)
    log_in(page, "agent@airline.example", DEMO_PASSWORDS["agent"])
    screens = (
        (f'/book?flights=["{flight["id"]}"]&adults=2&infants=1', "Who is travelling?", "booking"),
        ("/trips", "My trips", "trips"),
        (f"/trips/{trip['id']}", "New York to Los Angeles", "trip"),
        ("/notifications", "Messages", "messages"),
        ("/account", "Account", "account"),
        ("/staff", "Back office", "desk"),
        ("/staff/flights", "Flights", "flights"),
        ("/staff/schedules", "Schedules", "schedules"),
        ("/staff/schedules/import", "Import a schedule", "schedule-import"),
        ("/staff/occupancy?origin=JFK&destination=LAX&days=7", "Occupancy", "occupancy"),
        ("/staff/prices?rule=new", "Price rules", "prices"),
        ("/staff/reservations?locator=AAAAAA", "Reservations", "find-reservation"),
        (f"/staff/reservations/{trip['id']}", f"Reservation {trip['recordLocator']}", "reservation"),
        ("/staff/dead-letters", "Dead letters", "dead-letters"),
        ("/staff/audit?of=flights", "Audit trail", "audit"),
        ("/staff/flights/new", "New flight", "new-flight"),
        (f"/staff/flights/{flight['id']}", flight["name"], "flight"),
    )
    for path, heading, screen in screens:
        page.goto(path)
        expect(page.get_by_role("heading", name=heading, level=1, exact=True)).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="Loading")).to_have_count(0)
        check(page, screen)
    page.get_by_role("button", name="Cancel this flight").click()
    expect(page.get_by_role("alertdialog")).to_be_visible()
    check(page, "cancel-flight")
