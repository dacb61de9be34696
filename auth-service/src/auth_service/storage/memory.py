"""The domain's ports in memory, for tests: what MongoDB does in one statement happens under one lock."""

from __future__ import annotations

import math
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from auth_service.domain.refusals import EmailTaken
from auth_service.domain.session import SessionState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from auth_service.domain.account import Account
    from auth_service.domain.key_ring import KeyRing
    from auth_service.domain.session import Session
    from auth_service.domain.throttle import Budget


class InMemoryAccounts:
    def __init__(self) -> None:
        self._by_id: dict[str, Account] = {}
        self._lock = Lock()

    def add(self, account: Account) -> None:
        with self._lock:
            if any(other.email.canonical == account.email.canonical for other in self._by_id.values()):
                raise EmailTaken
            self._by_id[account.id] = account

    def find(self, account_id: str) -> Account | None:
        return self._by_id.get(account_id)

    def find_by_email(self, canonical_email: str) -> Account | None:
        with self._lock:
            return next((a for a in self._by_id.values() if a.email.canonical == canonical_email), None)

    def find_many(self, account_ids: Collection[str]) -> dict[str, Account]:
        return {account_id: self._by_id[account_id] for account_id in account_ids if account_id in self._by_id}

    def save(self, account: Account) -> bool:
        with self._lock:
            stored = self._by_id.get(account.id)
            if stored is None or stored.version != account.version - 1:
                return False
            self._by_id[account.id] = account
            return True


class InMemorySessions:
    def __init__(self) -> None:
        self._by_id: dict[str, Session] = {}
        self._lock = Lock()

    def add(self, session: Session) -> None:
        self._by_id[session.id] = session

    def find(self, session_id: str) -> Session | None:
        return self._by_id.get(session_id)

    def rotate(self, session: Session) -> bool:
        with self._lock:
            stored = self._by_id.get(session.id)
            if stored is None or stored.state is SessionState.ENDED or stored.token_hash != session.previous_token_hash:
                return False
            self._by_id[session.id] = session
            return True

    def end(self, session_id: str) -> bool:
        with self._lock:
            stored = self._by_id.get(session_id)
            if stored is None or stored.state is SessionState.ENDED:
                return False
            self._by_id[session_id] = replace(stored, state=SessionState.ENDED)
            return True


class InMemorySigningKeys:
    def __init__(self) -> None:
        self._ring: KeyRing | None = None
        self._lock = Lock()

    def find(self) -> KeyRing | None:
        return self._ring

    def add(self, ring: KeyRing) -> bool:
        with self._lock:
            if self._ring is not None:
                return False
            self._ring = ring
            return True

    def save(self, ring: KeyRing) -> bool:
        with self._lock:
            if self._ring is None or self._ring.version != ring.version - 1:
                return False
            self._ring = ring
            return True


class InMemoryTries:
    def __init__(self) -> None:
        self._counters: dict[tuple[str, str], tuple[int, datetime]] = {}
        self._lock = Lock()

    def take(self, budget: Budget, subject: str, now: datetime) -> int | None:
        with self._lock:
            tries, resets_at = self._counters.get((budget.name, subject), (0, now))
            if resets_at <= now:
                tries, resets_at = 0, now + budget.window
            if tries >= budget.tries:
                return max(1, math.ceil((resets_at - now).total_seconds()))
            self._counters[budget.name, subject] = (tries + 1, resets_at)
            return None

    def give_back(self, budget: Budget, subject: str) -> None:
        with self._lock:
            tries, resets_at = self._counters.get((budget.name, subject), (0, None))
            if tries > 0 and resets_at is not None:
                self._counters[budget.name, subject] = (tries - 1, resets_at)
