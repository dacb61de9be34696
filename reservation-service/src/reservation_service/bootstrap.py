"""The composition root: a `Configuration` -> the service's use cases with real parts behind them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from pymongo.database import Database

from reservation_service.configuration import DEFAULT_ALLOWANCE, EVERYONE, Configuration
from reservation_service.domain.availability import Availability
from reservation_service.domain.directory import Directory
from reservation_service.domain.forgetting import ClosedAccounts
from reservation_service.domain.notifications import Readers
from reservation_service.domain.offers import UsedOffers
from reservation_service.domain.payment import Payments
from reservation_service.domain.payment_troubles import PaymentTroubles
from reservation_service.domain.ports import AccountPlaces, Changes, Clock, OutboxEntry, Reservations, Throttle
from reservation_service.domain.reservation import Reservation, Telling
from reservation_service.domain.staff import Audit, DeadLetters
from reservation_service.domain.vault import Vault
from reservation_service.domain.webhook_addresses import AddressRules
from reservation_service.domain.webhooks import Deliveries, Webhooks
from reservation_service.events.incoming import CONSUMER
from reservation_service.events.outgoing import EventWriter
from reservation_service.logs import traceparent
from reservation_service.mail.writing import LetterWriter
from reservation_service.payments.sandbox import SandboxPayments
from reservation_service.storage.account_places import BOOKINGS, HOLDS, WAITS, MongoAccountPlaces
from reservation_service.storage.availability import MongoAvailability
from reservation_service.storage.closed_accounts import MongoClosedAccounts
from reservation_service.storage.directory import MongoDirectory, MongoKnownReservations
from reservation_service.storage.letters import MongoLetters
from reservation_service.storage.mongo import MongoReservations
from reservation_service.storage.open_reservations import OpenReservations
from reservation_service.storage.payment_troubles import MongoPaymentTroubles
from reservation_service.storage.sealed_reservations import MongoSealedReservations
from reservation_service.storage.staff import InboxDeadLetters, MongoAudit, MongoReaders
from reservation_service.storage.throttle import MongoThrottle
from reservation_service.storage.used_offers import MongoUsedOffers
from reservation_service.storage.vault import TRAVEL_DOCUMENTS, WEBHOOK_SECRETS, SecretVault
from reservation_service.storage.version_feed import VersionFeed
from reservation_service.storage.version_watch import VersionWatch
from reservation_service.storage.webhooks import MongoDeliveries, MongoWebhooks
from reservation_service.usecases.await_change import AwaitChange
from reservation_service.usecases.cancel_reservation import CancelReservation
from reservation_service.usecases.change_itinerary import ChangeItinerary
from reservation_service.usecases.correct_name import CorrectName
from reservation_service.usecases.create_reservation import CreateReservation
from reservation_service.usecases.enter_directory import EnterDirectory, FillDirectory
from reservation_service.usecases.expire_overdue import ExpireOverdue
from reservation_service.usecases.find_reservations import FindReservations
from reservation_service.usecases.follow_reservation import FollowReservation, Places
from reservation_service.usecases.forget_accounts import ForgetAccounts
from reservation_service.usecases.hear_flights import HearFlights
from reservation_service.usecases.notifications import Notifications
from reservation_service.usecases.order_limits import Allowance, OrderLimits
from reservation_service.usecases.pay import Pay
from reservation_service.usecases.payment_desk import PaymentDesk
from reservation_service.usecases.reseal import Reseal
from reservation_service.usecases.search_reservations import SearchReservations
from reservation_service.usecases.send_letters import SendLetters
from reservation_service.usecases.send_webhooks import SendWebhooks
from reservation_service.usecases.settle_payments import SettlePayments
from reservation_service.usecases.staff_desk import StaffActs, StaffDesk
from reservation_service.usecases.update_passenger import ReadDocument, UpdatePassenger
from reservation_service.usecases.waitlist import Waitlist
from reservation_service.usecases.webhook_desk import WebhookDesk
from reservation_service.webhooks.posting import HttpMessenger
from wire.database import Document, connect, connect_async
from wire.envelope import new_id
from wire.environment import Mode
from wire.inbox import Inbox
from wire.post import build_post


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
    payment_troubles: PaymentTroubles
    audit: Audit
    dead_letters: DeadLetters
    readers: Readers
    closed_accounts: ClosedAccounts
    directory: Directory
    vault: Vault
    waiting_places: AccountPlaces
    hold_places: AccountPlaces
    booking_places: AccountPlaces
    used_offers: UsedOffers
    availability: Availability
    webhooks: Webhooks
    deliveries: Deliveries
    webhook_vault: Vault
    webhook_addresses: AddressRules
    clock: Clock = utc_now
    pause: Callable[[float], None] = time.sleep
    new_id: Callable[[], str] = new_id


@dataclass(frozen=True, slots=True)
class Application:
    """Everything the service can do."""

    create_reservation: CreateReservation
    waitlist: Waitlist
    correct_name: CorrectName
    update_passenger: UpdatePassenger
    read_document: ReadDocument
    cancel_reservation: CancelReservation
    change_itinerary: ChangeItinerary
    find_reservations: FindReservations
    search_reservations: SearchReservations
    await_change: AwaitChange
    hear_flights: HearFlights
    expire_overdue: ExpireOverdue
    forget_accounts: ForgetAccounts
    pay: Pay
    settle_payments: SettlePayments
    payment_desk: PaymentDesk
    staff_desk: StaffDesk
    notifications: Notifications
    webhook_desk: WebhookDesk
    # Where what comes in is sealed.
    vault: Vault
    clock: Clock


def build_application(
    parts: Parts,
    *,
    pending_lifetime: timedelta,
    is_payment_required: bool = False,
    allowance: Allowance = DEFAULT_ALLOWANCE,
) -> Application:
    """`is_payment_required` and `allowance` are for all but staff."""
    reservations, clock, announce = parts.reservations, parts.clock, AnnounceInTrace()
    acts = StaffActs(parts.audit, clock, parts.new_id)
    limits = OrderLimits(parts.throttle, parts.hold_places, parts.booking_places, allowance)
    create = CreateReservation(
        reservations,
        clock,
        parts.new_id,
        pending_lifetime,
        announce,
        limits,
        parts.used_offers,
        parts.availability,
        acts,
        is_payment_required,
        parts.pause,
    )
    return Application(
        create_reservation=create,
        waitlist=Waitlist(reservations, parts.waiting_places, create),
        correct_name=CorrectName(reservations, parts.directory, clock, announce, acts),
        update_passenger=UpdatePassenger(reservations, clock, announce, acts),
        read_document=ReadDocument(reservations, parts.vault, parts.throttle, acts),
        cancel_reservation=CancelReservation(reservations, clock, parts.new_id, announce, acts),
        change_itinerary=ChangeItinerary(
            reservations,
            parts.payments,
            clock,
            parts.new_id,
            pending_lifetime,
            announce,
            acts,
            parts.used_offers,
            limits,
        ),
        find_reservations=FindReservations(reservations, parts.throttle),
        search_reservations=SearchReservations(reservations, parts.directory, parts.throttle, acts),
        await_change=AwaitChange(reservations, parts.changes),
        hear_flights=HearFlights(reservations, parts.availability, clock, pending_lifetime),
        expire_overdue=ExpireOverdue(reservations, clock, pending_lifetime, announce),
        forget_accounts=ForgetAccounts(
            parts.closed_accounts, reservations, parts.directory, parts.readers, clock, announce
        ),
        pay=Pay(reservations, parts.payments, clock, announce, acts),
        settle_payments=SettlePayments(reservations, parts.payments, clock, announce, parts.payment_troubles),
        payment_desk=PaymentDesk(parts.payment_troubles, reservations, acts, clock, parts.payments, announce),
        staff_desk=StaffDesk(reservations, parts.dead_letters, acts),
        notifications=Notifications(reservations, parts.readers, clock),
        webhook_desk=WebhookDesk(
            parts.webhooks,
            parts.deliveries,
            parts.webhook_vault,
            parts.webhook_addresses,
            acts,
            clock,
            parts.new_id,
        ),
        vault=parts.vault,
        clock=clock,
    )


class AnnounceInTrace:
    """What a request makes happen carries the request's trace on."""

    heard = None

    def __call__(self, reservation: Reservation) -> OutboxEntry:
        return EventWriter(traceparent=traceparent.get())(reservation)

    def tell(self, reservation: Reservation, telling: Telling) -> OutboxEntry:
        return EventWriter(traceparent=traceparent.get()).tell(reservation, telling)


