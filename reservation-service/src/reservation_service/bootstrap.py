"""The composition root: a `Configuration` -> the service's use cases with real parts behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from pymongo.database import Database

from reservation_service.configuration import Configuration
from reservation_service.domain.payment import Payments
from reservation_service.domain.ports import Changes, Clock, OutboxEntry, Reservations, Throttle
from reservation_service.domain.reservation import Reservation
from reservation_service.events.outgoing import announce_because_of
from reservation_service.logs import traceparent
from reservation_service.payments.sandbox import SandboxPayments
from reservation_service.storage.mongo import MongoReservations
from reservation_service.storage.throttle import MongoThrottle
from reservation_service.storage.version_watch import VersionWatch
from reservation_service.usecases.await_change import AwaitChange
from reservation_service.usecases.cancel_reservation import CancelReservation
from reservation_service.usecases.create_reservation import CreateReservation
from reservation_service.usecases.expire_overdue import ExpireOverdue
from reservation_service.usecases.find_reservations import FindReservations
from reservation_service.usecases.hear_flights import HearFlights
from reservation_service.usecases.pay import Pay
from reservation_service.usecases.settle_payments import SettlePayments
from wire.database import Document, connect
from wire.envelope import new_id
from wire.inbox import Inbox


def utc_now() -> datetime:
    """As precise as the database stores it, so that what is answered is what is kept."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the use cases stand on; tests bring their own."""

    reservations: Reservations
    throttle: Throttle
    changes: Changes
    payments: Payments
    clock: Clock = utc_now
    new_id: Callable[[], str] = new_id


@dataclass(frozen=True, slots=True)
class Application:
    """Everything the service can do."""

    create_reservation: CreateReservation
    cancel_reservation: CancelReservation
    find_reservations: FindReservations
    await_change: AwaitChange
    hear_flights: HearFlights
    expire_overdue: ExpireOverdue
    pay: Pay
    settle_payments: SettlePayments


def build_application(parts: Parts, *, pending_lifetime: timedelta) -> Application:
    reservations, clock, announce = parts.reservations, parts.clock, announce_in_trace
    return Application(
        create_reservation=CreateReservation(reservations, clock, parts.new_id, pending_lifetime, announce),
        cancel_reservation=CancelReservation(reservations, clock, parts.new_id, announce),
        find_reservations=FindReservations(reservations, parts.throttle),
        await_change=AwaitChange(reservations, parts.changes),
        hear_flights=HearFlights(reservations, clock),
        expire_overdue=ExpireOverdue(reservations, clock, announce),
        pay=Pay(reservations, parts.payments, clock, announce),
        settle_payments=SettlePayments(reservations, parts.payments, clock, announce),
    )


def announce_in_trace(reservation: Reservation) -> OutboxEntry:
    """What a request makes happen carries the request's trace on."""
    return announce_because_of(traceparent=traceparent.get())(reservation)


def mongo_parts(database: Database[Document], *, long_poll_waiters: int) -> Parts:
    reservations = MongoReservations(database)
    return Parts(
        reservations=reservations,
        throttle=MongoThrottle(database, utc_now),
        changes=VersionWatch(reservations.find_versions, capacity=long_poll_waiters),
        payments=SandboxPayments(database, utc_now),
    )


def ensure_indexes(database: Database[Document]) -> None:
    MongoReservations(database).ensure_indexes()
    MongoThrottle(database, utc_now).ensure_indexes()
    Inbox(database["inbox"]).ensure_indexes()


def get_configuration() -> Configuration:
    """What Django was started with."""
    from django.conf import settings

    configuration: Configuration = settings.CONFIGURATION
    return configuration


@cache
def get_database() -> Database[Document]:
    configuration = get_configuration()
    return connect(configuration.mongodb_url, configuration.mongodb_database)


@cache
def get_application() -> Application:
    """The application of this process."""
    configuration = get_configuration()
    parts = mongo_parts(get_database(), long_poll_waiters=configuration.long_poll_waiters)
    return build_application(parts, pending_lifetime=configuration.pending_lifetime)
