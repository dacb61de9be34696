"""The back office: planning, looking at how full it is, and finding out what happened."""

from __future__ import annotations

import os
import re
import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from airline_system.flight_numbers import take_flight_number
from airline_system.stack import DEMO_PASSWORDS
from wire.database import connect
from wire.envelope import Envelope, new_event
from wire.inbox import Inbox

from .axe import check
from .conftest import DESKTOP, PHONE, photograph
from .traveller import choose_airport, create_flight, days_ahead, find_flight_number, log_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from airline_system.gateway_client import GatewayClient
    from airline_system.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture
def agent(new_visit: Callable[..., Page]) -> Page:
    page = new_visit()
    log_in(page, "agent@airline.example", DEMO_PASSWORDS["agent"])
    return page


def test_a_schedule_makes_flights_and_says_which_days_had_theirs(agent: Page, desk: GatewayClient) -> None:
    number = find_flight_number(desk, airline="DL")
    agent.get_by_role("link", name="Back office").click()
    agent.get_by_role("navigation", name="Back office").get_by_role("link", name="Schedules").click()
    agent.get_by_label("Airline").select_option("DL")
    agent.get_by_label("Flight number").fill(number)
    choose_airport(agent, "From", "jfk", re.compile("JFK"))
    choose_airport(agent, "To", "sea", re.compile("SEA"))
    agent.get_by_label("Leaves, local time there").fill("18:00")
    agent.get_by_label("Arrives, local time there").fill("21:15")
    agent.get_by_label("First day").fill(days_ahead(60))
    agent.get_by_label("Last day").fill(days_ahead(66))
    for weekday in ("Tuesday", "Wednesday", "Thursday", "Friday", "Sunday"):
        agent.get_by_role("checkbox", name=weekday).uncheck()
    expect(agent.get_by_text("2 flights", exact=True)).to_be_visible()
    agent.get_by_role("button", name="Create the flights").click()
    expect(agent.get_by_label("Fare").first).to_be_focused()  # it is missing, and says so

    agent.get_by_role("group", name="Economy", exact=True).get_by_label("Fare").fill("189.00")
    agent.get_by_role("button", name="Create the flights").click()
    expect(agent.get_by_text("2 flights created")).to_be_visible()
    rows = agent.get_by_role("region", name="Created flights").get_by_role("row")
    expect(rows.filter(has_text=f"DL {number}")).to_have_count(2)
    photograph(agent, "schedule-created")
    agent.get_by_role("button", name="Create the flights").click()
    expect(agent.get_by_text("Nothing was missing")).to_be_visible()
    expect(agent.get_by_text(re.compile("2 days had the flight already"))).to_be_visible()


def test_occupancy_is_a_chart_and_a_table_of_the_same_numbers(agent: Page, desk: GatewayClient) -> None:
    flight = create_flight(desk, route=("BOS", "HNL"), seats=10, days=3)
    desk.wait_until_settled(desk.reserve(flight["id"], passengers=2)["id"])
    agent.goto(f"/staff/occupancy?from={days_ahead(1)}&days=7")
    choose_airport(agent, "From", "bos", re.compile("BOS"))
    choose_airport(agent, "To", "hnl", re.compile("HNL"))
    agent.get_by_role("button", name="Show", exact=True).click()
    table = agent.get_by_role("region", name="Occupancy by day")
    expect(table.get_by_role("row")).to_have_count(8)
    expect(table.get_by_role("cell", name="20%")).to_be_visible()
    expect(agent.get_by_role("img", name=re.compile(r"^BOS to HNL: \d+ flights?, 20% of seats taken"))).to_be_visible()


def test_staff_find_out_what_happened_to_a_reservation(agent: Page, desk: GatewayClient) -> None:
    flight = create_flight(desk, seats=5)
    booked = desk.wait_until_settled(desk.reserve(flight["id"], passengers=2)["id"])
    desk.wait_for(lambda: desk.reservation(booked["id"])["segments"][0]["status"] == "SOLD")
    agent.goto(f"/staff/flights/{flight['id']}")
    reservations = agent.get_by_role("region", name="Reservations on this flight")
    reservations.get_by_role("link", name=booked["recordLocator"]).click()
    expect(agent.get_by_role("heading", name=f"Reservation {booked['recordLocator']}")).to_be_visible()

    # Both sides of it, and the events between them, each under the one that caused it.
    segment = agent.get_by_role("region", name="Segments").get_by_role("row").nth(1)
    expect(segment).to_contain_text(re.compile("Sold.*Sold, 2 seats"))
    steps = agent.get_by_role("listitem").filter(has_text="event ")
    told = ["reservation.created", "2 seats held", "reservation.confirmed", "2 seats sold"]
    expect(steps).to_have_text([re.compile(words) for words in told])
    expect(steps.nth(2)).to_contain_text("because of 2, flight.updated")
    photograph(agent, "saga")

    agent.get_by_role("button", name="Cancel this reservation").click()
    agent.get_by_label("Reason").fill("At the traveller's wish.")
    agent.get_by_role("button", name="Yes, cancel it").click()
    acts = agent.get_by_role("region", name="What staff did")
    expect(acts).to_contain_text("cancel reservation")
    expect(acts).to_contain_text("Andrea Agent")
    agent.goto("/staff/reservations")
    field = agent.get_by_label("Name, locator, ticket, email or flight")
    # Whoever books last is the first of her name, and of that flight the only one.
    designator, day, _ = flight["id"].split("-")
    for text in ("lovelace/ad", f"{designator} {day[:4]}-{day[4:6]}-{day[6:]}"):
        field.fill(text)
        field.press("Enter")
        expect(agent.get_by_role("link", name=booked["recordLocator"])).to_be_visible()
        photograph(agent, f"found-by-{text[:2].lower()}")
    field.fill(booked["recordLocator"].lower())
    field.press("Enter")
    expect(agent.get_by_role("heading", name=f"Reservation {booked['recordLocator']}")).to_be_visible()


