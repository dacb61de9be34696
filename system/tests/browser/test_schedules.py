"""The schedule department: a file that becomes flights, and fares that one flight gives to others."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from airline_system.stack import DEMO_PASSWORDS

from .conftest import photograph
from .traveller import create_flight, days_ahead, find_flight_number, log_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser

COLUMNS = "airline,flight_number,origin,destination,departs_local,arrives_local,first_day,last_day,weekdays"


@pytest.fixture
def agent(new_visit: Callable[..., Page]) -> Page:
    page = new_visit()
    log_in(page, "agent@airline.example", DEMO_PASSWORDS["agent"])
    return page


def test_a_file_is_looked_at_carried_out_and_on_sale(agent: Page, desk: GatewayClient) -> None:
    number, first, last = find_flight_number(desk), days_ahead(40), days_ahead(42)
    lines = [
        f"UA,{number},JFK,BOS,09:30,10:45,{first},{last},1234567,100",
        f"UA,{number},XXX,BOS,09:30,10:45,{first},{last},1234567,100",
    ]
    text = "\n".join([f"{COLUMNS},economy_seats", *lines])
    agent.goto("/staff/schedules")
    agent.get_by_role("link", name="Import a file").click()
    agent.get_by_label("File", exact=True).set_input_files(
        {"name": "winter.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    agent.get_by_label("Economy", exact=True).fill("79")
    agent.get_by_role("button", name="See what it would do").click()
    preview = agent.get_by_role("region", name="What the file would do")
    expect(preview.get_by_text("Flights: 3 to create")).to_be_visible()
    expect(preview.get_by_text("1 line cannot be carried out")).to_be_visible()
    expect(preview.get_by_role("row").filter(has_text=f"UA{number}").first).to_contain_text("Economy 100 at $79")
    preview.get_by_label("Only lines with problems").check()
    expect(preview.get_by_role("row")).to_have_count(2)
    expect(preview.get_by_role("table")).to_contain_text('There is no airport "XXX"')
    photograph(agent, "schedule-preview")

    preview.get_by_role("button", name="Carry it out").click()
    progress = agent.get_by_role("region", name="How far it is")
    expect(progress.get_by_text("winter.csv is carried out")).to_be_visible()
    expect(progress.get_by_text("3 created")).to_be_visible()
    expect(progress.get_by_role("table")).to_contain_text('There is no airport "XXX"')
    agent.goto(f"/staff/flights/UA{number}-{first.replace('-', '')}-JFK")
    expect(agent.get_by_role("heading", level=1)).to_contain_text(number)


CREATE = "mutation ($input: CreateScheduleInput!) { createSchedule(input: $input) { schedule { id } created { id } } }"


def plan_three_days(desk: GatewayClient) -> tuple[str, list[str]]:
    """A schedule, and its flights by departure."""
    wish = {
        "airline": "UA",
        "flightNumber": find_flight_number(desk),
        "origin": "JFK",
        "destination": "BOS",
        "departsAtLocal": "09:30",
        "arrivesAtLocal": "10:45",
        "firstDay": days_ahead(50),
        "lastDay": days_ahead(52),
        "weekdays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
        "cabins": [{"cabin": "ECONOMY", "capacity": 100, "fare": {"amount": "79.00", "currency": "USD"}}],
    }
    created = desk.execute(CREATE, {"input": wish})["createSchedule"]
    return created["schedule"]["id"], [flight["id"] for flight in created["created"]]


def test_a_schedule_is_found_opened_and_withdrawn_from_a_day_on(agent: Page, desk: GatewayClient) -> None:
    _, flights = plan_three_days(desk)
    desk.wait_until_settled(desk.reserve(flights[2], passengers=2)["id"])
    designator = flights[0].split("-")[0]
    agent.goto("/staff/schedules")
    agent.get_by_role("link", name="Those on sale").click()
    form = agent.get_by_role("form", name="Filter schedules")
    form.get_by_label("Flight", exact=True).fill(designator)
    form.get_by_role("button", name="Filter").click()
    table = agent.get_by_role("region", name="Schedules", exact=True)
    expect(table.get_by_role("row")).to_have_count(2)
    photograph(agent, "schedules-on-sale")
    table.get_by_role("link", name=designator).click()
    expect(agent.get_by_role("heading", level=1)).to_have_text(f"{designator}, JFK to BOS")
    expect(agent.get_by_role("region", name="Flights", exact=True).get_by_text("as planned")).to_have_count(3)
    form = agent.get_by_role("form", name="Withdraw")
    form.get_by_label("From").fill(days_ahead(51))
    form.get_by_role("button", name="See what would be cancelled").click()
    question = agent.get_by_role("alertdialog")
    expect(question).to_contain_text(
        "1 flight with 2 booked seats and 1 flight nobody is booked on would be cancelled."
    )
    photograph(agent, "schedule-withdrawal")
    question.get_by_label("Reason (kept with the record)").fill("no crew")
    question.get_by_role("button", name="Yes, withdraw it").click()
    expect(agent.get_by_text("2 flights cancelled")).to_be_visible()
    expect(
        agent.get_by_role("region", name="Flights", exact=True).get_by_text("cancelled, no longer planned")
    ).to_have_count(2)
    expect(agent.get_by_text("reason: no crew")).to_be_visible()
    photograph(agent, "schedule-withdrawn")


def test_a_file_that_was_written_since_it_was_chosen_is_to_be_chosen_again(agent: Page, tmp_path: Path) -> None:
    file = tmp_path / "winter.csv"
    file.write_text(COLUMNS)
    agent.goto("/staff/schedules/import")
    field = agent.get_by_label("File", exact=True)
    field.set_input_files(file)
    file.write_text(f"{COLUMNS},economy_seats")
    # A moment that no clock takes for the one of the choice.
    os.utime(file, (0, 0))
    agent.get_by_role("button", name="See what it would do").click()
    expect(field).to_have_accessible_description(re.compile("choose it again"))


def test_the_fares_of_a_flight_are_copied_to_the_others_of_its_route(agent: Page, desk: GatewayClient) -> None:
    route = ("SAN", "RDU")
    model = create_flight(desk, route=route, fare="123.00")
    other = create_flight(desk, route=route, fare="99.00", days=3)
    agent.goto(f"/staff/flights/{model['id']}")
    form = agent.get_by_role("form", name="Copy fares")
    form.get_by_role("checkbox", name=re.compile("Only flights")).uncheck()
    form.get_by_role("button", name="See what would change").click()
    expect(agent.get_by_role("table").filter(has_text="$99 to $123")).to_be_visible()
    agent.get_by_role("button", name=re.compile("^Copy to")).click()
    expect(agent.get_by_text(re.compile(r"^\d+ flights? changed$"))).to_be_visible()
    agent.goto(f"/staff/flights/{other['id']}")
    expect(agent.get_by_text("Filed at $123")).to_be_visible()
