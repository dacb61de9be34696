"""A partner is registered, and what is sent to it is seen and sent again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from airline_system.stack import DEMO_PASSWORDS

from .axe import check
from .traveller import create_flight, log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from airline_system.gateway_client import GatewayClient

pytestmark = pytest.mark.browser

CANCEL = "mutation C($id: ID!) { cancelReservation(id: $id) { __typename } }"


class Partner:
    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []


@pytest.fixture
def partner() -> Iterator[tuple[str, Partner]]:
    known = Partner()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            known.heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hooks", known
        server.shutdown()
        thread.join()


def test_a_partner_is_told_and_told_again(page: Page, desk: GatewayClient, partner: tuple[str, Partner]) -> None:
    url, known = partner
    log_in(page, "agent@airline.example", DEMO_PASSWORDS["agent"])
    page.goto("/staff/webhooks")
    page.get_by_label("Address").fill("http://elsewhere.example/")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("is not among the hosts")).to_be_visible()
    page.get_by_label("Address").fill(url)
    page.get_by_label("Whose it is").fill("A partner of the tests")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("whsec_")).to_be_visible()

    booked = desk.wait_until_settled(desk.reserve(create_flight(desk)["id"])["id"])
    desk.execute(CANCEL, {"id": booked["id"]})

    def is_told(times: int) -> bool:
        told = [one["type"] for one in known.heard if booked["recordLocator"] in json.dumps(one)]
        return told.count("reservation.cancelled") == times

    desk.wait_for(lambda: is_told(1))
    page.reload()
    messages = page.get_by_role("region", name="Messages")
    row = messages.get_by_role("row").filter(has_text="reservation.cancelled")
    row = row.filter(has=page.locator(f'[href$="{booked["id"]}"]'))

    def is_answer_seen() -> bool:
        page.get_by_role("button", name="Look again").click()
        return row.filter(has_text="HTTP 204, 1 try").count() == 1

    # It is written down after the partner has heard it.
    desk.wait_for(is_answer_seen)
    check(page, "webhooks")
    row.get_by_role("button", name="Send again").click()
    desk.wait_for(lambda: is_told(2))

    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Yes, remove it").click()
    expect(page.get_by_text("A partner of the tests")).to_be_hidden()