def mongo_parts(database: Database[Document], configuration: Configuration) -> Parts:
    webhooks, keys = MongoWebhooks(database), configuration.document_secrets
    reservations = MongoReservations(database, is_followed=webhooks.exist)
    open_ones = OpenReservations(database, utc_now)
    return Parts(
        reservations=reservations,
        throttle=MongoThrottle(database, utc_now),
        changes=VersionWatch(reservations.find_versions, capacity=configuration.long_poll_waiters),
        payments=SandboxPayments(database, utc_now),
        payment_troubles=MongoPaymentTroubles(database),
        audit=MongoAudit(database),
        dead_letters=InboxDeadLetters(database, CONSUMER),
        readers=MongoReaders(database),
        closed_accounts=MongoClosedAccounts(database),
        directory=MongoDirectory(database),
        waiting_places=MongoAccountPlaces(database, "waiting_places", WAITS, open_ones, utc_now),
        hold_places=MongoAccountPlaces(database, "hold_places", HOLDS, open_ones, utc_now),
        booking_places=MongoAccountPlaces(database, "booking_places", BOOKINGS, open_ones, utc_now),
        used_offers=MongoUsedOffers(database, utc_now),
        availability=MongoAvailability(database),
        vault=SecretVault(keys, TRAVEL_DOCUMENTS),
        webhooks=webhooks,
        deliveries=MongoDeliveries(database),
        webhook_vault=SecretVault(keys, WEBHOOK_SECRETS),
        webhook_addresses=build_address_rules(configuration),
    )


