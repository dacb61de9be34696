"""The domain's ports over MongoDB, in the portable subset: flat filters, compare and set, no transactions."""

from __future__ import annotations

import math
import secrets
from typing import TYPE_CHECKING

from pymongo import ASCENDING, DESCENDING
from pymongo.errors import DuplicateKeyError

from auth_service.domain.ports import MAX_LISTED
from auth_service.domain.refusals import EmailTaken
from auth_service.domain.session import SessionState
from auth_service.storage.documents import (
    KEY_RING_ID,
    Document,
    from_account,
    from_act,
    from_key_ring,
    from_session,
    is_closed,
    to_account,
    to_act,
    to_key_ring,
    to_session,
)
from auth_service.storage.failures import database_failures
from auth_service.storage.mongo_letters import from_first_letters, with_letters
from wire.outbox import ensure_outbox_index

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from pymongo.database import Database

    from auth_service.domain.account import Account
    from auth_service.domain.key_ring import KeyRing
    from auth_service.domain.letters import LetterOrder
    from auth_service.domain.ports import OutboxEntry
    from auth_service.domain.session import Session
    from auth_service.domain.staff_act import StaffAct
    from auth_service.domain.throttle import Budget

# Between two statements of `take` another request can open or end the window; more often than this in a row it cannot.
_RACES = 4
_DECOYS = 64


def ensure_indexes(database: Database[Document]) -> None:
    """Idempotent. Expired sessions and counters go by themselves; the rest is found by `_id` or e-mail address."""
    with database_failures():
        database["accounts"].create_index([("email_lc", ASCENDING)], name="email_lc", unique=True)
        database["accounts"].create_index([("letters_due_at", ASCENDING)], name="letters_due_at")
        ensure_outbox_index(database["accounts"])
        database["sessions"].create_index([("expires_at", ASCENDING)], name="expiry", expireAfterSeconds=0)
        database["sessions"].create_index([("user_id", ASCENDING), ("rotated_at", DESCENDING)], name="user_id")
        database["tries"].create_index([("resets_at", ASCENDING)], name="expiry", expireAfterSeconds=0)


class MongoAccounts:
    def __init__(self, database: Database[Document]) -> None:
        self._accounts = database["accounts"]
        self._decoys = database["decoys"]

    def add(self, account: Account, letters: Sequence[LetterOrder] = ()) -> None:
        document = {**from_account(account), **from_first_letters(letters)}
        with database_failures():
            try:
                self._accounts.insert_one(document)
            except DuplicateKeyError as error:
                raise EmailTaken from error

    def find(self, account_id: str) -> Account | None:
        with database_failures():
            document = self._accounts.find_one({"_id": account_id})
        return to_account(document) if document and not is_closed(document) else None

    def find_by_email(self, canonical_email: str) -> Account | None:
        with database_failures():
            document = self._accounts.find_one({"email_lc": canonical_email})
        return to_account(document) if document and not is_closed(document) else None

    def find_many(self, account_ids: Collection[str]) -> dict[str, Account]:
        with database_failures():
            documents = list(self._accounts.find({"_id": {"$in": list(account_ids)}}))
        return {document["_id"]: to_account(document) for document in documents if not is_closed(document)}

    def save(self, account: Account, letters: Sequence[LetterOrder] = (), act: StaffAct | None = None) -> bool:
        document = from_account(account)
        del document["_id"]
        update: dict[str, Document] = {"$set": document}
        if act is not None:
            update["$push"] = {"acts": from_act(act)}
        return self._update(account, update, letters)

    def search(self, canonical_beginning: str, *, limit: int) -> list[Account]:
        # A range and not a regular expression: the index answers it. Nothing sorts after the last code point.
        begins_so = {"email_lc": {"$gte": canonical_beginning, "$lt": canonical_beginning + "\U0010ffff"}}
        with database_failures():
            documents = list(self._accounts.find(begins_so).sort("email_lc", ASCENDING).limit(limit))
        return [to_account(document) for document in documents if not is_closed(document)]

    def list_acts(self, account_id: str) -> list[StaffAct]:
        with database_failures():
            document = self._accounts.find_one({"_id": account_id}, ["acts"]) or {}
        return [to_act(act) for act in reversed(document.get("acts", []))]

    def save_nobody(self) -> None:
        # One of a few, so that many at once do not wait for each other where savers of accounts would not.
        decoy = {"_id": secrets.randbelow(_DECOYS)}
        with database_failures():
            self._decoys.update_one(decoy, {"$set": {"written": secrets.token_hex(8)}}, upsert=True)

    def close(
        self, account: Account, at: datetime, letters: Sequence[LetterOrder] = (), outbox: Sequence[OutboxEntry] = ()
    ) -> bool:
        # The unique index wants an address; this one is nobody's and not another tombstone's.
        kept = {"email_lc": account.id, "version": account.version, "session_epoch": account.session_epoch}
        removed = dict.fromkeys(from_account(account).keys() - kept.keys() - {"_id"}, "")
        update: dict[str, Document] = {"$set": {**kept, "closed_at": at}, "$unset": removed}
        if outbox:
            update["$push"] = {"outbox": {"$each": [dict(entry) for entry in outbox]}}
        return self._update(account, update, letters)

    def _update(self, account: Account, update: dict[str, Document], letters: Sequence[LetterOrder]) -> bool:
        """The account and its letters in one write. The queue of letters itself is not a matter of versions."""
        with database_failures():
            try:
                written = self._accounts.update_one(
                    {"_id": account.id, "version": account.version - 1}, with_letters(update, letters)
                )
            except DuplicateKeyError as error:
                raise EmailTaken from error
        return written.matched_count == 1


