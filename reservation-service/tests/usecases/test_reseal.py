"""Another secret seals: what older ones have sealed is sealed anew, and what none opens is said."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.passengers import Passenger, PassengerType, TravellerDetails
from reservation_service.domain.ports import Attempt
from reservation_service.domain.reservation import open_reservation
from reservation_service.domain.travel_documents import DocumentType, TravelDocument
from reservation_service.domain.webhooks import Webhook
from reservation_service.events.outgoing import announce_because_of
from reservation_service.storage.memory import InMemoryReservations
from reservation_service.storage.sealed_reservations import MongoSealedReservations
from reservation_service.storage.vault import TRAVEL_DOCUMENTS, WEBHOOK_SECRETS, SecretVault
from reservation_service.usecases.reseal import Reseal, Resealed
from wire.database import connect

OLD, NEW, LOST = "the old secret of the tests", "the new secret of the tests", "a secret that nobody has any more"
NOW = datetime(2026, 12, 1, tzinfo=UTC)
ADA = Passenger("Ada", "Lovelace", PassengerType.ADULT)


@dataclass
class FewWebhooks:
    """Those that there are, in memory."""

    stored: dict[str, Webhook] = field(default_factory=dict)

    def add(self, webhook: Webhook) -> None:
        self.stored[webhook.id] = webhook

    def remove(self, webhook_id: str) -> bool:
        return self.stored.pop(webhook_id, None) is not None

    def find(self, webhook_id: str) -> Webhook | None:
        return self.stored.get(webhook_id)

    def reseal(self, webhook: Webhook, sealed_secret: str) -> None:
        self.stored[webhook.id] = replace(webhook, sealed_secret=sealed_secret)

    def list(self) -> list[Webhook]:
        return list(self.stored.values())


@dataclass
class AllOf:
    store: InMemoryReservations

    def list_ids(self) -> list[str]:
        return [one.id for one in self.store.list_of_user("ada", limit=100)]


def with_document(passenger: Passenger, secret: str) -> Passenger:
    document = TravelDocument(
        type=DocumentType.PASSPORT,
        sealed_number=SecretVault([secret], TRAVEL_DOCUMENTS).seal("C01X00T47"),
        last_characters="T47",
        issuing_country="FR",
        expires_on=date(2036, 1, 1),
    )
    return replace(passenger, details=TravellerDetails(document=document))


def book(store: InMemoryReservations, *passengers: Passenger) -> str:
    reservation = open_reservation(
        id=uuid4().hex,
        locator=RecordLocator.new(),
        user_id="ada",
        segments=(Segment(flight_id="F1", cabin=Cabin.ECONOMY),),
        passengers=passengers,
        quoted_total=None,
        at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    store.add(reservation, Attempt(reservation.id, ""), [])
    return reservation.id


def build(store: InMemoryReservations, webhooks: FewWebhooks, *secrets: str) -> Reseal:
    vaults = (SecretVault(secrets, TRAVEL_DOCUMENTS), SecretVault(secrets, WEBHOOK_SECRETS))
    return Reseal(store, AllOf(store), vaults[0], webhooks, vaults[1], announce_because_of())


def numbers(store: InMemoryReservations, reservation_id: str, *secrets: str) -> list[str]:
    found = store.find(reservation_id)
    assert found
    documents = [one.details.document for one in found.passengers]
    return [SecretVault(secrets, TRAVEL_DOCUMENTS).unseal(one.sealed_number) for one in documents if one]


def test_what_an_older_secret_sealed_is_opened_by_the_newest_alone() -> None:
    store, webhooks = InMemoryReservations(), FewWebhooks()
    older = book(store, with_document(ADA, OLD), ADA, with_document(ADA, NEW))
    newer, without = book(store, with_document(ADA, NEW)), book(store, ADA)
    hook = Webhook(
        id="w1",
        url="https://partner.example/",
        description="",
        sealed_secret=SecretVault([OLD], WEBHOOK_SECRETS).seal("whsec_1"),
        created_by="agent",
        created_at=NOW,
    )
    webhooks.add(hook)
    before = {one: store.find(one) for one in (newer, without)}
    reseal = build(store, webhooks, NEW, OLD)
    assert (reseal.reservations_anew(), reseal.webhooks_anew()) == (Resealed(done=1), Resealed(done=1))
    assert numbers(store, older, NEW) == ["C01X00T47", "C01X00T47"]
    assert SecretVault([NEW], WEBHOOK_SECRETS).unseal(webhooks.stored["w1"].sealed_secret) == "whsec_1"
    assert {one: store.find(one) for one in (newer, without)} == before
    assert (reseal.reservations_anew(), reseal.webhooks_anew()) == (Resealed(), Resealed())


def test_what_no_secret_opens_is_left_alone_and_said() -> None:
    store, webhooks = InMemoryReservations(), FewWebhooks()
    broken, mixed = (
        book(store, with_document(ADA, LOST)),
        book(store, with_document(ADA, LOST), with_document(ADA, OLD)),
    )
    assert build(store, webhooks, NEW, OLD).reservations_anew() == Resealed(done=1, broken=2)
    assert numbers(store, broken, LOST) == ["C01X00T47"]
    assert numbers(store, mixed, LOST, NEW) == ["C01X00T47", "C01X00T47"]


def test_all_with_a_document_are_looked_at_page_by_page(mongodb_url: str) -> None:
    database = connect(mongodb_url, f"reseal_{uuid4().hex[:12]}")
    rows = [{"_id": f"r{number:04}", "passengers": [{"first_name": "Ada"}]} for number in range(1100)]
    for row in rows[::200]:
        row["passengers"] = [{"first_name": "Ada"}, {"travel_document": {"sealed_number": "1:x"}}]
    database["reservations"].insert_many(rows)
    assert list(MongoSealedReservations(database).list_ids()) == [str(row["_id"]) for row in rows[::200]]
    database.client.drop_database(database.name)
    database.client.close()


def test_the_operators_command_says_what_it_did(mongodb_url: str) -> None:
    environment = {"APP_MODE": "development", "MONGODB_URL": mongodb_url, "MONGODB_DATABASE": f"none_{uuid4().hex[:8]}"}
    command = [sys.executable, "-m", "reservation_service", "reseal_secrets"]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines() == [
        "sealed anew: 0 reservations, 0 webhooks",
        "everything is sealed by DOCUMENT_SECRET",
    ]
