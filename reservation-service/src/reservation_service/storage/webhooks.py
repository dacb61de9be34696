"""Webhooks and their deliveries in MongoDB; in each reservation that has news for them, since when."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from pymongo import UpdateOne
from pymongo.database import Database

from reservation_service.domain.reservation import Reservation
from reservation_service.domain.webhooks import LONGEST_TRYING, Delivery, DeliveryState, Webhook
from reservation_service.storage.documents import from_document
from reservation_service.storage.mongo import READ_FIELDS, by
from wire.database import Document

# So long a process may not know of a webhook that another has just registered.
NOTICED_AFTER_SECONDS = 5.0


class MongoWebhooks:
    def __init__(self, database: Database[Document]) -> None:
        self._collection = database["webhooks"]
        self._deliveries = database["webhook_deliveries"]
        self._known: tuple[float, bool] = (float("-inf"), False)

    def add(self, webhook: Webhook) -> None:
        self._collection.insert_one(
            {
                "_id": webhook.id,
                "url": webhook.url,
                "description": webhook.description,
                "sealed_secret": webhook.sealed_secret,
                "created_by": webhook.created_by,
                "created_at": webhook.created_at,
            }
        )
        self._known = (time.monotonic(), True)

    def remove(self, webhook_id: str) -> bool:
        is_removed = self._collection.delete_one({"_id": webhook_id}).deleted_count == 1
        self._deliveries.delete_many({"webhook_id": webhook_id})
        return is_removed

    def find(self, webhook_id: str) -> Webhook | None:
        found = self._collection.find_one({"_id": webhook_id})
        return _to_webhook(found) if found else None

    def reseal(self, webhook: Webhook, sealed_secret: str) -> None:
        as_it_was = {"_id": webhook.id, "sealed_secret": webhook.sealed_secret}
        self._collection.update_one(as_it_was, {"$set": {"sealed_secret": sealed_secret}})

    def list(self) -> list[Webhook]:
        return [_to_webhook(one) for one in self._collection.find({}).sort("_id", 1)]

    def exist(self) -> bool:
        """As it was a few seconds ago: this is asked with every reservation that is saved."""
        asked_at, known = self._known
        if time.monotonic() - asked_at > NOTICED_AFTER_SECONDS:
            known = self._collection.find_one({}, {"_id": 1}) is not None
            self._known = (time.monotonic(), known)
        return known


class MongoDeliveries:
    def __init__(self, database: Database[Document]) -> None:
        self._collection = database["webhook_deliveries"]
        self._reservations = database["reservations"]

    def ensure_indexes(self) -> None:
        self._reservations.create_index("hooks_due_at")
        self._collection.create_index([("webhook_id", 1), ("again_at", 1)])
        self._collection.create_index([("webhook_id", 1), ("order", -1)])
        self._collection.create_index([("webhook_id", 1), ("state", 1), ("order", -1)])
        self._collection.create_index("closed_at")
        self._collection.create_index("occurred_at")

    def list_due_reservations(self, at: datetime, *, limit: int) -> list[Reservation]:
        found = self._reservations.find({"hooks_due_at": by(at)}, READ_FIELDS).limit(limit)
        return [from_document(document) for document in found]

    def set_told(self, reservation: Reservation) -> None:
        unchanged = {"_id": reservation.id, "version": reservation.version}
        self._reservations.update_one(unchanged, {"$set": {"hooks_due_at": None}})

    def add_all(self, deliveries: Sequence[Delivery]) -> None:
        if not deliveries:
            return
        # One that is there already stays as it is.
        added = [UpdateOne({"_id": one.id}, {"$setOnInsert": _from_delivery(one)}, upsert=True) for one in deliveries]
        self._collection.bulk_write(added, ordered=False)

    def list_due(self, webhook_id: str, at: datetime, *, limit: int) -> list[Delivery]:
        due = {"webhook_id": webhook_id, "again_at": {"$lte": at}}
        return [_to_delivery(one) for one in self._collection.find(due).sort("again_at", 1).limit(limit)]

    def claim(self, delivery: Delivery, until: datetime) -> bool:
        unclaimed = {"_id": delivery.id, "tries": delivery.tries, "again_at": delivery.again_at}
        return self._collection.update_one(unclaimed, {"$set": {"again_at": until}}).modified_count == 1

    def save(self, delivery: Delivery) -> None:
        changing = ("state", "tries", "again_at", "answer", "closed_at")
        document = _from_delivery(delivery)
        self._collection.update_one({"_id": delivery.id}, {"$set": {name: document[name] for name in changing}})

    def list_of(
        self, webhook_id: str, *, limit: int, before: str | None = None, state: DeliveryState | None = None
    ) -> list[Delivery]:
        wanted: Document = {"webhook_id": webhook_id}
        if state is not None:
            wanted["state"] = state.value
        if before is not None:
            wanted["order"] = {"$lt": before}
        return [_to_delivery(one) for one in self._collection.find(wanted).sort("order", -1).limit(limit)]

    def replay(self, webhook_id: str, delivery_id: str, at: datetime) -> bool:
        anew = {"state": DeliveryState.WAITING.value, "tries": 0, "again_at": at, "closed_at": None}
        wanted = {"_id": delivery_id, "webhook_id": webhook_id}
        return self._collection.update_one(wanted, {"$set": anew}).matched_count == 1

    def forget(self, before: datetime) -> None:
        self._collection.delete_many({"closed_at": {"$lt": before}})
        # Whose webhook is gone are never tried, and so never over.
        self._collection.delete_many({"occurred_at": {"$lt": before - LONGEST_TRYING}})

    def forget_webhook(self, webhook_id: str) -> None:
        self._collection.delete_many({"webhook_id": webhook_id})


def _to_webhook(document: Document) -> Webhook:
    return Webhook(
        id=document["_id"],
        url=document["url"],
        description=document["description"],
        sealed_secret=document["sealed_secret"],
        created_by=document["created_by"],
        created_at=document["created_at"],
    )


def _from_delivery(delivery: Delivery) -> Document:
    return {
        "webhook_id": delivery.webhook_id,
        "reservation_id": delivery.reservation_id,
        "order": delivery.order,
        "type": delivery.type,
        "occurred_at": delivery.occurred_at,
        "body": delivery.body,
        "state": delivery.state.value,
        "tries": delivery.tries,
        "again_at": delivery.again_at,
        "answer": delivery.answer,
        "closed_at": delivery.closed_at,
    }


def _to_delivery(document: Document) -> Delivery:
    return Delivery(
        id=document["_id"],
        webhook_id=document["webhook_id"],
        reservation_id=document["reservation_id"],
        type=document["type"],
        occurred_at=document["occurred_at"],
        body=document["body"],
        state=DeliveryState(document["state"]),
        tries=document["tries"],
        again_at=document["again_at"],
        answer=document["answer"],
        closed_at=document["closed_at"],
    )
