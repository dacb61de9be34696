"""The domain's ports over MongoDB, in the portable subset: flat filters, compare and set, no transactions."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pymongo import ASCENDING
from pymongo.errors import ConnectionFailure, DuplicateKeyError, WTimeoutError

from auth_service.domain.refusals import EmailTaken, Unavailable
from auth_service.domain.session import SessionState
from auth_service.storage.documents import (
    KEY_RING_ID,
    Document,
    from_account,
    from_key_ring,
    from_session,
    to_account,
    to_key_ring,
    to_session,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from pymongo.database import Database

    from auth_service.domain.account import Account
    from auth_service.domain.key_ring import KeyRing
    from auth_service.domain.session import Session
    from auth_service.domain.throttle import Budget

# Between two statements of `take` another request can open or end the window; more often than this in a row it cannot.
_RACES = 4


def ensure_indexes(database: Database[Document]) -> None:
    """Idempotent. Expired sessions and counters go by themselves; the rest is found by `_id` or e-mail address."""
    with _database_failures():
        database["accounts"].create_index([("email_lc", ASCENDING)], name="email_lc", unique=True)
        database["sessions"].create_index([("expires_at", ASCENDING)], name="expiry", expireAfterSeconds=0)
        database["tries"].create_index([("resets_at", ASCENDING)], name="expiry", expireAfterSeconds=0)


class MongoAccounts:
    def __init__(self, database: Database[Document]) -> None:
        self._accounts = database["accounts"]

    def add(self, account: Account) -> None:
        with _database_failures():
            try:
                self._accounts.insert_one(from_account(account))
            except DuplicateKeyError as error:
                raise EmailTaken from error

    def find(self, account_id: str) -> Account | None:
        with _database_failures():
            document = self._accounts.find_one({"_id": account_id})
        return to_account(document) if document else None

    def find_by_email(self, canonical_email: str) -> Account | None:
        with _database_failures():
            document = self._accounts.find_one({"email_lc": canonical_email})
        return to_account(document) if document else None

    def find_many(self, account_ids: Collection[str]) -> dict[str, Account]:
        with _database_failures():
            documents = list(self._accounts.find({"_id": {"$in": list(account_ids)}}))
        return {document["_id"]: to_account(document) for document in documents}

    def save(self, account: Account) -> bool:
        with _database_failures():
            written = self._accounts.replace_one(
                {"_id": account.id, "version": account.version - 1}, from_account(account)
            )
        return written.matched_count == 1


class MongoSessions:
    def __init__(self, database: Database[Document]) -> None:
        self._sessions = database["sessions"]

    def add(self, session: Session) -> None:
        with _database_failures():
            self._sessions.insert_one(from_session(session))

    def find(self, session_id: str) -> Session | None:
        with _database_failures():
            document = self._sessions.find_one({"_id": session_id})
        return to_session(document) if document else None

    def rotate(self, session: Session) -> bool:
        seen = {"_id": session.id, "state": SessionState.ACTIVE.value, "token_hash": session.previous_token_hash}
        with _database_failures():
            written = self._sessions.update_one(
                seen,
                {
                    "$set": {
                        "token_hash": session.token_hash,
                        "previous_token_hash": session.previous_token_hash,
                        "rotated_at": session.rotated_at,
                        "expires_at": session.expires_at,
                    }
                },
            )
        return written.modified_count == 1

    def end(self, session_id: str) -> bool:
        with _database_failures():
            written = self._sessions.update_one(
                {"_id": session_id, "state": SessionState.ACTIVE.value}, {"$set": {"state": SessionState.ENDED.value}}
            )
        return written.modified_count == 1


class MongoSigningKeys:
    def __init__(self, database: Database[Document]) -> None:
        self._rings = database["key_rings"]

    def find(self) -> KeyRing | None:
        with _database_failures():
            document = self._rings.find_one({"_id": KEY_RING_ID})
        return to_key_ring(document) if document else None

    def add(self, ring: KeyRing) -> bool:
        with _database_failures():
            try:
                self._rings.insert_one(from_key_ring(ring))
            except DuplicateKeyError:
                return False
        return True

    def save(self, ring: KeyRing) -> bool:
        with _database_failures():
            written = self._rings.replace_one({"_id": KEY_RING_ID, "version": ring.version - 1}, from_key_ring(ring))
        return written.modified_count == 1


class MongoTries:
    def __init__(self, database: Database[Document]) -> None:
        self._tries = database["tries"]

    def take(self, budget: Budget, subject: str, now: datetime) -> int | None:
        """Three statements, each atomic: count within the window, else begin a new window, else refuse."""
        key, window_ends = _key(budget, subject), now + budget.window
        with _database_failures():
            for _ in range(_RACES):
                if self._count(key, budget, now) or self._begin_window(key, now, window_ends):
                    return None
                document = self._tries.find_one({"_id": key})
                if document and document["resets_at"] > now and document["tries"] >= budget.tries:
                    resets_at: datetime = document["resets_at"]
                    return max(1, math.ceil((resets_at - now).total_seconds()))
        return 1

    def give_back(self, budget: Budget, subject: str) -> None:
        with _database_failures():
            self._tries.update_one({"_id": _key(budget, subject), "tries": {"$gt": 0}}, {"$inc": {"tries": -1}})

    def _count(self, key: str, budget: Budget, now: datetime) -> bool:
        open_window = {"_id": key, "resets_at": {"$gt": now}, "tries": {"$lt": budget.tries}}
        return self._tries.update_one(open_window, {"$inc": {"tries": 1}}).modified_count == 1

    def _begin_window(self, key: str, now: datetime, window_ends: datetime) -> bool:
        fresh = {"tries": 1, "resets_at": window_ends}
        try:
            self._tries.insert_one({"_id": key, **fresh})
        except DuplicateKeyError:
            return self._tries.update_one({"_id": key, "resets_at": {"$lte": now}}, {"$set": fresh}).modified_count == 1
        return True


def _key(budget: Budget, subject: str) -> str:
    return f"{budget.name}:{subject}"


@contextmanager
def _database_failures() -> Iterator[None]:
    """A database that cannot be reached is told to the client as such; any other failure of it is a fault of ours."""
    try:
        yield
    except (ConnectionFailure, WTimeoutError) as error:
        raise Unavailable from error
