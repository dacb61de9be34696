"""Whole journeys are searched and booked: with a change of flights, to several cities, at a price that is asked for anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import check
from .conftest import DESKTOP, PHONE
from .traveller import (
    book,
    change_fare,
    choose_airport,
    choose_fare,
    create_flight,
    days_ahead,
    expect_status,
    flight_cards,
    go_to_booking,
    name_passengers,
    register,
    set_date,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser


def test_a_connection_is_found_told_and_booked(page: Page, desk: GatewayClient, email: str) -> None:
    # Nobody else flies from Boston to Albuquerque by way of Denver.
    first = create_flight(desk, route=("BOS", "DEN"), days=3, fare="100.00")
    second = create_flight(desk, route=("DEN", "ABQ"), days=3, hour=22.5, fare="50.00")
    register(page, email)
    page.goto(f"/flights?from=BOS&to=ABQ&depart={days_ahead(3)}&adults=2")
    card = flight_cards(page).filter(has_text=f"{first['name']}, {second['name']}")
    expect(card).to_contain_text("1 stop, DEN")
    expect(card).to_contain_text("$300")
    card.get_by_text("1 h 30 min to change in Denver").click()
    expect(card.get_by_text("to change at Denver International Airport")).to_be_visible()
    check(page, "connection")

    page.get_by_label("Direct only").check()
    expect(page.get_by_role("heading", name="No flights on this day")).to_be_visible()
    page.get_by_role("link", name="Show all times, airlines and connections").click()
    card.get_by_role("button", name=f"Select {first['name']} and {second['name']}").click()
    choose_fare(page)

    name_passengers(page, ("Grace", "Hopper"), ("Vincent", "Hopper"))
    expect(page.get_by_role("complementary", name="Your itinerary")).to_contain_text("1 h 30 min to change in Denver")
    book(page)
    expect_status(page, "CONFIRMED")
    expect(page.get_by_role("heading", level=1)).to_have_text("Boston to Albuquerque")
    expect(page.get_by_text("1 h 30 min to change at Denver")).to_be_visible()


def test_several_cities_are_chosen_one_after_the_other(
    new_visit: Callable[..., Page], desk: GatewayClient, email: str
) -> None:
    out = create_flight(desk, route=("JFK", "LAX"), days=2, fare="110.00")
    on = create_flight(desk, route=("LAX", "SFO"), days=4, fare="60.00")
    page = new_visit(size=PHONE, scheme="dark")
    register(page, email)
    page.goto("/")
    page.get_by_label("Multi-city").check()
    flights = page.get_by_role("group", name=re.compile(r"^Flight \d$"))
    expect(flights).to_have_count(2)
    fill_slice(page, flights.nth(0), ("jfk", "lax"), days_ahead(2))
    # The second begins where the first ends.
    fill_slice(page, flights.nth(1), ("lax", "sfo"), days_ahead(4))
    check(page, "multi-city")
    page.get_by_role("button", name="Search flights").click()

    expect(page.get_by_text("Flight 1 of 2")).to_be_visible()
    page.get_by_role("button", name=f"Select {out['name']},").click()
    expect(page.get_by_text("Flight 2 of 2")).to_be_visible()
    journey = page.get_by_role("region", name="Your journey so far")
    expect(journey).to_contain_text("Chosen so far$110")
    expect(journey).to_contain_text("whole journey from $170")
    check(page, "journey")
    journey.get_by_role("link", name="Change JFK to LAX").click()
    expect(page.get_by_text("Flight 1 of 2")).to_be_visible()
    page.get_by_role("button", name=f"Select {out['name']},").click()
    page.get_by_role("button", name=f"Select {on['name']},").click()
    choose_fare(page)

    name_passengers(page, ("Grace", "Hopper"))
    book(page)
    expect_status(page, "CONFIRMED")
    expect(page.get_by_role("heading", level=1)).to_have_text("New York to Los Angeles, San Francisco")


def test_the_days_around_show_what_the_list_of_the_day_begins_with(page: Page, desk: GatewayClient) -> None:
    # Nobody else flies from Portland to Detroit.
    create_flight(desk, route=("PDX", "DTW"), days=4, fare="200.00")
    page.goto(f"/flights?from=PDX&to=DTW&depart={days_ahead(4)}&adults=2")
    chosen = page.get_by_role("navigation", name="Days around").locator("[aria-current]")
    for family, total in (("STANDARD", "$400"), ("LIGHT", "$340"), ("FLEX", "$520")):
        page.get_by_label("Prices for").select_option(family)
        expect(flight_cards(page).first).to_contain_text(total)
        expect(chosen).to_contain_text(f"from {total} for all")
    flight_cards(page).first.get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("family(=|%3D)FLEX"))


def test_nothing_is_offered_that_leaves_before_one_arrives(page: Page, desk: GatewayClient) -> None:
    # 15:00 UTC is the morning in Los Angeles; six hours later it is the afternoon of the same day in New York.
    out = create_flight(desk, route=("LAX", "JFK"), days=5, hour=15)
    missed = create_flight(desk, route=("JFK", "LAX"), days=5, hour=20)
    caught = create_flight(desk, route=("JFK", "LAX"), days=5, hour=22)
    day = days_ahead(5)
    page.goto(f'/flights?from=LAX&to=JFK&depart={day}&back={day}&taken=["{out["id"]}"]&sort=DEPARTURE')
    expect(flight_cards(page).filter(has_text=caught["name"])).to_be_visible()
    expect(flight_cards(page).filter(has_text=missed["name"])).to_have_count(0)

    page.goto(f"/flights?from=LAX&to=JFK&depart={day}&back={days_ahead(6)}")
    page.get_by_text("Compare days there and back").click()
    prices = page.get_by_role("region", name="Prices there and back")
    expect(prices.get_by_role("link").first).to_be_visible()
    for size in (PHONE, DESKTOP):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        check(page, "days-there-and-back")
    prices.get_by_role("link").first.click()
    expect(prices.locator("[aria-current]")).to_have_count(1)


def test_a_price_no_longer_kept_is_asked_for_anew_and_told(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, fare="199.00")
    register(page, email)
    page.route("**/graphql", let_the_offer_lapse)
    go_to_booking(page, flight["id"])
    expect(page.get_by_text("The price of $199 is no longer kept for you")).to_be_visible()
    name_passengers(page, ("Grace", "Hopper"))
    expect(page.get_by_role("button", name="Book for $199")).to_be_disabled()
    page.unroute("**/graphql")
    change_fare(desk, flight["id"], "249.00")

    page.get_by_role("button", name=re.compile("Get today.s price")).click()

    expect(page.get_by_text("The price is now $249; it was $199 before")).to_be_visible()
    book(page)
    expect_status(page, "CONFIRMED")
    expect(page.get_by_role("complementary", name="Booking")).to_contain_text("$249")


def let_the_offer_lapse(route: Route) -> None:
    if "query MakeOffer" not in (route.request.post_data or ""):
        return route.continue_()
    response = route.fetch()
    answer = response.json()
    answer["data"]["offer"]["expiresAt"] = "2026-01-01T00:00:00Z"
    return route.fulfill(response=response, json=answer)


def fill_slice(page: Page, flight: Locator, airports: tuple[str, str], date: str) -> None:
    for label, code in zip(("From", "To"), airports, strict=True):
        choose_airport(page, label, code, re.compile(code.upper()), within=flight)
    set_date(page, "Leaving", date, within=flight)


def test_what_is_typed_and_left_at_once_is_understood(page: Page) -> None:
    page.goto("/")
    for label, code, city in (("From", "jfk", "New York"), ("To", "lax", "Los Angeles")):
        field = page.get_by_role("combobox", name=label)
        field.fill(code)
        # Sooner than any answer.
        field.press("Tab")
        expect(field).to_have_value(city)
    leaving = page.get_by_role("textbox", name="Leaving")
    leaving.fill("31/02")
    page.get_by_role("button", name="Search flights").click()
    expect(leaving).to_be_focused()
    expect(leaving).to_have_accessible_description("Choose a date.")
    leaving.fill("5 jan")
    leaving.press("Tab")
    expect(leaving).to_have_value(re.compile(r"^\w{3} 5 Jan \d{4}$"))
    page.get_by_role("button", name="Search flights").click()
    expect(page.get_by_role("heading", name="JFK to LAX")).to_be_focused()


def test_the_calendar_is_walked_with_the_keys_each_time_it_opens(page: Page) -> None:
    page.goto("/")
    calendar = page.get_by_role("dialog", name="Leaving: calendar")
    for _ in range(2):
        page.get_by_role("textbox", name="Leaving").press("ArrowDown")
        expect(calendar.locator("button[tabindex='0']")).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(calendar.locator("button[tabindex='0']")).to_be_focused()
        page.keyboard.press("Escape")
        expect(calendar).to_be_hidden()


def test_escape_takes_nothing_that_is_only_pointed_at(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("combobox", name="From")
    field.fill("chicago")
    expect(page.get_by_role("option").nth(1)).to_be_visible()
    field.press("ArrowDown")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("chicago")
