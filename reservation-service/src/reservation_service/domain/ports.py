"""What the use cases need of the outside, each as they would say it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus, Telling
from reservation_service.domain.saga import SagaStep

Clock = Callable[[], datetime]

# An event as it stands in a document's outbox; the events layer writes it, storage only carries it.
OutboxEntry = Mapping[str, Any]


class Announce(Protocol):
    """Writes the events that tell what a reservation has become, and knows what made it so."""

    @property
    def heard(self) -> SagaStep | None:
        """The event that is being handled; None for what a person does."""

    def __call__(self, reservation: Reservation) -> OutboxEntry: ...

    def tell(self, reservation: Reservation, telling: Telling) -> OutboxEntry:
        """About its newest change."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a user to reserve: the key she chose, and a fingerprint of what she asked for."""

    key: str
    fingerprint: str


class LocatorTaken(Exception):
    """Another reservation has this record locator; draw again."""


class AttemptKnown(Exception):
    """This user has used this idempotency key before."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A change, its events, and what it heard."""

    change: Change
    outbox: Sequence[OutboxEntry]
    heard: SagaStep | None = None


class Reservations(Protocol):
    def add(self, reservation: Reservation, attempt: Attempt, outbox: Sequence[OutboxEntry]) -> None:
        """Store a new one and its events in one write. Raises LocatorTaken or AttemptKnown."""

    def save(self, change: Change, outbox: Sequence[OutboxEntry], heard: SagaStep | None = None) -> Reservation | None:
        """Store a change, its events and what it heard in one write: the reservation with its new version.

        None if the stored version is not the one the change was made from.
        """

    def save_all(self, savings: Sequence[Saving]) -> bool:
        """Each as `save` does it, in one round trip. False when not all of them could be saved; some may be."""

    def find(self, reservation_id: str) -> Reservation | None: ...

    def find_many(self, reservation_ids: Collection[str]) -> Mapping[str, Reservation]: ...

    def find_attempt(self, user_id: str, key: str) -> tuple[Reservation, Attempt] | None: ...

    def find_by_locator(self, locator: RecordLocator) -> Reservation | None: ...

    def list_of_user(
        self, user_id: str, *, limit: int, before: str | None = None, status: ReservationStatus | None = None
    ) -> list[Reservation]:
        """Newest first; `before` is the id of the last one already seen."""

    def list_of_users(self, user_ids: Collection[str], *, limit: int) -> Mapping[str, list[Reservation]]:
        """The newest `limit` of each user, in one query."""

    def count_of_user(self, user_id: str, status: ReservationStatus | None = None) -> int: ...

    def list_on_flight(
        self, flight_id: str, *, limit: int, before: str | None = None, status: ReservationStatus | None = None
    ) -> list[Reservation]:
        """Newest first, whatever became of them; `before` is the id of the last one already seen."""

    def count_on_flight(self, flight_id: str, status: ReservationStatus | None = None) -> int: ...

    def count_with_status(self, status: ReservationStatus) -> int: ...

    def list_active_on_flight(self, flight_id: str) -> list[str]:
        """Ids of the reservations that a change of the flight concerns."""

    def list_overdue(self, at: datetime, *, limit: int) -> list[str]:
        """Ids of those waiting whose deadline has passed, or that of their open change or of their next try."""

    def list_waitlisted(self, flight_id: str, cabin: str, *, limit: int) -> list[Reservation]:
        """Those who wait for seats in this cabin, oldest first."""

    def count_waitlisted(self, flight_id: str, cabin: str, *, before: str) -> int:
        """How many of them joined before the one with this id."""

    def list_waitlisted_ids(self, flight_id: str, cabin: str) -> list[str]:
        """Of all of them, oldest first."""

    def list_unsettled_payments(self, *, limit: int, without: Collection[str] = ()) -> list[Reservation]:
        """Those of which a payment is under way or going back; so many of each, as what takes long must not hold up the
        others. Payments that it is done `without`, named by their ids, cost next to nothing, however many they are.
        """

    def find_saga(self, reservation_id: str) -> list[SagaStep] | None:
        """What it heard and said, in order."""

    def find_versions(self, reservation_ids: Collection[str]) -> Mapping[str, int]: ...


class Throttle(Protocol):
    def hit(self, key: str, *, limit: int, window_seconds: int) -> int | None:
        """Count one more; None while that is allowed, else the seconds until it is again."""


@dataclass(frozen=True, slots=True)
class Place:
    """`size` out of the `limit` that an account has: of everything, or of one flight."""

    limit: int
    size: int = 1
    flight_id: str | None = None


def name_change(reservation_id: str) -> str:
    """What has places until the change is stored with its reservation. No key of an order has a line break in it."""
    return f"change\n{reservation_id}"


class AccountPlaces(Protocol):
    def take(self, user_id: str, key: str, places: Sequence[Place]) -> Place | None:
        """For her attempt with this key, which has them while its reservation counts; or the first of them that is not
        to be had, because she has so much already. However many are asked for at once.
        """

    def give_back(self, user_id: str, key: str, places: Sequence[Place]) -> None:
        """What was taken for something that is stored now, and counts by itself; or came to nothing."""


class Changes(Protocol):
    def wait(self, reservation_id: str, known_version: int, seconds: float) -> None:
        """Return when the version is another one, the time is over, or too many are waiting already."""
