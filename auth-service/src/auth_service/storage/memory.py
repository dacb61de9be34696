"""The domain's ports in memory, for tests: what MongoDB does in one statement happens under one lock."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from auth_service.domain.letters import DueLetters
from auth_service.domain.ports import MAX_LISTED
from auth_service.domain.refusals import EmailTaken
from auth_service.domain.session import SessionState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from auth_service.domain.account import Account
    from auth_service.domain.key_ring import KeyRing
    from auth_service.domain.letters import LetterOrder
    from auth_service.domain.ports import OutboxEntry
    from auth_service.domain.session import Session
    from auth_service.domain.staff_act import StaffAct
    from auth_service.domain.throttle import Budget


class InMemoryAccounts:
    def __init__(self) -> None:
        self._by_id: dict[str, Account] = {}
        self._closed: set[str] = set()
        self._acts: dict[str, list[StaffAct]] = {}
        self._lock = Lock()
        self.outbox: list[OutboxEntry] = []
        self.letters = InMemoryLetterQueue()
        # How often something was written: what an observer could time.
        self.writes = 0

    def add(self, account: Account, letters: Sequence[LetterOrder] = ()) -> None:
        with self._lock:
            self._require_free_address(account)
            self._by_id[account.id] = account
            self._write(account, letters)

    def find(self, account_id: str) -> Account | None:
        return self._by_id.get(account_id)

    def find_by_email(self, canonical_email: str) -> Account | None:
        with self._lock:
            return next((a for a in self._by_id.values() if a.email.canonical == canonical_email), None)

    def find_many(self, account_ids: Collection[str]) -> dict[str, Account]:
        return {account_id: self._by_id[account_id] for account_id in account_ids if account_id in self._by_id}

    def save(self, account: Account, letters: Sequence[LetterOrder] = (), act: StaffAct | None = None) -> bool:
        with self._lock:
            stored = self._by_id.get(account.id)
            if stored is None or stored.version != account.version - 1:
                return False
            self._require_free_address(account)
            self._by_id[account.id] = account
            self._write(account, letters)
            if act is not None:
                self._acts.setdefault(account.id, []).append(act)
            return True

    def search(self, canonical_beginning: str, *, limit: int) -> list[Account]:
        with self._lock:
            found = [one for one in self._by_id.values() if one.email.canonical.startswith(canonical_beginning)]
        return sorted(found, key=lambda one: one.email.canonical)[:limit]

    def list_acts(self, account_id: str) -> list[StaffAct]:
        return self._acts.get(account_id, [])[::-1]

    def save_nobody(self) -> None:
        self.writes += 1

    def close(
        self, account: Account, at: datetime, letters: Sequence[LetterOrder] = (), outbox: Sequence[OutboxEntry] = ()
    ) -> bool:
        with self._lock:
            stored = self._by_id.get(account.id)
            if stored is None or stored.version != account.version - 1:
                return False
            del self._by_id[account.id]
            self._closed.add(account.id)
            self.outbox.extend(outbox)
            self._write(account, letters)
            return True

    def _require_free_address(self, account: Account) -> None:
        others = (other for other in self._by_id.values() if other.id != account.id)
        if account.id in self._closed or any(other.email.canonical == account.email.canonical for other in others):
            raise EmailTaken

    def _write(self, account: Account, letters: Sequence[LetterOrder]) -> None:
        self.writes += 1
        self.letters.order(account.id, letters)


class InMemoryLetterQueue:
    def __init__(self) -> None:
        self._by_account: dict[str, DueLetters] = {}
        self._due: dict[str, datetime | None] = {}
        self._lock = Lock()

    def order(self, account_id: str, letters: Sequence[LetterOrder]) -> None:
        if not letters:
            return
        with self._lock:
            nothing = DueLetters(account_id=account_id, letters=(), ordered=0, claimed_until=None, tries=0)
            known = self._by_account.get(account_id, nothing)
            self._by_account[account_id] = replace(
                known, letters=(*known.letters, *letters), ordered=known.ordered + len(letters)
            )
            self._due[account_id] = datetime.min.replace(tzinfo=UTC)

    def list_due(self, now: datetime, *, limit: int) -> list[DueLetters]:
        with self._lock:
            due = sorted((at, account_id) for account_id, at in self._due.items() if at is not None and at <= now)
            listed = [self._by_account[account_id] for _, account_id in due[:limit]]
            return [one for one in listed if one.claimed_until is None or one.claimed_until <= now]

    def claim(self, due: DueLetters, until: datetime) -> DueLetters | None:
        with self._lock:
            known = self._by_account[due.account_id]
            if (known.ordered, known.claimed_until) != (due.ordered, due.claimed_until):
                return None
            self._by_account[due.account_id] = claimed = replace(known, claimed_until=until)
            return claimed

    def strike(self, claimed: DueLetters, letter_id: str) -> None:
        with self._lock:
            known = self._by_account[claimed.account_id]
            left = tuple(one for one in known.letters if one.id != letter_id)
            self._by_account[claimed.account_id] = replace(known, letters=left, tries=0)

    def release(self, claimed: DueLetters, again_at: datetime | None) -> None:
        with self._lock:
            known = self._by_account[claimed.account_id]
            if known.claimed_until != claimed.claimed_until:
                return
            if known.ordered == claimed.ordered:
                known = replace(known, tries=0 if again_at is None else claimed.tries + 1)
                self._due[claimed.account_id] = again_at
            self._by_account[claimed.account_id] = replace(known, claimed_until=None)


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

    def list_active(self, user_id: str, now: datetime) -> list[Session]:
        mine = [one for one in self._by_id.values() if one.user_id == user_id]
        active = [one for one in mine if one.state is SessionState.ACTIVE and one.expires_at > now]
        return sorted(active, key=lambda one: one.rotated_at, reverse=True)[:MAX_LISTED]

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
