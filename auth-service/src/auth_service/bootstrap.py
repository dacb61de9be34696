"""The composition root: a `Configuration` -> the service's use cases with real parts behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from auth_service.domain.throttle import register_by_address
from auth_service.events import announce_closed
from auth_service.mail.writing import LetterWriter
from auth_service.passwords import DjangoPasswords
from auth_service.storage.mongo import MongoAccounts, MongoSessions, MongoSigningKeys, MongoTries
from auth_service.storage.mongo_letters import MongoLetterQueue
from auth_service.tokens.access_token import JwtAccessTokens
from auth_service.tokens.key_store import KeyStore
from auth_service.tokens.letter_tokens import SealedLetterTokens
from auth_service.tokens.sealing import LETTER_TOKENS, Sealer
from auth_service.usecases.account_creation import AccountCreation
from auth_service.usecases.account_desk import AccountDesk
from auth_service.usecases.application import Application
from auth_service.usecases.authentication import Authentication
from auth_service.usecases.change_email import ChangeEmail
from auth_service.usecases.change_password import ChangePassword
from auth_service.usecases.close_account import CloseAccount
from auth_service.usecases.create_staff import CreateStaff
from auth_service.usecases.current_password import CurrentPassword
from auth_service.usecases.guard import Guard
from auth_service.usecases.log_in import LogIn
from auth_service.usecases.log_out import LogOut
from auth_service.usecases.own_sessions import OwnSessions
from auth_service.usecases.proving import Proving
from auth_service.usecases.refresh_session import RefreshSession
from auth_service.usecases.register import Register
from auth_service.usecases.reset_password import RequestPasswordReset, ResetPassword
from auth_service.usecases.send_letters import SendLetters
from auth_service.usecases.session_opening import SessionOpening
from auth_service.usecases.telling import Telling
from auth_service.usecases.update_profile import UpdateProfile
from auth_service.usecases.verify_email import RequestEmailVerification, VerifyEmail
from auth_service.usecases.view_accounts import ViewAccounts
from wire.database import connect
from wire.post import build_post

if TYPE_CHECKING:
    from pymongo.database import Database

    from auth_service.configuration import Configuration
    from auth_service.domain.ports import Accounts, Clock, Passwords, Sessions, SigningKeys, Tries
    from auth_service.storage.documents import Document


class SystemClock:
    def now(self) -> datetime:
        present = datetime.now(UTC)
        return present.replace(microsecond=present.microsecond // 1000 * 1000)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the use cases stand on; tests bring their own."""

    accounts: Accounts
    sessions: Sessions
    signing_keys: SigningKeys
    tries: Tries
    passwords: Passwords
    clock: Clock


def build_key_store(configuration: Configuration, parts: Parts) -> KeyStore:
    return KeyStore(parts.signing_keys, Sealer(configuration.key_encryption_secret), parts.clock)


def build_application(configuration: Configuration, parts: Parts, key_store: KeyStore) -> Application:
    accounts, sessions, passwords, clock = parts.accounts, parts.sessions, parts.passwords, parts.clock
    access_tokens = JwtAccessTokens(key_store, configuration.token_issuer, configuration.token_audience)
    open_session = SessionOpening(sessions, access_tokens, clock)
    guard = Guard(parts.tries, clock, configuration.django_secret_key.encode())
    creation = AccountCreation(accounts, passwords, clock)
    authentication = Authentication(accounts, sessions)
    current_password = CurrentPassword(passwords, guard)
    telling = Telling(guard)
    proving = Proving(accounts, build_letter_tokens(configuration), clock)
    registrations = register_by_address(configuration.registrations_per_hour)
    return Application(
        register=Register(creation, guard, registrations, proving, telling, open_session),
        log_in=LogIn(accounts, passwords, guard, open_session),
        refresh_session=RefreshSession(accounts, sessions, access_tokens, clock),
        log_out=LogOut(accounts, sessions, clock),
        change_password=ChangePassword(accounts, authentication, current_password, passwords, telling, open_session),
        request_password_reset=RequestPasswordReset(accounts, guard, proving),
        reset_password=ResetPassword(accounts, passwords, guard, proving, open_session),
        request_email_verification=RequestEmailVerification(accounts, authentication, guard, proving),
        verify_email=VerifyEmail(accounts, guard, proving),
        change_email=ChangeEmail(accounts, authentication, current_password, guard, proving),
        own_sessions=OwnSessions(authentication, sessions, clock),
        close_account=CloseAccount(accounts, authentication, current_password, telling, clock, announce_closed),
        account_desk=AccountDesk(accounts, authentication, current_password, clock),
        update_profile=UpdateProfile(accounts, authentication),
        view_accounts=ViewAccounts(accounts, authentication),
        create_staff=CreateStaff(accounts, creation),
    )


def build_letter_tokens(configuration: Configuration) -> SealedLetterTokens:
    return SealedLetterTokens(Sealer(configuration.key_encryption_secret, LETTER_TOKENS))


def build_send_letters(configuration: Configuration, database: Database[Document]) -> SendLetters:
    airline, address = configuration.mail_sender
    write = LetterWriter(
        site_url=configuration.site_url,
        airline=airline,
        domain=address.rpartition("@")[2],
        tokens=build_letter_tokens(configuration),
    )
    post = build_post(configuration.mail_server, configuration.mail_from, configuration.mail_directory)
    return SendLetters(MongoLetterQueue(database), write, post, SystemClock())


def mongo_parts(database: Database[Document]) -> Parts:
    return Parts(
        accounts=MongoAccounts(database),
        sessions=MongoSessions(database),
        signing_keys=MongoSigningKeys(database),
        tries=MongoTries(database),
        passwords=DjangoPasswords(),
        clock=SystemClock(),
    )


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
def get_key_store() -> KeyStore:
    """The signing keys of this process."""
    return build_key_store(get_configuration(), mongo_parts(get_database()))


@cache
def get_application() -> Application:
    """The application of this process."""
    return build_application(get_configuration(), mongo_parts(get_database()), get_key_store())
