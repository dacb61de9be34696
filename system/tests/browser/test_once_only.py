"""A booking is made once, whatever happens between the button and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .traveller import create_flight, expect_status, go_to_booking, name_passengers, register

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser


@pytest.fixture
def review(page: Page, desk: GatewayClient, email: str) -> Page:
    """A page one press away from booking."""
    flight = create_flight(desk)
    register(page, email)
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    return page


def expect_one_trip(page: Page) -> None:
    expect_status(page, "CONFIRMED")
    page.get_by_role("link", name="My trips").first.click()
    expect(page.get_by_role("heading", name="My trips")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(1)


def is_booking(route: Route) -> bool:
    return "mutation Book" in (route.request.post_data or "")


def test_a_double_click_books_once(review: Page) -> None:
    review.get_by_role("button", name="Book for").dblclick()
    expect_one_trip(review)


def test_going_back_after_booking_says_that_it_is_done(review: Page) -> None:
    review.get_by_role("button", name="Book for").click()
    expect_status(review, "CONFIRMED")
    review.go_back()
    expect(review.get_by_text("You have booked these flights")).to_be_visible()
    review.get_by_role("link", name="See your trip").click()
    expect_status(review, "CONFIRMED")


def test_a_lost_answer_is_asked_for_again(review: Page) -> None:
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if not is_booking(route):
            return route.continue_()
        keys.append(route.request.post_data_json["variables"]["idempotencyKey"])
        if len(keys) > 1:
            return route.continue_()
        route.fetch()  # it reaches the server …
        return route.abort("connectionreset")  # … and the answer never comes

    review.route("**/graphql", lose_the_first_answer)
    review.get_by_role("button", name="Book for").click()
    expect_one_trip(review)
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_reload_before_the_answer_finishes_the_booking(review: Page) -> None:
    keys: list[str] = []

    def hold_the_first_answer(route: Route) -> None:
        if not is_booking(route):
            return route.continue_()
        keys.append(route.request.post_data_json["variables"]["idempotencyKey"])
        if len(keys) > 1:
            return route.continue_()
        route.fetch()
        return None  # never answered: the page waits

    review.route("**/graphql", hold_the_first_answer)
    review.get_by_role("button", name="Book for").click()
    expect(review.get_by_role("button", name="Booking…")).to_be_visible()
    review.wait_for_function("() => sessionStorage.length > 0")
    review.reload()
    expect_one_trip(review)
    assert len(set(keys)) == 1


def test_while_a_part_is_down_the_booking_waits_and_then_goes_through(review: Page) -> None:
    refused = 0

    def be_down_twice(route: Route) -> None:
        nonlocal refused
        if not is_booking(route) or refused == 2:
            return route.continue_()
        refused += 1
        error = {"message": "down", "extensions": {"code": "SERVICE_UNAVAILABLE", "http": {"status": 503}}}
        return route.fulfill(status=503, json={"data": None, "errors": [error]})

    review.route("**/graphql", be_down_twice)
    review.get_by_role("button", name="Book for").click()
    expect_one_trip(review)
    assert refused == 2
