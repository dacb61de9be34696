"""Reservations in MongoDB: one document each, its outgoing events in the same document and the same write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure, PyMongoError

from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.payment import UNSETTLED
from reservation_service.domain.ports import Attempt, AttemptKnown, LocatorTaken, OutboxEntry, Saving
from reservation_service.domain.reservation import ACTIVE, WAITING, Change, Reservation, ReservationStatus
from reservation_service.domain.saga import MAX_STEPS, SagaStep, to_said_step
from reservation_service.storage.documents import (
    from_document,
    from_step,
    to_changing_fields,
    to_document,
    to_step,
    to_waits_for,
)
from reservation_service.storage.together import Together
from wire.database import DUPLICATE_KEY, IDS_A_QUERY, Document, in_portions
from wire.outbox import ensure_outbox_index

# The outbox is the relay's, the saga is read by staff; reading them would cost as much as the rest of the document.
READ_FIELDS = {"outbox": 0, "saga": 0}


# Every index is written with every reservation that is stored or changed. Earlier versions had these; what they found
# is found by what they share with another: a traveller's reservations, and those on a flight, are soon looked through.
OBSOLETE_INDEXES = frozenset({"user_id_1_status_1__id_-1", "flight_ids_1__id_-1"})

# What servers answer who is told to drop an index that is not there.
INDEX_NOT_FOUND = 27

# Orders that come while others are being stored are stored together.
MOST_TOGETHER = 50

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def by(at: datetime) -> Document:
    """Condition on a date that most documents do not have. Without a lower bound the embedded database looks at every
    one of those, however many reservations there have been.
    """
    return {"$gt": LONG_AGO, "$lte": at}


def one_of(values: Sequence[str]) -> object:
    """Condition on a field; the index serves one value better than a list of one."""
    return values[0] if len(values) == 1 else {"$in": values}


def find_failures(error: BulkWriteError, count: int) -> list[Exception | None]:
    """Of each of `count` documents that were inserted in no order. Raises what is wrong with all of them."""
    details = error.details or {}
    if details.get("writeConcernErrors"):
        # Stored without reaching a majority, so it may be rolled back: who asks again finds it or stores it anew.
        raise error
    failures: list[Exception | None] = [None] * count
    for failure in details.get("writeErrors", []):
        kind = DuplicateKeyError if failure["code"] == DUPLICATE_KEY else OperationFailure
        failures[failure["index"]] = kind(failure["errmsg"], failure["code"], failure)
    return failures


class MongoReservations:
    def __init__(self, database: Database[Document], *, is_followed: Callable[[], bool] = lambda: False) -> None:
        """`is_followed`: whether somebody, through webhooks, is to be told of what is saved."""
        self._collection = database["reservations"]
        self._is_followed = is_followed
        self._insert_together = Together(self._insert_all, most=MOST_TOGETHER)
        self._find_attempts_together = Together(self._find_attempts, most=IDS_A_QUERY)

    def ensure_indexes(self) -> None:
        self._collection.create_index("locator", unique=True)
        self._collection.create_index([("user_id", 1), ("attempt.key", 1)], unique=True)
        self._collection.create_index([("user_id", 1), ("_id", -1)])
        self._collection.create_index([("status", 1), ("expires_at", 1)])
        self._collection.create_index([("flight_ids", 1), ("status", 1)])
        self._collection.create_index("payment_status")
        self._collection.create_index("change_expires_at")
        self._collection.create_index("next_try_at")
        self._collection.create_index([("waits_for", 1), ("_id", 1)])
        ensure_outbox_index(self._collection)
        for name in sorted(OBSOLETE_INDEXES & self._collection.index_information().keys()):
            self._drop_index(name)

    def add(self, reservation: Reservation, attempt: Attempt, outbox: Sequence[OutboxEntry]) -> None:
        document = to_document(reservation) | {
            "attempt": {"key": attempt.key, "fingerprint": attempt.fingerprint},
            "outbox": [dict(entry) for entry in outbox],
            "saga": [from_step(to_said_step(entry)) for entry in outbox],
        }
        failure = self._insert_together(document)
        if isinstance(failure, DuplicateKeyError):
            # Which of the unique indexes it was, servers say in different words; the attempt can be looked up.
            if self.find_attempt(reservation.user_id, attempt.key) is None:
                raise LocatorTaken(reservation.locator.text) from failure
            raise AttemptKnown(attempt.key) from failure
        if failure is not None:
            raise failure

    def save(self, change: Change, outbox: Sequence[OutboxEntry], heard: SagaStep | None = None) -> Reservation | None:
        condition, update = self._build_statement(Saving(change, outbox, heard))
        if self._collection.update_one(condition, update).modified_count == 0:
            return None
        return replace(change.after, version=change.after.version + 1)

    def save_all(self, savings: Sequence[Saving]) -> bool:
        statements = [UpdateOne(*self._build_statement(one)) for one in savings]
        return self._collection.bulk_write(statements, ordered=False).modified_count == len(savings)

    def find(self, reservation_id: str) -> Reservation | None:
        return self._find_one({"_id": reservation_id})

    def find_many(self, reservation_ids: Collection[str]) -> Mapping[str, Reservation]:
        found = self._collection.find({"_id": {"$in": sorted(set(reservation_ids))}}, READ_FIELDS)
        return {document["_id"]: from_document(document) for document in found}

    def find_attempt(self, user_id: str, key: str) -> tuple[Reservation, Attempt] | None:
        document = self._find_attempts_together((user_id, key))
        if document is None:
            return None
        attempt = document["attempt"]
        return from_document(document), Attempt(attempt["key"], attempt["fingerprint"])

    def find_by_locator(self, locator: RecordLocator) -> Reservation | None:
        return self._find_one({"locator": locator.text})

    def list_of_user(
        self, user_id: str, *, limit: int, before: str | None = None, status: ReservationStatus | None = None
    ) -> list[Reservation]:
        return self._list_newest({"user_id": user_id}, limit, before, status)

    def list_of_users(self, user_ids: Collection[str], *, limit: int) -> Mapping[str, list[Reservation]]:
        """What one query brings is enough unless a few have very many; then the others are asked for one by one."""
        users = sorted(set(user_ids))
        newest = {"user_id": {"$in": users}}
        found = list(self._collection.find(newest, READ_FIELDS).sort("_id", -1).limit(limit * len(users)))
        lists: dict[str, list[Reservation]] = defaultdict(list)
        for document in found:
            if len(lists[document["user_id"]]) < limit:
                lists[document["user_id"]].append(from_document(document))
        if len(found) == limit * len(users):
            lists |= {user: self.list_of_user(user, limit=limit) for user in users if len(lists.get(user, ())) < limit}
        return {user: one for user, one in lists.items() if one}

    def count_of_user(self, user_id: str, status: ReservationStatus | None = None) -> int:
        return self._collection.count_documents(_with_status({"user_id": user_id}, status))

    def list_on_flight(
        self, flight_id: str, *, limit: int, before: str | None = None, status: ReservationStatus | None = None
    ) -> list[Reservation]:
        return self._list_newest({"flight_ids": flight_id}, limit, before, status)

    def count_on_flight(self, flight_id: str, status: ReservationStatus | None = None) -> int:
        return self._collection.count_documents(_with_status({"flight_ids": flight_id}, status))

    def count_with_status(self, status: ReservationStatus) -> int:
        return self._collection.count_documents({"status": status.value})

    def list_active_on_flight(self, flight_id: str) -> list[str]:
        active = {"flight_ids": flight_id, "status": {"$in": sorted(ACTIVE)}}
        return [document["_id"] for document in self._collection.find(active, {"_id": 1})]

    def list_overdue(self, at: datetime, *, limit: int) -> list[str]:
        wanted: list[Document] = [{"status": status.value, "expires_at": {"$lte": at}} for status in sorted(WAITING)]
        wanted += [{"change_expires_at": by(at)}, {"next_try_at": by(at)}]
        found = (self._collection.find(one, {"_id": 1}).limit(limit) for one in wanted)
        return list(dict.fromkeys(document["_id"] for documents in found for document in documents))[:limit]

    def list_waitlisted(self, flight_id: str, cabin: str, *, limit: int) -> list[Reservation]:
        wanted = {"waits_for": to_waits_for(flight_id, cabin)}
        return _to_list(self._collection.find(wanted, READ_FIELDS).sort("_id", 1).limit(limit))

    def count_waitlisted(self, flight_id: str, cabin: str, *, before: str) -> int:
        return self._collection.count_documents({"waits_for": to_waits_for(flight_id, cabin), "_id": {"$lt": before}})

    def list_waitlisted_ids(self, flight_id: str, cabin: str) -> list[str]:
        wanted = {"waits_for": to_waits_for(flight_id, cabin)}
        return [document["_id"] for document in self._collection.find(wanted, {"_id": 1}).sort("_id", 1)]

    def list_unsettled_payments(self, *, limit: int, without: Collection[str] = ()) -> list[Reservation]:
        passed_over, ids = frozenset(without), list[str]()
        fields = {"payments.id": 1, "payments.status": 1}
        for status in sorted(UNSETTLED):
            found = self._collection.find({"payment_status": status}, fields).limit(limit + len(passed_over))
            ids += [one["_id"] for one in found if not passed_over.issuperset(_list_unsettled(one))][:limit]
        # Only what there is something to do about is read: while the provider is away there may be thousands of others.
        documents = (self._collection.find({"_id": some}, READ_FIELDS) for some in in_portions(ids))
        return _to_list(one for portion in documents for one in portion)

    def find_saga(self, reservation_id: str) -> list[SagaStep] | None:
        document = self._collection.find_one({"_id": reservation_id}, {"saga": 1})
        return [to_step(step) for step in document.get("saga", [])] if document else None

    def find_versions(self, reservation_ids: Collection[str]) -> Mapping[str, int]:
        found = (self._collection.find({"_id": some}, {"version": 1}) for some in in_portions(reservation_ids))
        return {document["_id"]: document["version"] for documents in found for document in documents}

    def _insert_all(self, documents: Sequence[Document]) -> Sequence[Exception | None]:
        """Why each of them is not stored, or None: one that is there already keeps no other out."""
        try:
            self._collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            return find_failures(error, len(documents))
        except PyMongoError:
            raise
        except Exception as error:
            # One cannot be written as a document; the others can.
            if len(documents) == 1:
                return [error]
            return [failure for one in documents for failure in self._insert_all([one])]
        return [None] * len(documents)

    def _drop_index(self, name: str) -> None:
        """Or nothing: another host that starts may have dropped it in the same moment."""
        try:
            self._collection.drop_index(name)
        except OperationFailure as error:
            if error.code != INDEX_NOT_FOUND:
                raise

    def _find_attempts(self, wanted: Sequence[tuple[str, str]]) -> Sequence[Document | None]:
        users, keys = (sorted(set(part)) for part in zip(*wanted, strict=True))
        by_attempt = {"user_id": one_of(users), "attempt.key": one_of(keys)}
        documents = self._collection.find(by_attempt, READ_FIELDS)
        found = {(document["user_id"], document["attempt"]["key"]): document for document in documents}
        return [found.get(one) for one in wanted]

    def _list_newest(
        self, of: Document, limit: int, before: str | None, status: ReservationStatus | None
    ) -> list[Reservation]:
        """Ids are time-ordered, so theirs is the order of creation."""
        wanted = _with_status(of, status) | ({"_id": {"$lt": before}} if before is not None else {})
        return _to_list(self._collection.find(wanted, READ_FIELDS).sort("_id", -1).limit(limit))

    def _build_statement(self, saving: Saving) -> tuple[Document, Document]:
        """Condition and update of one that is still as it was when the change was decided."""
        before, heard = saving.change.after, saving.heard
        update: Document = {"$set": to_changing_fields(replace(before, version=before.version + 1))}
        if self._is_followed():
            # Whatever is saved may be news: at once, which any moment of the past says.
            update["$set"]["hooks_due_at"] = before.created_at
        steps = [*([heard] if heard else []), *(to_said_step(entry) for entry in saving.outbox)]
        if steps:
            update["$push"] = {"saga": {"$each": [from_step(step) for step in steps], "$slice": -MAX_STEPS}}
        if saving.outbox:
            update["$push"]["outbox"] = {"$each": [dict(entry) for entry in saving.outbox]}
        return {"_id": before.id, "version": before.version}, update

    def _find_one(self, wanted: Document) -> Reservation | None:
        document = self._collection.find_one(wanted, READ_FIELDS)
        return from_document(document) if document else None


def _list_unsettled(document: Document) -> list[str]:
    """The ids of its payments that something is to be done about."""
    return [one["id"] for one in document["payments"] if one["status"] in UNSETTLED]


def _with_status(wanted: Document, status: ReservationStatus | None) -> Document:
    return wanted | ({"status": status.value} if status else {})


def _to_list(documents: Iterable[Document]) -> list[Reservation]:
    return [from_document(document) for document in documents]
