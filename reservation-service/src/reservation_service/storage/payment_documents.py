"""Money, payments and quotes <-> parts of a reservation's document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reservation_service.domain.money import Money
from reservation_service.domain.payment import Payment, PaymentRefund, PaymentStatus
from reservation_service.domain.refunds import CancellationQuote, RefundItem
from wire.database import Document


def from_payment(payment: Payment) -> Document:
    return {
        "id": payment.id,
        "amount": from_money(payment.amount),
        "status": payment.status.value,
        "started_at": payment.started_at,
        "settled_at": payment.settled_at,
        "challenge": payment.challenge,
        "note": payment.note,
        "change_id": payment.change_id,
        "refunds": [
            {"id": one.id, "amount": from_money(one.amount), "is_done": one.is_done, "taken_over": one.taken_over}
            for one in payment.refunds
        ],
    }


def to_payment(document: Document) -> Payment:
    return Payment(
        id=document["id"],
        amount=get_money(document["amount"]),
        status=PaymentStatus(document["status"]),
        started_at=document["started_at"],
        settled_at=document["settled_at"],
        challenge=document["challenge"],
        note=document["note"],
        change_id=document.get("change_id", ""),
        refunds=_to_refunds(document),
    )


def _to_refunds(document: Document) -> tuple[PaymentRefund, ...]:
    """A payment used to be given back at once or not at all."""
    if "refunds" in document:
        return tuple(
            PaymentRefund(
                id=one["id"],
                amount=get_money(one["amount"]),
                is_done=one["is_done"],
                taken_over=one.get("taken_over", ""),
            )
            for one in document["refunds"]
        )
    amount = to_money(document.get("refund"))
    if amount is None or amount.amount <= 0:
        return ()
    is_done = document["status"] == PaymentStatus.REFUNDED
    return (PaymentRefund(id=f"{document['id']}-1", amount=amount, is_done=is_done),)


def from_quote(quote: CancellationQuote) -> Document:
    return {
        "id": quote.id,
        "refund": from_money(quote.refund),
        "fee": from_money(quote.fee),
        "condition": quote.condition,
        "expires_at": quote.expires_at,
        "items": [
            {
                "flight_id": one.flight_id,
                "paid": from_money(one.paid),
                "refund": from_money(one.refund),
                "condition": one.condition,
            }
            for one in quote.items
        ],
        "flight_ids": list(quote.flight_ids),
    }


def to_quote(document: Document) -> CancellationQuote:
    return CancellationQuote(
        id=document["id"],
        refund=get_money(document["refund"]),
        fee=get_money(document["fee"]),
        condition=document["condition"],
        expires_at=document["expires_at"],
        # Quotes used to be one sum.
        items=tuple(_to_item(one) for one in document.get("items", [])),
        flight_ids=tuple(document.get("flight_ids", [])),
    )


def _to_item(document: Document) -> RefundItem:
    return RefundItem(
        flight_id=document["flight_id"],
        paid=get_money(document["paid"]),
        refund=get_money(document["refund"]),
        condition=document["condition"],
    )


def from_money(money: Money | None) -> dict[str, Any] | None:
    return {"amount": money.amount_text, "currency": money.currency} if money else None


def to_money(document: dict[str, Any] | None) -> Money | None:
    return Money(Decimal(document["amount"]), document["currency"]) if document else None


def get_money(document: dict[str, Any]) -> Money:
    return Money(Decimal(document["amount"]), document["currency"])
