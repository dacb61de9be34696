"""Offers, kept by the traveller: offer <-> sealed text that nobody can change without it being noticed.

No database is written for somebody who only looks at prices, and every process of the service can open every offer.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.money import Money
from flight_service.domain.offer import Offer, OfferedSegment
from flight_service.domain.quote import Quote

_PURPOSE = b"flight-service offers, version 2"
_SEAL_BYTES = 32


class SealedOffers:
    def __init__(self, secret: str) -> None:
        # A key of its own: what is sealed for one purpose says nothing for another.
        self._key = hmac.digest(secret.encode(), _PURPOSE, sha256)

    def seal(self, offer: Offer) -> str:
        body = json.dumps(_to_json(offer), separators=(",", ":")).encode()
        return urlsafe_b64encode(self._seal_of(body) + body).decode().rstrip("=")

    def find(self, text: str) -> Offer | None:
        """None for what was never sealed here."""
        try:
            sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            return None
        seal, body = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
        return _from_json(json.loads(body)) if hmac.compare_digest(seal, self._seal_of(body)) else None

    def _seal_of(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, sha256)


def _to_json(offer: Offer) -> list[Any]:
    segments = [_to_segment(one) for one in offer.segments]
    return [offer.seats, int(offer.expires_at.timestamp()), segments]


def _to_segment(one: OfferedSegment) -> list[str]:
    fare, quote = one.quote.fare, one.quote
    return [one.key.flight_id, one.key.cabin, fare.amount_text, fare.currency, quote.family, quote.fare_class]


def _from_json(document: list[Any]) -> Offer:
    seats, expires_at, segments = document
    return Offer(
        tuple(
            OfferedSegment(
                CabinKey(flight_id, Cabin(cabin)), Quote(Money.parse(amount, currency), FareFamily(family), fare_class)
            )
            for flight_id, cabin, amount, currency, family, fare_class in segments
        ),
        seats,
        datetime.fromtimestamp(expires_at, UTC),
    )
