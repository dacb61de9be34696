"""After the sale: another flight is taken for the difference, and what the airline changes is accepted or rebooked free."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from .axe import check
from .conftest import photograph
from .traveller import create_flight, expect_status, flight_cards, go_to_booking, name_passengers, register

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser

MOVE = "mutation M($id: ID!, $input: UpdateFlightInput!) { updateFlight(id: $id, input: $input) { version } }"
CANCEL = "mutation C($id: ID!) { cancelFlight(id: $id) { version } }"
# A route nobody else flies: few flights to choose from, all of one day.
ROUTE = ("SEA", "ABQ")
TIMES = "query F($id: ID!) { flight(id: $id) { departsAt arrivesAt version } }"


def pay_for(page: Page, flight: dict[str, Any], email: str) -> None:
    register(page, email)
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    page.get_by_text("Hold the seats and pay here").click()
    page.get_by_role("button", name="Hold for").click()
    page.wait_for_url("**/trips/*")
    expect_status(page, "HELD")
    page.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    expect_status(page, "CONFIRMED")


def delay(desk: GatewayClient, flight_id: str, hours: int) -> None:
    flight = desk.execute(TIMES, {"id": flight_id})["flight"]
    later = {
        field: (datetime.datetime.fromisoformat(flight[field]) + datetime.timedelta(hours=hours)).isoformat()
        for field in ("departsAt", "arrivesAt")
    }
    desk.execute(MOVE, {"id": flight_id, "input": {**later, "expectedVersion": flight["version"]}})


def flights_of(page: Page) -> list[str]:
    return page.get_by_role("region", name=re.compile("^Flight ")).evaluate_all(
        "(regions) => regions.map((region) => region.getAttribute('aria-label'))"
    )


def test_another_flight_is_taken_for_the_difference(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, route=ROUTE, fare="200.00", days=3, hour=16)
    other = create_flight(desk, route=ROUTE, fare="260.00", days=3, hour=18)
    pay_for(page, flight, email)
    ticket = page.get_by_text(re.compile(r"^E-ticket \d{13}$"))
    first_number = ticket.inner_text()

    page.get_by_role("link", name="Change flight").click()
    expect(page.get_by_text("Look around: nothing changes yet")).to_be_visible()
    page.get_by_role("button", name=f"Select {other['name']},").click()
    expect(page.get_by_text("Changes for a fee of $30 per person")).to_be_visible()
    check(page, "change")
    page.get_by_role("button", name="Hold the new seats").click()

    expect(page.get_by_role("heading", name="Your new flights wait for your word")).to_be_visible()
    expect(page.get_by_text("To pay now").locator("xpath=following-sibling::dd")).to_have_text("$90")
    check(page, "change-offered")
    assert flights_of(page) == [f"Flight {flight['name']}"]
    page.get_by_role("button", name="Pay $90 and change").click()

    expect(page.get_by_text("Your trip is changed")).to_be_visible()
    expect(page.get_by_role("region", name=f"Flight {other['name']}")).to_be_visible()
    assert flights_of(page) == [f"Flight {other['name']}"]
    expect(ticket).not_to_have_text(first_number)
    photograph(page, "changed")


def test_two_flights_are_changed_in_one_go(page: Page, desk: GatewayClient, email: str) -> None:
    back = (ROUTE[1], ROUTE[0])
    out, home = (create_flight(desk, route=route, days=days) for route, days in ((ROUTE, 3), (back, 5)))
    later_out, later_home = (
        create_flight(desk, route=route, days=days, hour=17) for route, days in ((ROUTE, 3), (back, 5))
    )
    register(page, email)
    page.goto(f'/book?flights=["{out["id"]}","{home["id"]}"]&adults=1&children=0&infants=0&cabin=ECONOMY')
    name_passengers(page, ("Grace", "Hopper"))
    page.get_by_role("button", name="Book for").click()
    expect_status(page, "CONFIRMED")

    page.get_by_role("link", name="Change flight").first.click()
    page.get_by_role("button", name=f"Select {later_out['name']},").click()
    page.get_by_role("link", name=re.compile(home["name"])).click()
    page.get_by_role("button", name=f"Select {later_home['name']},").click()
    expect(page.get_by_role("heading", name="You take")).to_have_count(2)
    check(page, "change-both")
    page.get_by_role("button", name="Hold the new seats").click()
    page.get_by_role("button", name="Confirm the change").click()
    expect(page.get_by_text("Your trip is changed")).to_be_visible()
    assert flights_of(page) == [f"Flight {later_out['name']}", f"Flight {later_home['name']}"]


def test_one_of_two_flights_is_given_up_and_the_other_stands(page: Page, desk: GatewayClient, email: str) -> None:
    out = create_flight(desk, route=ROUTE, fare="200.00", days=3)
    home = create_flight(desk, route=(ROUTE[1], ROUTE[0]), fare="150.00", days=5)
    register(page, email)
    page.goto(f'/book?flights=["{out["id"]}","{home["id"]}"]&adults=1&children=0&infants=0&cabin=ECONOMY')
    name_passengers(page, ("Grace", "Hopper"))
    page.get_by_text("Hold the seats and pay here").click()
    page.get_by_role("button", name="Hold for").click()
    page.get_by_role("button", name="Pay $350").click()
    expect_status(page, "CONFIRMED")

    there = page.get_by_role("region", name=f"Flight {home['name']}")
    there.get_by_role("button", name="Give up this flight").click()
    # Within a day of paying everything comes back.
    expect(page.get_by_text("You get back $150")).to_be_visible()
    check(page, "give-up")
    page.get_by_role("button", name="Yes, give it up").click()
    expect(page.get_by_text("$150 back")).to_be_visible()
    expect_status(page, "CONFIRMED")
    assert flights_of(page) == [f"Flight {out['name']}"]
    # The last one is the trip itself.
    expect(page.get_by_role("button", name="Give up this flight")).to_have_count(0)


def test_a_change_is_declined_and_nothing_is_different(page: Page, desk: GatewayClient, email: str) -> None:
    flight, other = create_flight(desk, days=3), create_flight(desk, days=3, hour=17)
    pay_for(page, flight, email)
    trip = page.url.rpartition("/")[2]
    page.goto(f'/trips/{trip}/change?from={flight["id"]}&to=["{other["id"]}"]')
    page.get_by_role("button", name="Hold the new seats").click()
    page.get_by_role("button", name="Keep my trip as it is").click()
    expect(page.get_by_role("link", name="Change flight")).to_be_visible()
    assert flights_of(page) == [f"Flight {flight['name']}"]


def test_new_times_are_told_at_once_and_accepted(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, days=3)
    pay_for(page, flight, email)
    # The page is told by its stream: it asks nobody.
    page.route("**/graphql*", refuse_to_be_asked)
    delay(desk, flight["id"], hours=2)
    expect(page.get_by_text("The airline changed the times of this flight", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"You booked .* it now flies"))).to_be_visible()
    check(page, "disrupted")
    page.get_by_role("button", name="Accept the new times").click()
    expect(page.get_by_text("The airline changed the times of this flight", exact=True)).to_be_hidden()
    expect_status(page, "CONFIRMED")


def refuse_to_be_asked(route: Route) -> None:
    asked = (route.request.post_data or "") + route.request.url
    if "AwaitTripChange" in asked or "TripVersion" in asked:
        return route.abort()
    return route.continue_()


def test_a_cancelled_flight_is_rebooked_for_nothing(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk, route=ROUTE, fare="200.00", days=3, hour=16)
    dearer = create_flight(desk, route=ROUTE, fare="400.00", days=3, hour=19)
    pay_for(page, flight, email)
    desk.execute(CANCEL, {"id": flight["id"]})
    expect(page.get_by_text("The airline cancelled this flight", exact=True)).to_be_visible()
    check(page, "cancelled-flight")
    page.get_by_role("link", name="Choose another flight").click()
    expect(flight_cards(page).first).to_be_visible()
    page.get_by_role("button", name=f"Select {dearer['name']},").click()
    expect(page.get_by_text("it costs you nothing")).to_be_visible()
    page.get_by_role("button", name="Hold the new seats").click()
    expect(page.get_by_text("To pay now").locator("xpath=following-sibling::dd")).to_have_text("$0")
    page.get_by_role("button", name="Confirm the change").click()
    expect(page.get_by_text("Your trip is changed")).to_be_visible()
    assert flights_of(page) == [f"Flight {dearer['name']}"]


def test_a_slip_in_a_name_is_put_right_but_nobody_becomes_another(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk)
    pay_for(page, flight, email)
    correct = page.get_by_role("button", name="Correct the name of Grace Hopper")
    correct.click()
    dialog = page.get_by_role("alertdialog")
    dialog.get_by_label("First name").fill("Beatrice")
    check(page, "correct-name")
    dialog.get_by_role("button", name="Save the name").click()
    expect(dialog.get_by_text("That would be another person")).to_be_visible()
    dialog.get_by_label("First name").fill("Gracie")
    dialog.get_by_role("button", name="Save the name").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("listitem").filter(has_text="Gracie Hopper")).to_contain_text("E-ticket")
