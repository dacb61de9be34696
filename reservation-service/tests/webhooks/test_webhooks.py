"""Partners are told what becomes of reservations: signed, until they say yes, and nobody else is ever called."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from reservation_service.domain.webhooks import MAX_TRIES, Delivery, Webhook
from reservation_service.usecases.send_webhooks import KEPT

REGISTER = "mutation($url: String!) { registerWebhook(url: $url) { secret webhook { id url } } }"
REMOVE = "mutation($id: ID!) { removeWebhook(id: $id) }"
REPLAY = "mutation($hook: ID!, $id: ID!) { replayWebhookDelivery(webhookId: $hook, id: $id) }"
WEBHOOKS = "query { webhooks { id url } }"
DELIVERIES = """query($hook: ID!, $first: Int = 20, $after: String, $state: WebhookDeliveryState) {
  webhookDeliveries(webhookId: $hook, first: $first, after: $after, state: $state) {
    edges { cursor node { id type reservationId state tries againAt answer } } pageInfo { hasNextPage endCursor }
  }
}"""
AUDIT = "query($target: ID) { reservationAudit(first: 5, target: $target) { edges { node { act detail } } } }"


@dataclass
class Partner:
    """What it was sent, and what it says to it: the last status again and again."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [204])
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def partner() -> Iterator[Partner]:
    known = Partner()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            known.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(known.statuses.pop(0) if len(known.statuses) > 1 else known.statuses[0])
            self.send_header("location", known.url)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    known.url = f"http://127.0.0.1:{server.server_port}/hooks?of=airline"
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hook(staff: Any, partner: Partner) -> Iterator[dict[str, Any]]:
    registered = staff.execute(REGISTER, {"url": partner.url})["registerWebhook"]
    yield {"id": registered["webhook"]["id"], "secret": registered["secret"]}
    staff.execute(REMOVE, {"id": registered["webhook"]["id"]})


@pytest.fixture
def sender(subgraph: Any) -> Any:
    """The worker's part, of the service that is under test."""
    from reservation_service.bootstrap import build_send_webhooks, get_configuration, get_database

    return build_send_webhooks(get_database(), get_configuration())


def later(sender: Any, pause: timedelta) -> Any:
    return replace(sender, clock=lambda: datetime.now(UTC) + pause)


def book(subgraph: Any) -> dict[str, Any]:
    created: dict[str, Any] = subgraph.create("W1")
    subgraph.hear_hold(created["id"], "W1")
    return created


def deliveries(staff: Any, hook: dict[str, Any], **more: object) -> list[dict[str, Any]]:
    found = staff.execute(DELIVERIES, {"hook": hook["id"], **more})["webhookDeliveries"]["edges"]
    return [edge["node"] for edge in found]


def test_a_partner_is_told_once_and_can_check_that_we_said_it(
    subgraph: Any, staff: Any, partner: Partner, hook: dict[str, Any], sender: Any
) -> None:
    booked = book(subgraph)
    sender()
    sender()
    ((headers, body),) = partner.heard
    key = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(datetime.now(UTC).timestamp() - int(headers["webhook-timestamp"])) < 300
    told = json.loads(body)
    assert (told["type"], told["data"]) == (
        "reservation.confirmed",
        {
            "reservation_id": booked["id"],
            "record_locator": booked["recordLocator"],
            "status": "CONFIRMED",
            "version": 2,
        },
    )
    assert b"Lovelace" not in body
    (delivery,) = deliveries(staff, hook)
    assert (delivery["state"], delivery["answer"], delivery["tries"]) == ("DELIVERED", "HTTP 204", 1)
    assert delivery["id"] == headers["webhook-id"]


def test_what_happened_before_is_not_told_and_everything_after_is(
    subgraph: Any, staff: Any, partner: Partner, sender: Any
) -> None:
    booked = book(subgraph)
    hook = staff.execute(REGISTER, {"url": partner.url})["registerWebhook"]["webhook"]
    subgraph.cancel(booked["id"])
    sender()
    assert [one["type"] for one in deliveries(staff, hook)] == ["reservation.cancelled"]
    staff.execute(REMOVE, {"id": hook["id"]})


