"""The whole booking in a browser, against the whole system: real departures, real saga, real polling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from airline_system.stack import DEMO_PASSWORDS

from .axe import check
from .conftest import PHONE, photograph
from .traveller import (
    book,
    change_fare,
    choose_fare,
    create_flight,
    days_ahead,
    expect_status,
    fill_in_account,
    find_locator,
    flight_cards,
    go_to_booking,
    log_in,
    name_passengers,
    register,
    search,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser

# A route nobody else flies: few flights to choose from.
QUIET_ROUTE = ("PDX", "ABQ")


def test_a_traveller_books_a_real_flight_follows_it_and_cancels(page: Page, email: str) -> None:
    search(page, date=days_ahead(2))
    expect(flight_cards(page).first).to_contain_text(re.compile(r"\d\d:\d\d.*JFK.*\d h.*LAX", re.DOTALL))
    photograph(page, "results")

    # Fares are compared by anybody; then what was chosen is kept while an account is made.
    page.get_by_role("button", name=re.compile("^Select")).first.click()
    choose_fare(page)
    page.get_by_role("main").get_by_role("link", name="Create an account").click()
    fill_in_account(page, email)
    expect(page.get_by_role("heading", name="Who is travelling?")).to_be_focused()
    page.get_by_role("button", name="I am travelling").click()
    page.reload()
    expect(page.get_by_label("First name")).to_have_value("Grace")
    photograph(page, "passengers")
    page.get_by_role("button", name="Continue to review").click()
    photograph(page, "review")
    book(page)

    expect_status(page, "CONFIRMED")
    expect(page.get_by_role("heading", level=1)).to_have_text("New York to Los Angeles")
    locator = find_locator(page)
    assert re.fullmatch("[A-Z0-9]{6}", locator)
    photograph(page, "confirmed")

    page.get_by_role("link", name="My trips").first.click()
    trip = page.get_by_role("article").filter(has_text=locator)
    expect(trip).to_contain_text("Confirmed")
    photograph(page, "my-trips")

    trip.get_by_role("link").click()
    page.get_by_role("button", name="Cancel this trip").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect_status(page, "CANCELLED")
    expect(page.get_by_role("button", name="Cancel this trip")).to_be_hidden()


def test_times_are_the_airports_own(page: Page, desk: GatewayClient, email: str) -> None:
    """The browser's clock stands in Tokyo; New York's and Los Angeles' stand on the page."""
    flight = create_flight(desk)
    local = desk.execute(
        "query F($id: ID!) { flight(id: $id) { departsAtLocal arrivesAtLocal } }", {"id": flight["id"]}
    )
    register(page, email)
    go_to_booking(page, flight["id"])
    summary = page.get_by_role("complementary", name="Your itinerary")
    expect(summary).to_contain_text(local["flight"]["departsAtLocal"][11:16])
    expect(summary).to_contain_text(local["flight"]["arrivesAtLocal"][11:16])


def test_a_return_is_booked_together_with_the_infant_on_a_lap(page: Page, desk: GatewayClient, email: str) -> None:
    back = create_flight(desk, route=("LAX", "JFK"), days=3, hour=18)
    register(page, email)
    page.goto(f"/flights?from=JFK&to=LAX&depart={days_ahead(1)}&back={days_ahead(3)}&adults=2&infants=1")
    page.get_by_role("button", name=re.compile("^Select")).first.click()
    expect(page.get_by_role("heading", name="LAX to JFK")).to_be_visible()
    page.get_by_role("button", name=f"Select {back['name']}").click()
    choose_fare(page)
    name_passengers(page, ("Grace", "Hopper"), ("Vincent", "Hopper"), ("Ada", "Hopper"))
    expect(page.get_by_role("complementary", name="Your itinerary")).to_contain_text("2 seats")

    book(page)

    expect_status(page, "CONFIRMED")
    expect(page.get_by_role("heading", level=1)).to_have_text("New York to Los Angeles and back")
    expect(page.get_by_role("region", name=re.compile("^Flight "))).to_have_count(2)


def test_a_fare_is_chosen_by_what_it_allows(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, fare="200.00")
    register(page, email)
    page.goto(f'/book?flights=["{flight["id"]}"]&adults=2&step=fare')
    light = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Light"))
    expect(light).to_contain_text("No refund")
    expect(light).to_contain_text("$60 less than Standard")
    check(page, "fares")
    choose_fare(page, "Light")
    expect(page.get_by_role("complementary", name="Your itinerary")).to_contain_text("Light, $170")
    name_passengers(page, ("Grace", "Hopper"), ("Vincent", "Hopper"))
    page.get_by_role("button", name="Book for $340").click()
    expect_status(page, "CONFIRMED")
    expect(page.get_by_role("region", name=f"Flight {flight['name']}")).to_contain_text("No changes. No refund.")


