"""Where a webhook may lead: to partners that were named, by https, and never into a network of our own."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.webhook_addresses import AddressRules, check_address
from reservation_service.domain.webhooks import Delivery, PartnerSaidNo, Webhook
from reservation_service.storage.vault import WEBHOOK_SECRETS, SecretVault
from reservation_service.webhooks.posting import HttpMessenger, is_public

NOW = datetime(2026, 12, 1, tzinfo=UTC)
RULES = AddressRules(frozenset({"partner.example", "other.example:8443"}))
VAULT = SecretVault(["one secret of the tests, long enough for anybody"], WEBHOOK_SECRETS)
DELIVERY = Delivery(id="d", webhook_id="w", reservation_id="r", type="t", occurred_at=NOW, body="{}")


@pytest.mark.parametrize(
    "url",
    [
        "https://partner.example",
        "https://PARTNER.example:443/hooks?a=b",
        "https://other.example:8443/",
    ],
)
def test_a_partner_that_was_named_may_be_told(url: str) -> None:
    assert check_address(url, RULES) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://partner.example/",
        "https://elsewhere.example/",
        "https://partner.example.elsewhere.example/",
        "https://partner.example:8443/",
        "https://other.example/",
        "https://partner.example@elsewhere.example/",
        "https://user:password@partner.example/",
        "https://partner.example/#fragment",
        "https://partner.example:0x1bb/",
        "https://partner.example:99999/",
        "https://partner.example/a b",
        "https://partner.example/\r\nhost: elsewhere",
        "https://pártner.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "//partner.example/",
        "https://partner.example/" + "a" * 500,
    ],
)
def test_nobody_else_may(url: str) -> None:
    with pytest.raises(InvalidInput):
        check_address(url, RULES)


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.5.5",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::1",
        "64:ff9b::a00:1",
        "2001:0:a00:1::1",
    ],
)
def test_a_name_that_leads_into_our_own_network_is_not_followed(place: str) -> None:
    assert not is_public(place)
    with pytest.raises(PartnerSaidNo, match="not public"):
        send_to(["93.184.215.14", place])


def test_a_partner_who_answers_letter_by_letter_is_not_listened_to_for_ever() -> None:
    heard_out: list[bool] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        dripping = threading.Thread(target=drip, args=(server, heard_out))
        dripping.start()
        rules = AddressRules(frozenset({"localhost"}), is_open=True)
        messenger = HttpMessenger(VAULT, rules, lambda: NOW, lambda *_: ["127.0.0.1"], longest_seconds=0.2)
        with suppress(PartnerSaidNo):  # cut off between two letters it is a yes, within one no answer
            messenger.send(build_webhook(f"http://localhost:{server.getsockname()[1]}/"), DELIVERY)
        dripping.join()
    assert heard_out == []


def drip(server: socket.socket, heard_out: list[bool]) -> None:
    """A yes whose headers take twenty seconds."""
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.sendall(b"HTTP/1.1 204 No Content\r\nx-slow: ")
        for _ in range(1000):
            connection.sendall(b"a")
            time.sleep(0.02)
        connection.sendall(b"\r\n\r\n")
        heard_out.append(True)


def test_a_public_place_is_one() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:4700::6810:84e5")


def test_a_name_that_leads_nowhere_is_an_answer() -> None:
    with pytest.raises(PartnerSaidNo, match="leads nowhere"):
        send_to([])


def test_a_host_that_is_no_longer_named_is_not_called() -> None:
    with pytest.raises(PartnerSaidNo, match="WEBHOOK_HOSTS"):
        send_to(["93.184.215.14"], rules=AddressRules(frozenset()))


def test_a_secret_that_cannot_be_read_any_more_is_an_answer() -> None:
    with pytest.raises(PartnerSaidNo, match="register the webhook anew"):
        send_to(["93.184.215.14"], sealed="1:c2VhbGVk")


def send_to(places: list[str], *, rules: AddressRules = RULES, sealed: str | None = None) -> str:
    messenger = HttpMessenger(VAULT, rules, lambda: NOW, lambda _host, _port: places)
    return messenger.send(build_webhook("https://partner.example/", sealed), DELIVERY)


def build_webhook(url: str, sealed: str | None = None) -> Webhook:
    return Webhook(
        id="w",
        url=url,
        description="",
        sealed_secret=VAULT.seal("whsec_c2VjcmV0") if sealed is None else sealed,
        created_by="agent",
        created_at=NOW,
    )
