"""A payment provider that moves no money and always answers the same: its tokens say what will happen.

It keeps its own books, as a real provider does, in a collection no other module reads.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from reservation_service.domain.money import Money
from reservation_service.domain.payment import Captured, Challenged, Declined, PaymentAnswer, Processing, Voided
from reservation_service.domain.ports import Clock
from wire.database import Document

APPROVE, DECLINE, DELAY, CHALLENGE = "sandbox-approve", "sandbox-decline", "sandbox-delay", "sandbox-challenge"
# Pays at once, and its bank takes no refund until tomorrow.
REFUND_LATE = "sandbox-refund-late"
DELAY_SECONDS = 3
REFUNDS_AFTER = timedelta(days=1)
QUESTION = "Enter the code your bank has sent you."
RIGHT_ANSWER = "123456"


class RefundRefused(Exception):
    """Not now."""


class SandboxPayments:
    def __init__(self, database: Database[Document], clock: Clock) -> None:
        self._books = database["sandbox_payments"]
        self._clock = clock

    def capture(self, payment_id: str, amount: Money, token: str) -> PaymentAnswer:
        states = {APPROVE: "captured", REFUND_LATE: "captured", DELAY: "processing", CHALLENGE: "challenged"}
        now = self._clock()
        entry = {
            "_id": payment_id,
            "state": states.get(token, "declined"),
            "amount": amount.amount_text,
            "currency": amount.currency,
            "ready_at": now + timedelta(seconds=DELAY_SECONDS),
            "refunds": {},
            "refunds_from": now + REFUNDS_AFTER if token == REFUND_LATE else now,
        }
        try:
            self._books.insert_one(entry)
        except DuplicateKeyError:
            return self.find(payment_id) or Processing()
        return _to_answer(entry, now)

    def answer_challenge(self, payment_id: str, answer: str) -> PaymentAnswer:
        state = "captured" if answer.strip() == RIGHT_ANSWER else "declined"
        self._books.update_one({"_id": payment_id, "state": "challenged"}, {"$set": {"state": state}})
        return self.find(payment_id) or Voided()

    def find(self, payment_id: str) -> PaymentAnswer | None:
        entry = self._books.find_one({"_id": payment_id})
        return _to_answer(entry, self._clock()) if entry else None

    def void(self, payment_id: str) -> PaymentAnswer:
        try:
            self._books.insert_one({"_id": payment_id, "state": "voided", "refunds": {}})
        except DuplicateKeyError:
            self._books.update_one({"_id": payment_id, "state": "challenged"}, {"$set": {"state": "voided"}})
            not_ready = {"_id": payment_id, "state": "processing", "ready_at": {"$gt": self._clock()}}
            self._books.update_one(not_ready, {"$set": {"state": "voided"}})
        answer = self.find(payment_id)
        return answer if isinstance(answer, Captured) else Voided()

    def refund(self, payment_id: str, refund_id: str, amount: Money) -> None:
        entry = self._books.find_one({"_id": payment_id}) or {}
        # Payments of earlier versions have no such date.
        if entry.get("refunds_from", self._clock()) > self._clock():
            raise RefundRefused(
                f"The bank of this card takes no refunds before {entry['refunds_from']:%d %b, %H:%M} UTC."
            )
        refund = f"refunds.{refund_id}"
        self._books.update_one({"_id": payment_id, refund: {"$exists": False}}, {"$set": {refund: amount.amount_text}})

    def refunded(self, payment_id: str) -> Decimal:
        """For tests: what has gone back altogether."""
        entry = self._books.find_one({"_id": payment_id}) or {"refunds": {}}
        return sum((Decimal(amount) for amount in entry["refunds"].values()), Decimal(0))


def _to_answer(entry: Document, now: datetime) -> PaymentAnswer:
    match entry["state"]:
        case "captured":
            return Captured()
        case "processing":
            return Captured() if entry["ready_at"] <= now else Processing()
        case "challenged":
            return Challenged(QUESTION)
        case "voided":
            return Voided()
    return Declined("The card was declined.")
