"""The queue of letters in MongoDB: fields of the account's own document, so a change and its letters are one write.

`letters` are the orders, `letters_due_at` says when to look at them, `letters_ordered` counts all there ever were,
`letters_claimed_until` who is sending them. They are no part of the account's version: sending disturbs nobody.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pymongo import ASCENDING

from auth_service.domain.letters import DueLetters
from auth_service.storage.documents import Document, from_letter_order, to_letter_order
from auth_service.storage.failures import database_failures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pymongo.database import Database

    from auth_service.domain.letters import LetterOrder

log = logging.getLogger(__name__)

# Due at once, whatever the clocks of this machine and the worker's say.
_AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
_FIELDS = ("letters", "letters_due_at", "letters_ordered", "letters_claimed_until", "letters_tries")


def from_first_letters(letters: Sequence[LetterOrder]) -> Document:
    """What a new account's document says of its letters."""
    if not letters:
        return {}
    orders = [from_letter_order(one) for one in letters]
    return {"letters": orders, "letters_ordered": len(orders), "letters_due_at": _AT_ONCE}


def with_letters(update: dict[str, Document], letters: Sequence[LetterOrder]) -> dict[str, Document]:
    """An update of an account's document that also orders letters."""
    if not letters:
        return update
    return {
        **update,
        "$set": {**update["$set"], "letters_due_at": _AT_ONCE},
        "$push": {**update.get("$push", {}), "letters": {"$each": [from_letter_order(one) for one in letters]}},
        "$inc": {"letters_ordered": len(letters)},
    }


class MongoLetterQueue:
    def __init__(self, database: Database[Document]) -> None:
        self._accounts = database["accounts"]

    def list_due(self, now: datetime, *, limit: int) -> list[DueLetters]:
        # Without the lower bound the embedded database looks at all the accounts that have no letter.
        due = {"letters_due_at": {"$gte": _AT_ONCE, "$lte": now}}
        with database_failures():
            documents = list(self._accounts.find(due, _FIELDS).sort("letters_due_at", ASCENDING).limit(limit))
        listed = [found for document in documents if (found := _find_due_letters(document))]
        return [one for one in listed if one.claimed_until is None or one.claimed_until <= now]

    def claim(self, due: DueLetters, until: datetime) -> DueLetters | None:
        if not self._update(due, {"$set": {"letters_claimed_until": until}}, ordered=due.ordered):
            return None
        return replace(due, claimed_until=until)

    def strike(self, claimed: DueLetters, letter_id: str) -> None:
        struck = {"$pull": {"letters": {"id": letter_id}}, "$set": {"letters_tries": 0}}
        with database_failures():
            self._accounts.update_one({"_id": claimed.account_id}, struck)

    def release(self, claimed: DueLetters, again_at: datetime | None) -> None:
        tries = 0 if again_at is None else claimed.tries + 1
        ended = {"letters_claimed_until": None, "letters_due_at": again_at, "letters_tries": tries}
        if not self._update(claimed, {"$set": ended}, ordered=claimed.ordered):
            # Another letter was ordered meanwhile, and is due.
            self._update(claimed, {"$set": {"letters_claimed_until": None}})

    def _update(self, seen: DueLetters, update: dict[str, Document], **unchanged: int) -> bool:
        as_seen: Document = {"_id": seen.account_id, "letters_claimed_until": seen.claimed_until}
        as_seen |= {f"letters_{name}": value for name, value in unchanged.items()}
        with database_failures():
            return self._accounts.update_one(as_seen, update).matched_count == 1


def _find_due_letters(document: Document) -> DueLetters | None:
    try:
        return _to_due_letters(document)
    except ValueError:
        # While a new version is rolled out, its letters wait for its workers and hold up nobody else's.
        log.warning("letter of an unknown kind left alone", extra={"account": document["_id"]})
        return None


def _to_due_letters(document: Document) -> DueLetters:
    return DueLetters(
        account_id=document["_id"],
        letters=tuple(to_letter_order(one) for one in document["letters"]),
        ordered=document["letters_ordered"],
        claimed_until=document.get("letters_claimed_until"),
        tries=document.get("letters_tries", 0),
    )