def test_who_says_no_is_asked_again_after_pauses_that_grow(
    subgraph: Any, staff: Any, partner: Partner, hook: dict[str, Any], sender: Any
) -> None:
    partner.statuses = [500, 302, 200]
    book(subgraph)
    sender()
    (delivery,) = deliveries(staff, hook)
    assert (delivery["state"], delivery["answer"]) == ("WAITING", "HTTP 500")
    sender()
    assert len(partner.heard) == 1
    later(sender, timedelta(seconds=11))()
    later(sender, timedelta(seconds=12))()
    assert len(partner.heard) == 2  # a redirect is no yes, and is not followed
    later(sender, timedelta(seconds=60))()
    (delivery,) = deliveries(staff, hook)
    assert (delivery["state"], delivery["tries"]) == ("DELIVERED", 3)
    assert len({headers["webhook-id"] for headers, _ in partner.heard}) == 1


def test_workers_at_the_same_time_tell_it_once(
    subgraph: Any, partner: Partner, hook: dict[str, Any], sender: Any
) -> None:
    for _ in range(3):
        book(subgraph)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: sender(), range(8)))
    assert len({headers["webhook-id"] for headers, _ in partner.heard}) == len(partner.heard) == 3


def test_a_partner_who_is_away_holds_up_no_other(
    subgraph: Any, staff: Any, partner: Partner, hook: dict[str, Any], sender: Any
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as away:
        url = f"http://127.0.0.1:{away.server_port}/"
    gone = staff.execute(REGISTER, {"url": url})["registerWebhook"]["webhook"]
    for _ in range(2):
        book(subgraph)
    sender()
    assert len(partner.heard) == 2
    assert {one["state"] for one in deliveries(staff, gone)} == {"WAITING"}
    assert "ConnectionRefusedError" in max(one["answer"] for one in deliveries(staff, gone))
    staff.execute(REMOVE, {"id": gone["id"]})


def test_what_was_forgotten_of_the_log_is_not_told_again(
    subgraph: Any, staff: Any, partner: Partner, hook: dict[str, Any], sender: Any
) -> None:
    booked = book(subgraph)
    sender()
    long_ago = datetime.now(UTC) - KEPT - timedelta(days=1)
    staff.database["webhooks"].update_one({"_id": hook["id"]}, {"$set": {"created_at": long_ago - timedelta(days=1)}})
    staff.database["webhook_deliveries"].update_many({"webhook_id": hook["id"]}, {"$set": {"closed_at": long_ago}})
    staff.database["reservations"].update_one({"_id": booked["id"]}, {"$set": {"history.1.at": long_ago}})
    sender()
    assert deliveries(staff, hook) == []
    subgraph.cancel(booked["id"])
    sender()
    assert [json.loads(body)["type"] for _, body in partner.heard] == ["reservation.confirmed", "reservation.cancelled"]


def test_a_slow_partner_has_the_others_wait_for_a_moment_only(subgraph: Any, hook: dict[str, Any], sender: Any) -> None:
    now, sent = [datetime.now(UTC) + timedelta(minutes=1)], list[str]()

    class Slow:
        def send(self, webhook: object, delivery: Delivery) -> str:
            now[0] += timedelta(seconds=9)
            sent.append(delivery.id)
            return "HTTP 200"

    for _ in range(4):
        book(subgraph)
    slow = replace(sender, messenger=Slow(), clock=lambda: now[0])
    assert [slow(), slow(), slow()] == [2, 2, 0]
    assert len(set(sent)) == len(sent) == 4


def test_a_fault_of_ours_with_one_partner_holds_up_no_other_and_ends_no_worker(
    subgraph: Any, staff: Any, partner: Partner, hook: dict[str, Any], sender: Any
) -> None:
    odd = staff.execute(REGISTER, {"url": "http://localhost/odd"})["registerWebhook"]["webhook"]
    real = sender.messenger

    class Faulty:
        def send(self, webhook: Webhook, delivery: Delivery) -> str:
            if webhook.id == odd["id"]:
                raise ValueError("nobody thought of this")
            answer: str = real.send(webhook, delivery)
            return answer

    book(subgraph)
    replace(sender, messenger=Faulty())()
    assert len(partner.heard) == 1
    (delivery,) = deliveries(staff, odd)
    assert (delivery["state"], delivery["tries"]) == ("WAITING", 1)
    staff.execute(REMOVE, {"id": odd["id"]})


def test_it_is_given_up_in_the_end_and_staff_have_it_tried_again(
    subgraph: Any, staff: Any, partner: Partner, hook: dict[str, Any], sender: Any
) -> None:
    partner.statuses = [503]
    book(subgraph)
    for hour in range(MAX_TRIES + 1):
        later(sender, timedelta(hours=2 * hour))()
    assert len(partner.heard) == MAX_TRIES
    (delivery,) = deliveries(staff, hook, state="GIVEN_UP")
    assert delivery["againAt"] is None

    partner.statuses = [200]
    assert staff.execute(REPLAY, {"hook": hook["id"], "id": delivery["id"]}) == {"replayWebhookDelivery": True}
    assert staff.execute(REPLAY, {"hook": hook["id"], "id": "no such"}) == {"replayWebhookDelivery": False}
    sender()
    assert [one["state"] for one in deliveries(staff, hook)] == ["DELIVERED"]
    acts = [edge["node"]["act"] for edge in staff.execute(AUDIT, {"target": hook["id"]})["reservationAudit"]["edges"]]
    assert acts == ["replay webhook delivery", "replay webhook delivery", "register webhook"]


def test_the_log_is_read_in_pages(subgraph: Any, staff: Any, hook: dict[str, Any], sender: Any) -> None:
    booked = [book(subgraph)["id"] for _ in range(3)]
    sender()
    seen: list[str] = []
    after = None
    for _ in booked:
        page = staff.execute(DELIVERIES, {"hook": hook["id"], "first": 1, "after": after})["webhookDeliveries"]
        seen += [edge["node"]["reservationId"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert (sorted(seen), page["pageInfo"]["hasNextPage"]) == (sorted(booked), False)


def test_the_secret_is_shown_once_and_kept_sealed(staff: Any, hook: dict[str, Any]) -> None:
    (kept,) = staff.database["webhooks"].find({"_id": hook["id"]})
    assert hook["secret"].removeprefix("whsec_") not in json.dumps(kept, default=str)


def test_who_was_removed_is_told_nothing_more(subgraph: Any, staff: Any, partner: Partner, sender: Any) -> None:
    hook = staff.execute(REGISTER, {"url": partner.url})["registerWebhook"]["webhook"]
    book(subgraph)
    assert staff.execute(REMOVE, {"id": hook["id"]}) == {"removeWebhook": True}
    assert staff.execute(REMOVE, {"id": hook["id"]}) == {"removeWebhook": False}
    sender()
    assert partner.heard == []
    assert staff.error(DELIVERIES, {"hook": hook["id"]})["code"] == "NOT_FOUND"


def test_the_same_address_is_registered_once(staff: Any, partner: Partner, hook: dict[str, Any]) -> None:
    assert staff.error(REGISTER, {"url": partner.url})["code"] == "CONFLICT"


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/", "ftp://localhost/", "localhost", "http://a b/", "x" * 600]
)
def test_no_other_address_is_registered(staff: Any, url: str) -> None:
    error = staff.error(REGISTER, {"url": url})
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", "url")


def test_only_staff_have_webhooks(subgraph: Any, anonymous: Any) -> None:
    for query, variables in (
        (WEBHOOKS, {}),
        (REGISTER, {"url": "http://localhost/"}),
        (REMOVE, {"id": "w"}),
        (REPLAY, {"hook": "w", "id": "d"}),
        (DELIVERIES, {"hook": "w"}),
    ):
        assert subgraph.error(query, variables)["code"] == "FORBIDDEN"
        assert anonymous.error(query, variables)["code"] == "UNAUTHENTICATED"


def test_what_is_prepared_for_a_webhook_while_it_is_removed_goes_with_it(
    subgraph: Any, staff: Any, partner: Partner, sender: Any
) -> None:
    hook = staff.execute(REGISTER, {"url": partner.url})["registerWebhook"]["webhook"]
    book(subgraph)

    class RemovedMeanwhile:
        """What the worker read a moment before."""

        def list(self) -> Any:
            found = sender.webhooks.list()
            staff.execute(REMOVE, {"id": hook["id"]})
            return found

        def find(self, webhook_id: str) -> Any:
            return sender.webhooks.find(webhook_id)

    replace(sender, webhooks=RemovedMeanwhile())()
    assert subgraph.database["webhook_deliveries"].find_one({"webhook_id": hook["id"]}) is None


def test_deliveries_that_nobody_tries_are_forgotten_at_last(subgraph: Any, sender: Any) -> None:
    """Somebody died between removing a webhook and what waited for it."""
    collection, now = subgraph.database["webhook_deliveries"], datetime.now(UTC)
    orphan = {"webhook_id": "gone", "again_at": now, "closed_at": None}
    for age in (31, 33):
        collection.insert_one({"_id": f"orphan-{age}", "occurred_at": now - timedelta(days=age), **orphan})
    sender()
    assert [one["_id"] for one in collection.find({"webhook_id": "gone"})] == ["orphan-31"]
    collection.delete_many({"webhook_id": "gone"})