class MongoSessions:
    def __init__(self, database: Database[Document]) -> None:
        self._sessions = database["sessions"]

    def add(self, session: Session) -> None:
        with database_failures():
            self._sessions.insert_one(from_session(session))

    def find(self, session_id: str) -> Session | None:
        with database_failures():
            document = self._sessions.find_one({"_id": session_id})
        return to_session(document) if document else None

    def rotate(self, session: Session) -> bool:
        seen = {"_id": session.id, "state": SessionState.ACTIVE.value, "token_hash": session.previous_token_hash}
        with database_failures():
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

    def list_active(self, user_id: str, now: datetime) -> list[Session]:
        active = {"user_id": user_id, "state": SessionState.ACTIVE.value, "expires_at": {"$gt": now}}
        with database_failures():
            documents = list(self._sessions.find(active).sort("rotated_at", DESCENDING).limit(MAX_LISTED))
        return [to_session(document) for document in documents]

    def end(self, session_id: str) -> bool:
        with database_failures():
            written = self._sessions.update_one(
                {"_id": session_id, "state": SessionState.ACTIVE.value}, {"$set": {"state": SessionState.ENDED.value}}
            )
        return written.modified_count == 1


class MongoSigningKeys:
    def __init__(self, database: Database[Document]) -> None:
        self._rings = database["key_rings"]

    def find(self) -> KeyRing | None:
        with database_failures():
            document = self._rings.find_one({"_id": KEY_RING_ID})
        return to_key_ring(document) if document else None

    def add(self, ring: KeyRing) -> bool:
        with database_failures():
            try:
                self._rings.insert_one(from_key_ring(ring))
            except DuplicateKeyError:
                return False
        return True

    def save(self, ring: KeyRing) -> bool:
        with database_failures():
            written = self._rings.replace_one({"_id": KEY_RING_ID, "version": ring.version - 1}, from_key_ring(ring))
        return written.modified_count == 1


class MongoTries:
    def __init__(self, database: Database[Document]) -> None:
        self._tries = database["tries"]

    def take(self, budget: Budget, subject: str, now: datetime) -> int | None:
        """Three statements, each atomic: count within the window, else begin a new window, else refuse."""
        key, window_ends = _key(budget, subject), now + budget.window
        with database_failures():
            for _ in range(_RACES):
                if self._count(key, budget, now) or self._begin_window(key, now, window_ends):
                    return None
                document = self._tries.find_one({"_id": key})
                if document and document["resets_at"] > now and document["tries"] >= budget.tries:
                    resets_at: datetime = document["resets_at"]
                    return max(1, math.ceil((resets_at - now).total_seconds()))
        return 1

    def give_back(self, budget: Budget, subject: str) -> None:
        with database_failures():
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