def test_a_promised_price_is_kept_though_the_fare_rises(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, fare="199.00")
    register(page, email)
    go_to_booking(page, flight["id"])
    expect(page.get_by_text("This price is kept for you until")).to_be_visible()
    name_passengers(page, ("Grace", "Hopper"))
    expect(page.get_by_text("This price is kept for you until")).to_be_visible()
    change_fare(desk, flight["id"], "249.00")

    book(page)

    expect_status(page, "CONFIRMED")
    expect(page.get_by_role("complementary", name="Booking")).to_contain_text("$199")


def test_without_a_promise_a_changed_price_is_never_booked_unseen(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, fare="199.00")
    register(page, email)
    page.route("**/graphql", promise_nothing)
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    change_fare(desk, flight["id"], "249.00")

    book(page)

    expect_status(page, "FAILED")
    expect(page.get_by_text("The price changed while you were booking")).to_be_visible()
    photograph(page, "price-changed")
    page.unroute("**/graphql")
    page.get_by_role("link", name=re.compile("See today.s price")).click()
    expect(page.get_by_role("complementary", name="Your itinerary")).to_contain_text("$249")
    name_passengers(page, ("Grace", "Hopper"))
    book(page)
    expect_status(page, "CONFIRMED")


def promise_nothing(route: Route) -> None:
    if "query MakeOffer" not in (route.request.post_data or ""):
        return route.continue_()
    error = {"message": "no", "path": ["offer"], "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    return route.fulfill(json={"data": None, "errors": [error]})


def test_seats_gone_meanwhile_are_told_with_other_flights(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, route=QUIET_ROUTE, seats=1, days=9, hour=16)
    spare = create_flight(desk, route=QUIET_ROUTE, fare="210.00", days=9, hour=18)
    register(page, email)
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    desk.wait_until_settled(desk.reserve(flight["id"])["id"])

    page.get_by_role("button", name="Book for").click()

    expect(page.get_by_text("The last seats have just gone to someone else")).to_be_visible()
    expect(page.get_by_text("Nothing was booked and nothing was charged")).to_be_visible()
    expect(page.get_by_role("button", name="Join the waitlist")).to_be_visible()
    others = page.get_by_role("region", name="Other flights that day")
    expect(others.get_by_role("link", name="All flights of the day")).to_be_visible()
    check(page, "seats-gone")
    others.get_by_role("button", name=f"Select {spare['name']}").click()
    expect(page.get_by_role("complementary", name="Your itinerary")).to_contain_text(spare["name"])
    page.get_by_role("button", name="Book for $210").click()
    expect_status(page, "CONFIRMED")


def test_a_trip_that_lost_its_seats_offers_other_flights_to_the_same_people(page: Page, desk: GatewayClient) -> None:
    flight = create_flight(desk, route=QUIET_ROUTE, days=8, hour=16)
    spare = create_flight(desk, route=QUIET_ROUTE, days=8, hour=18)
    trip = desk.wait_until_settled(desk.reserve(flight["id"])["id"])
    log_in(page, "agent@airline.example", DEMO_PASSWORDS["agent"])
    page.route("**/graphql*", lose_the_seats)

    page.goto(f"/trips/{trip['id']}")

    expect_status(page, "FAILED")
    check(page, "seats-lost")
    others = page.get_by_role("region", name="Other flights that day")
    others.get_by_role("button", name=f"Select {spare['name']}").click()
    expect(page.get_by_role("heading", name="Who is travelling?")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Ada")


def lose_the_seats(route: Route) -> None:
    """What the saga answers when two buy the last seat in the same instant: too seldom to wait for."""
    if "query Trip(" not in (route.request.post_data or ""):
        return route.continue_()
    response = route.fetch()
    answer = response.json()
    refused = {"code": "SOLD_OUT", "message": "No seats are left."}
    answer["data"]["reservation"] |= {"status": "FAILED", "failure": {"__typename": "FailureReason", **refused}}
    return route.fulfill(response=response, json=answer)


def test_a_trip_is_found_without_an_account(page: Page, desk: GatewayClient) -> None:
    flight = create_flight(desk)
    trip = desk.wait_until_settled(desk.reserve(flight["id"])["id"])
    page.goto("/find")
    page.get_by_label("Record locator").fill(trip["recordLocator"].lower())
    page.get_by_label("Last name").fill("Somebody")
    page.get_by_role("button", name="Find trip").click()
    expect(page.get_by_text("No trip with this locator and name")).to_be_visible()

    page.get_by_label("Record locator").fill(trip["recordLocator"])
    page.get_by_label("Last name").fill("Lovelace")
    page.get_by_role("button", name="Find trip").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("New York to Los Angeles")
    expect_status(page, "CONFIRMED")
    expect(page.get_by_role("button", name="Cancel this trip")).to_be_hidden()
    assert "Lovelace" not in page.url


def test_without_the_flights_a_trip_still_shows_what_is_known(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk)
    register(page, email)
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    book(page)
    expect_status(page, "CONFIRMED")
    locator = find_locator(page)
    page.route("**/graphql*", lose_the_flights)

    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Trip {locator}")
    expect(page.get_by_text("The details of this flight cannot be shown right now")).to_be_visible()
    expect(page.get_by_text("Grace Hopper", exact=True)).to_be_visible()
    page.unroute("**/graphql*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New York to Los Angeles")


def lose_the_flights(route: Route) -> None:
    """What the gateway answers while one subgraph is down: its fields are null, the rest is there."""
    if "query Trip(" not in (route.request.post_data or ""):
        return route.continue_()
    response = route.fetch()
    answer = response.json()
    for segment in answer["data"]["reservation"]["segments"]:
        segment["flight"] = None
    path = ["reservation", "segments", 0, "flight"]
    answer["errors"] = [{"message": "down", "path": path, "extensions": {"code": "SERVICE_UNAVAILABLE"}}]
    return route.fulfill(response=response, json=answer)


def test_the_booking_works_with_the_keyboard_alone(new_visit: Callable[..., Page], email: str) -> None:
    page = new_visit(size=PHONE, scheme="dark")
    page.goto("/")
    tab_to(page, "From")
    page.keyboard.type("jfk")
    expect(page.get_by_role("option", name=re.compile("JFK"))).to_be_visible()
    pick_first_option(page)
    tab_to(page, "To")
    page.keyboard.type("lax")
    expect(page.get_by_role("option", name=re.compile("LAX"))).to_be_visible()
    pick_first_option(page)
    press(page, "Search flights")
    expect(page.get_by_role("heading", name="JFK to LAX")).to_be_focused()
    expect(flight_cards(page).first).to_be_visible()
    press(page, "Select")
    expect(page.get_by_role("heading", name="Choose your fare")).to_be_focused()
    press(page, "Choose Flex")
    expect(page.get_by_role("heading", name="Log in")).to_be_focused()
    press(page, "Create an account")
    expect(page.get_by_role("heading", name="Create an account")).to_be_focused()
    for label, typed in (("First name", "Ada"), ("Last name", "Lovelace"), ("Email", email)):
        tab_to(page, label)
        page.keyboard.type(typed)
    tab_to(page, "Password")
    page.keyboard.type("correct horse 41 battery")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who is travelling?")).to_be_focused()
    press(page, "I am travelling")
    press(page, "Continue to review")
    expect(page.get_by_role("heading", name="Review and book")).to_be_focused()
    press(page, "Book for")
    expect_status(page, "CONFIRMED")
    photograph(page, "confirmed-phone-dark")
    press(page, "Cancel this trip")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Cancel this trip")).to_be_focused()


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def pick_first_option(page: Page) -> None:
    page.keyboard.press("ArrowDown")
    expect(page.locator("input:focus")).to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something whose label or text begins with `name` has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"{name!r} is not reached by the Tab key")


def focused(page: Page) -> str:
    name: str = page.evaluate(
        """() => {
          const element = document.activeElement;
          const labelled = element.getAttribute("aria-labelledby")?.split(" ").map((id) => document.getElementById(id)?.textContent);
          const label = labelled?.join(" ") ?? element.labels?.[0]?.textContent ?? element.getAttribute("aria-label");
          return (label ?? element.textContent ?? "").trim();
        }"""
    )
    return name


def test_what_is_missing_is_listed_and_each_line_leads_to_its_field(
    page: Page, desk: GatewayClient, email: str
) -> None:
    flight = create_flight(desk)
    register(page, email)
    go_to_booking(page, flight["id"], adults=2)
    page.get_by_label("First name").nth(0).fill("Grace")
    page.get_by_label("Last name").nth(0).fill("Hopper")
    page.get_by_role("button", name="Continue to review").click()

    summary = page.get_by_role("region", name="2 things to put right")
    expect(summary).to_be_focused()
    check(page, "passengers-errors")
    summary.get_by_role("button", name="Adult 2, last name").click()
    expect(page.get_by_label("Last name").nth(1)).to_be_focused()
    page.keyboard.type("Lovelace")
    expect(page.get_by_role("region", name="1 thing to put right")).to_be_visible()

    steps = page.get_by_role("list", name="Booking steps")
    steps.get_by_role("link", name="Flights").click()
    expect(page.get_by_role("heading", name="JFK to LAX")).to_be_focused()