def build_follow_reservation(configuration: Configuration) -> FollowReservation:
    """For the process of subscriptions, in its event loop."""
    database = connect_async(configuration.mongodb_url, configuration.mongodb_database)
    return FollowReservation(VersionFeed(database), Places(configuration.streams, configuration.streams_per_user))


def build_send_letters(database: Database[Document], configuration: Configuration) -> SendLetters:
    """For the worker: nobody else sends."""
    name, _, address = configuration.mail_from.partition(" <")
    writer = LetterWriter(airline=name, address=address.rstrip(">"), site_url=configuration.site_url)
    post = build_post(configuration.mail_server, configuration.mail_from, configuration.mail_directory)
    return SendLetters(MongoLetters(database), post, writer, utc_now)


def build_send_webhooks(database: Database[Document], configuration: Configuration) -> SendWebhooks:
    """For the worker."""
    vault = SecretVault(configuration.document_secrets, WEBHOOK_SECRETS)
    messenger = HttpMessenger(vault, build_address_rules(configuration), utc_now)
    return SendWebhooks(MongoWebhooks(database), MongoDeliveries(database), messenger, utc_now)


def build_enter_directory(database: Database[Document]) -> EnterDirectory:
    """For the worker."""
    return EnterDirectory(MongoDirectory(database), MongoKnownReservations(database))


def build_fill_directory(database: Database[Document]) -> FillDirectory:
    """For the worker."""
    return FillDirectory(MongoDirectory(database), MongoKnownReservations(database))


def build_reseal(database: Database[Document], configuration: Configuration) -> Reseal:
    """For the operator."""
    keys, webhooks = configuration.document_secrets, MongoWebhooks(database)
    return Reseal(
        MongoReservations(database, is_followed=webhooks.exist),
        MongoSealedReservations(database),
        SecretVault(keys, TRAVEL_DOCUMENTS),
        webhooks,
        SecretVault(keys, WEBHOOK_SECRETS),
        AnnounceInTrace(),
    )


def build_address_rules(configuration: Configuration) -> AddressRules:
    is_open = configuration.mode is Mode.DEVELOPMENT
    return AddressRules(frozenset(configuration.webhook_hosts), is_open=is_open)


def ensure_indexes(database: Database[Document]) -> None:
    MongoReservations(database).ensure_indexes()
    MongoThrottle(database, utc_now).ensure_indexes()
    MongoAudit(database).ensure_indexes()
    open_ones = OpenReservations(database, utc_now)
    for name in ("waiting_places", "hold_places", "booking_places"):
        MongoAccountPlaces(database, name, BOOKINGS, open_ones, utc_now).ensure_indexes()
    MongoUsedOffers(database, utc_now).ensure_indexes()
    MongoAvailability(database).ensure_indexes()
    MongoClosedAccounts(database).ensure_indexes()
    MongoPaymentTroubles(database).ensure_indexes()
    MongoDirectory(database).ensure_indexes()
    MongoLetters(database).ensure_indexes()
    MongoDeliveries(database).ensure_indexes()
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
    parts = mongo_parts(get_database(), configuration)
    return build_application(
        parts,
        pending_lifetime=configuration.pending_lifetime,
        is_payment_required=configuration.book_without_payment != EVERYONE,
        allowance=configuration.allowance,
    )
