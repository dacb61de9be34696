"""Stores in memory, for tests of what stands above storage; held to the same contracts as MongoDB's."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from reservation_service.domain.availability import CabinOfFlight, CabinSeats, choose_newest
from reservation_service.domain.directory import Entry
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.payment import UNSETTLED
from reservation_service.domain.payment_troubles import PaymentTrouble
from reservation_service.domain.ports import Attempt, AttemptKnown, LocatorTaken, OutboxEntry, Saving
from reservation_service.domain.reservation import WAITING, Change, Reservation, ReservationStatus
from reservation_service.domain.saga import MAX_STEPS, SagaStep, to_said_step


class InMemoryDirectory:
    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._is_filled = False

    def add(self, entries: Collection[Entry]) -> None:
        self._entries |= {one.id: one for one in entries}

    def remove(self, entries: Collection[Entry]) -> None:
        for one in entries:
            self._entries.pop(one.id, None)

    def list(self, beginnings: Sequence[str], *, limit: int, after: str = "") -> list[Entry]:
        matching = (id for id in sorted(self._entries) if id > after and id.startswith(tuple(beginnings)))
        return [self._entries[id] for id in islice(matching, limit)]

    def is_filled(self) -> bool:
        return self._is_filled

    def set_filled(self) -> None:
        self._is_filled = True


class InMemoryReservations:
    def __init__(self) -> None:
        self.outbox: list[OutboxEntry] = []
        self._rows: dict[str, tuple[Reservation, Attempt]] = {}
        self._sagas: dict[str, list[SagaStep]] = {}
        self._lock = threading.Lock()

    def add(self, reservation: Reservation, attempt: Attempt, outbox: Sequence[OutboxEntry]) -> None:
        with self._lock:
            for stored, known in self._rows.values():
                if (stored.user_id, known.key) == (reservation.user_id, attempt.key):
                    raise AttemptKnown(attempt.key)
                if stored.locator == reservation.locator:
                    raise LocatorTaken(reservation.locator.text)
            self._rows[reservation.id] = reservation, attempt
            self._write(reservation.id, outbox, None)

    def save(self, change: Change, outbox: Sequence[OutboxEntry], heard: SagaStep | None = None) -> Reservation | None:
        with self._lock:
            stored, attempt = self._rows[change.after.id]
            if stored.version != change.after.version:
                return None
            saved = replace(change.after, version=stored.version + 1)
            self._rows[saved.id] = saved, attempt
            self._write(saved.id, outbox, heard)
            return saved

    def save_all(self, savings: Sequence[Saving]) -> bool:
        saved = [self.save(one.change, one.outbox, one.heard) for one in savings]
        return None not in saved

    def find(self, reservation_id: str) -> Reservation | None:
        row = self._rows.get(reservation_id)
        return row[0] if row else None

    def find_many(self, reservation_ids: Collection[str]) -> Mapping[str, Reservation]:
        return {one.id: one for one in self._all() if one.id in reservation_ids}

    def find_attempt(self, user_id: str, key: str) -> tuple[Reservation, Attempt] | None:
        for reservation, attempt in self._rows.values():
            if (reservation.user_id, attempt.key) == (user_id, key):
                return reservation, attempt
        return None

    def find_by_locator(self, locator: RecordLocator) -> Reservation | None:
        return next((one for one in self._all() if one.locator == locator), None)

    def list_of_user(
        self, user_id: str, *, limit: int, before: str | None = None, status: ReservationStatus | None = None
    ) -> list[Reservation]:
        return _newest((one for one in self._all() if one.user_id == user_id), limit, before, status)

    def list_of_users(self, user_ids: Collection[str], *, limit: int) -> Mapping[str, list[Reservation]]:
        lists = {user_id: self.list_of_user(user_id, limit=limit) for user_id in user_ids}
        return {user_id: found for user_id, found in lists.items() if found}

    def count_of_user(self, user_id: str, status: ReservationStatus | None = None) -> int:
        return len(self.list_of_user(user_id, limit=len(self._rows), status=status))

    def list_on_flight(
        self, flight_id: str, *, limit: int, before: str | None = None, status: ReservationStatus | None = None
    ) -> list[Reservation]:
        concerned = (one for one in self._all() if flight_id in {part.flight_id for part in one.segments})
        return _newest(concerned, limit, before, status)

    def count_on_flight(self, flight_id: str, status: ReservationStatus | None = None) -> int:
        return len(self.list_on_flight(flight_id, limit=len(self._rows), status=status))

    def count_with_status(self, status: ReservationStatus) -> int:
        return sum(one.status is status for one in self._all())

    def list_active_on_flight(self, flight_id: str) -> list[str]:
        return [one.id for one in self._all() if one.is_active and flight_id in one.flight_ids]

    def list_overdue(self, at: datetime, *, limit: int) -> list[str]:
        overdue = (
            one
            for one in self._all()
            if (one.status in WAITING and one.expires_at <= at)
            or (one.status is ReservationStatus.WAITLISTED and one.next_try_at is not None and one.next_try_at <= at)
            or (one.change is not None and one.change.is_open and one.change.expires_at <= at)
        )
        return [one.id for one in overdue][:limit]

    def list_waitlisted(self, flight_id: str, cabin: str, *, limit: int) -> list[Reservation]:
        waiting = (
            one
            for one in self._all()
            if one.status is ReservationStatus.WAITLISTED
            and (flight_id, cabin) in {(part.flight_id, part.cabin) for part in one.segments}
        )
        return sorted(waiting, key=lambda one: one.id)[:limit]

    def count_waitlisted(self, flight_id: str, cabin: str, *, before: str) -> int:
        return sum(one.id < before for one in self.list_waitlisted(flight_id, cabin, limit=len(self._rows)))

    def list_waitlisted_ids(self, flight_id: str, cabin: str) -> list[str]:
        return [one.id for one in self.list_waitlisted(flight_id, cabin, limit=len(self._rows))]

    def list_unsettled_payments(self, *, limit: int, without: Collection[str] = ()) -> list[Reservation]:
        wanted = [(one, [part for part in one.payments if part.id not in without]) for one in self._all()]
        found = {
            one.id: one
            for status in sorted(UNSETTLED)
            for one in [one for one, parts in wanted if any(part.status is status for part in parts)][:limit]
        }
        return list(found.values())

    def find_saga(self, reservation_id: str) -> list[SagaStep] | None:
        return self._sagas.get(reservation_id)

    def find_versions(self, reservation_ids: Collection[str]) -> Mapping[str, int]:
        return {key: one.version for key, one in self.find_many(reservation_ids).items()}

    def _write(self, reservation_id: str, outbox: Sequence[OutboxEntry], heard: SagaStep | None) -> None:
        self.outbox.extend(outbox)
        steps = self._sagas.setdefault(reservation_id, [])
        steps += [*([heard] if heard else []), *(to_said_step(entry) for entry in outbox)]
        del steps[:-MAX_STEPS]

    def _all(self) -> list[Reservation]:
        return [reservation for reservation, _ in self._rows.values()]


class InMemoryPaymentTroubles:
    def __init__(self) -> None:
        self._rows: dict[str, PaymentTrouble] = {}

    def find_many(self, payment_ids: Collection[str]) -> Mapping[str, PaymentTrouble]:
        return {one: self._rows[one] for one in payment_ids if one in self._rows}

    def list_waiting(self, at: datetime) -> Collection[str]:
        return [one.payment_id for one in self._rows.values() if one.again_at > at]

    def list_due(self, at: datetime, *, limit: int) -> Sequence[PaymentTrouble]:
        return [one for one in self._rows.values() if one.again_at <= at][:limit]

    def put(self, trouble: PaymentTrouble) -> None:
        self._rows[trouble.payment_id] = trouble

    def clear(self, payment_id: str) -> None:
        self._rows.pop(payment_id, None)

    def list(self, *, limit: int) -> list[PaymentTrouble]:
        return sorted(self._rows.values(), key=lambda one: one.since)[:limit]

    def try_at(self, reservation_id: str, at: datetime) -> bool:
        of_reservation = [one for one in self._rows.values() if one.reservation_id == reservation_id]
        self._rows |= {one.payment_id: replace(one, again_at=at) for one in of_reservation}
        return bool(of_reservation)


class InMemoryAvailability:
    def __init__(self) -> None:
        self._known: dict[CabinOfFlight, CabinSeats] = {}

    def learn(self, heard: Collection[CabinSeats]) -> None:
        self._known = {one.key: one for one in choose_newest([*self._known.values(), *heard])}

    def find(self, cabins: Collection[CabinOfFlight]) -> Mapping[CabinOfFlight, CabinSeats]:
        return {key: self._known[key] for key in cabins if key in self._known}


def _newest(
    found: Iterable[Reservation], limit: int, before: str | None, status: ReservationStatus | None
) -> list[Reservation]:
    wanted = (one for one in found if status in (None, one.status) and (before is None or one.id < before))
    return sorted(wanted, key=lambda one: one.id, reverse=True)[:limit]
