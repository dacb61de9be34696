"""Whoever closes her account is forgotten by the services that knew her by it, over either transport."""

from __future__ import annotations

import uuid
from typing import Any

from airline_system.gateway_client import PASSWORD, GatewayClient

RESERVE = """mutation($input: CreateReservationInput!, $key: String!) {
  createReservation(input: $input, idempotencyKey: $key) { id } }"""
READ = """query($id: ID!) { reservation(id: $id) {
  status contactEmail passengers { firstName travelDocument { maskedNumber } } } }"""
CLOSE = "mutation($password: String!) { deleteAccount(currentPassword: $password) }"
PASSPORT = {"type": "PASSPORT", "number": "C01X00T47", "issuingCountry": "FR", "expiresOn": "2036-01-01"}


def test_documents_and_addresses_go_with_the_account(client: GatewayClient, staff: GatewayClient) -> None:
    email = client.register()
    # A flight there is not: the reservation is over at once.
    wanted = {
        "segments": [{"flightId": f"XX-{uuid.uuid4().hex[:8]}"}],
        "passengers": [{"firstName": "Ada", "lastName": "Lovelace", "travelDocument": PASSPORT}],
        "contactEmail": email,
    }
    reservation_id = client.execute(RESERVE, {"input": wanted, "key": uuid.uuid4().hex})["createReservation"]["id"]
    client.wait_until_settled(reservation_id)

    def read() -> dict[str, Any]:
        found: dict[str, Any] = staff.execute(READ, {"id": reservation_id})["reservation"]
        return found

    assert read()["passengers"][0]["travelDocument"]
    assert client.execute(CLOSE, {"password": PASSWORD}) == {"deleteAccount": True}
    client.wait_for(lambda: read()["passengers"] == [{"firstName": "Ada", "travelDocument": None}])
    assert read()["contactEmail"] is None
