"""What became of a booking is told in the messages, and counted until it is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .conftest import photograph
from .traveller import book, create_flight, expect_status, find_locator, go_to_booking, name_passengers, register

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser


def test_a_confirmed_booking_is_told_until_it_is_read(page: Page, desk: GatewayClient, email: str) -> None:
    flight = create_flight(desk)
    register(page, email)
    expect(page.get_by_role("link", name="Messages", exact=True)).to_be_visible()
    go_to_booking(page, flight["id"])
    name_passengers(page, ("Grace", "Hopper"))
    book(page)
    expect_status(page, "CONFIRMED")
    locator = find_locator(page)

    page.reload()
    page.get_by_role("link", name=re.compile(r"Messages, \d+ new")).click()

    message = page.get_by_role("listitem").filter(has_text=locator).first
    expect(message).to_contain_text("New")
    expect(page.get_by_role("link", name="Messages", exact=True)).to_be_visible()
    photograph(page, "messages")
    page.reload()
    expect(message).to_be_visible()
    expect(message).not_to_contain_text("New")
    message.get_by_role("link").click()
    expect_status(page, "CONFIRMED")