@pytest.fixture
def dead_letter(request: pytest.FixtureRequest) -> Envelope:
    """News of a flight that reservation-service could not handle; nothing is wrong with it any more."""
    if os.environ.get("AIRLINE_URL"):
        pytest.skip("needs the database of a system of its own")
    stack: Stack = request.getfixturevalue("embedded_stack")

    def fail(_: object) -> None:
        raise RuntimeError("the disk was full")

    flight_id = f"UA{take_flight_number()}-20300101-JFK"
    data = {"flight_id": flight_id, "flight_version": 2, "change": "rescheduled", "status": "SCHEDULED"}
    event = new_event("flight.updated", flight_id, data)
    collection = connect(stack.mongodb_url, "reservations")["inbox"]
    Inbox(collection).handle("reservations", [event], fail)
    # As after the last of its tries.
    collection.update_one({"_id": f"reservations:{event.id}"}, {"$set": {"state": "dead", "tries": 5}})
    collection.database.client.close()
    return event


def test_a_dead_letter_is_read_and_tried_again(agent: Page, dead_letter: Envelope) -> None:
    agent.goto("/staff/dead-letters")
    letter = agent.get_by_role("article", name=f"flight.updated about {dead_letter.aggregate_id}")
    expect(letter).to_contain_text("the disk was full")
    letter.get_by_text("The message").click()
    expect(letter).to_contain_text('"change": "rescheduled"')
    photograph(agent, "dead-letter")
    letter.get_by_role("button", name="Try again").click()
    expect(agent.get_by_text("flight.updated is being tried again")).to_be_visible()
    expect(letter).to_be_hidden()
    agent.goto("/staff/audit")
    expect(agent.get_by_role("row").filter(has_text=dead_letter.id)).to_contain_text("replay dead letter")


def test_a_price_rule_is_written_changed_and_removed(agent: Page) -> None:
    name = f"Christmas {uuid.uuid4().hex[:8]}"
    agent.goto("/staff/prices")
    agent.get_by_role("link", name="New rule").click()
    agent.get_by_label("Name").fill(name)
    agent.get_by_label("Percent", exact=True).fill("12.5")
    agent.get_by_label("Cabin").select_option("BUSINESS")
    agent.get_by_role("button", name="See what would change").click()
    preview = agent.get_by_role("region", name="What it would change")
    expect(preview.get_by_role("status")).to_contain_text("on sale that day")
    expect(preview.get_by_role("region", name="Prices before and after")).to_contain_text("Business")
    agent.get_by_label("Airline").select_option("HA")
    agent.get_by_role("checkbox", name="Monday").uncheck()
    agent.get_by_role("button", name="Save the rule").click()
    expect(agent.get_by_text(f"“{name}” is saved.")).to_be_visible()
    row = agent.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("HA, Business, Tue Wed Thu Fri Sat Sun")
    expect(row).to_contain_text("+12.5%")

    row.get_by_role("link", name=name).click()
    expect(agent.get_by_role("region", name="What staff did")).to_contain_text("Andrea Agent")
    agent.get_by_role("checkbox", name="Active").uncheck()
    agent.get_by_role("button", name="Save the rule").click()
    expect(agent.get_by_text(f"“{name}” is saved.")).to_be_visible()
    expect(row).to_contain_text("Off")
    row.get_by_role("link", name=name).click()
    # Read again at its new version, before it is removed at that version.
    expect(agent.get_by_role("region", name="What staff did").get_by_role("row")).to_have_count(3)
    agent.get_by_role("button", name="Remove the rule").click()
    expect(agent.get_by_text(f"“{name}” is removed.")).to_be_visible()
    expect(row).to_be_hidden()


