"""Another secret seals from now on: what older ones have sealed is sealed anew, so that they can be thrown away.

For the operator's command. It may be stopped and begun again, and run while everybody works.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from reservation_service.domain.passengers import Passenger
from reservation_service.domain.ports import Announce, Reservations
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.domain.vault import SealBroken, Vault
from reservation_service.domain.webhooks import Webhooks
from reservation_service.usecases.change_reservation import change_reservation


class SealedReservations(Protocol):
    def list_ids(self) -> Iterable[str]:
        """Of those with a travel document."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """Reservations or webhooks: how many are sealed anew, and how many no secret opens."""

    done: int = 0
    broken: int = 0

    def __add__(self, other: Resealed) -> Resealed:
        return Resealed(self.done + other.done, self.broken + other.broken)


@dataclass(frozen=True, slots=True)
class Reseal:
    reservations: Reservations
    sealed: SealedReservations
    documents: Vault
    webhooks: Webhooks
    webhook_secrets: Vault
    announce: Announce

    def reservations_anew(self) -> Resealed:
        return sum((self._reseal_reservation(one) for one in self.sealed.list_ids()), Resealed())

    def webhooks_anew(self) -> Resealed:
        total = Resealed()
        for webhook in self.webhooks.list():
            sealed = _reseal(webhook.sealed_secret, self.webhook_secrets)
            total += Resealed(broken=1) if sealed is None else Resealed(done=sealed != webhook.sealed_secret)
            if sealed is not None and sealed != webhook.sealed_secret:
                self.webhooks.reseal(webhook, sealed)
        return total

    def _reseal_reservation(self, reservation_id: str) -> Resealed:
        outcome = Resealed()

        def decide(found: Reservation) -> Change | None:
            nonlocal outcome
            passengers = tuple(self._reseal_passenger(one) for one in found.passengers)
            is_broken = None in passengers
            after = replace(
                found,
                passengers=tuple(new or old for new, old in zip(passengers, found.passengers, strict=True)),
            )
            outcome = Resealed(done=after != found, broken=is_broken)
            return Change(after) if after != found else None

        change_reservation(self.reservations, reservation_id, decide, self.announce)
        return outcome

    def _reseal_passenger(self, passenger: Passenger) -> Passenger | None:
        """None when no secret opens her document."""
        document = passenger.details.document
        if document is None:
            return passenger
        sealed = _reseal(document.sealed_number, self.documents)
        if sealed is None:
            return None
        return replace(passenger, details=replace(passenger.details, document=replace(document, sealed_number=sealed)))


def _reseal(sealed: str, vault: Vault) -> str | None:
    """By the newest secret; the same if it is already. None when no secret opens it."""
    if vault.is_newest(sealed):
        return sealed
    try:
        return vault.seal(vault.unseal(sealed))
    except SealBroken:
        return None