def test_a_flight_gets_another_aircraft(agent: Page, desk: GatewayClient) -> None:
    flight = create_flight(desk, seats=20)
    agent.goto(f"/staff/flights/{flight['id']}")
    choice = agent.get_by_label("Fly with")
    expect(choice.get_by_role("option")).not_to_have_count(1)
    value = choice.get_by_role("option").nth(1).get_attribute("value")
    assert value
    choice.select_option(value)
    agent.get_by_role("button", name="Swap the aircraft").click()
    agent.get_by_role("button", name="Yes, swap it").click()
    expect(agent.get_by_text("The flight has its new aircraft")).to_be_visible()
    expect(agent.get_by_role("region", name="What staff did").get_by_role("row")).to_have_count(3)


def test_seat_prices_are_written_for_a_flight_and_for_its_aircraft(agent: Page, desk: GatewayClient) -> None:
    flight = create_flight(desk, seats=60)
    agent.goto(f"/staff/flights/{flight['id']}")
    expect(agent.get_by_text("Every seat is chosen free of charge.")).to_be_visible()
    agent.get_by_role("button", name="Change the seat prices").click()
    form = agent.get_by_role("form", name="Seat prices")
    form.get_by_role("button", name="Add a price").click()
    form.get_by_label("Where").select_option("In the rows")
    form.get_by_label("From row").fill("3")
    form.get_by_label("To row").fill("2")
    form.get_by_label("Price").fill("25")
    form.get_by_role("button", name="Save the seat prices").click()
    expect(form.get_by_text("Not before the first.")).to_be_visible()
    form.get_by_label("To row").fill("4")
    form.get_by_role("button", name="Save the seat prices").click()
    expect(agent.get_by_text("8 seats at $25, the others free of charge.")).to_be_visible()
    expect(agent.get_by_role("region", name="Seat prices")).to_contain_text("All seats, rows 3 to 4")
    check(agent, "seat-prices-flight")
    photograph(agent, "staff-seat-prices-flight")

    agent.get_by_role("link", name="Seat prices").click()
    agent.get_by_label("Aircraft type").select_option("737-824")
    economy = card(agent, "Economy")
    economy.get_by_role("button", name="Write seat prices").click()
    economy.get_by_role("button", name="Add a price").click()
    economy.get_by_label("Which seats").select_option("Exit row seats")
    economy.get_by_label("Price", exact=True).fill("35.50")
    economy.get_by_role("button", name="Save the seat prices").click()
    expect(economy.get_by_role("region", name="Seat prices")).to_contain_text("35.50")
    expect(card(agent, "What staff did")).to_contain_text("35.50")
    check(agent, "seat-prices-aircraft")
    photograph(agent, "staff-seat-prices-aircraft")
    economy.get_by_role("button", name="Ask what was planned").click()
    expect(economy.get_by_role("button", name="Write seat prices")).to_be_visible()


CHOOSE = """mutation S($id: ID!, $flight: ID!) {
  chooseSeats(reservationId: $id, flightId: $flight, cabin: ECONOMY, seats: ["2A"]) { numbers }
}"""


def test_a_seat_is_taken_out_of_use_and_whoever_sat_there_is_moved(agent: Page, desk: GatewayClient) -> None:
    flight = create_flight(desk, seats=20)
    trip = desk.wait_until_settled(desk.reserve(flight["id"])["id"])
    desk.execute(CHOOSE, {"id": trip["id"], "flight": flight["id"]})
    agent.goto(f"/staff/flights/{flight['id']}")
    form = agent.get_by_role("form", name="Take seats out of use")
    form.get_by_label("Seats").fill("2a 3c")
    form.get_by_label("In your words").fill("no belt")
    form.get_by_role("button", name="Take out of use").click()
    expect(form.get_by_text(f"2A is taken by {trip['recordLocator']}")).to_be_visible()
    for size in (DESKTOP, PHONE):
        agent.set_viewport_size({"width": size[0], "height": size[1]})
        check(agent, "seat-taken")
    agent.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    form.get_by_label("Move 2A to").fill("4D")
    form.get_by_role("button", name="Move and tell them").click()
    expect(form.get_by_label("Move 2A to")).to_be_hidden()
    form.get_by_role("button", name="Take out of use").click()
    out_of_use = agent.get_by_role("region", name="Seats out of use")
    expect(out_of_use.get_by_role("row")).to_have_count(3)
    expect(out_of_use).to_contain_text("Broken: no belt")
    expect(agent.get_by_text("17 free · 2 out of use")).to_be_visible()
    for size in (PHONE, DESKTOP):
        agent.set_viewport_size({"width": size[0], "height": size[1]})
        check(agent, "seats-out-of-use")
    out_of_use.get_by_role("button", name="Put back seat 2A").click()
    expect(agent.get_by_text("18 free · 1 out of use")).to_be_visible()


def card(page: Page, title: str) -> Locator:
    return page.locator("section").filter(has=page.get_by_role("heading", name=title, exact=True))
