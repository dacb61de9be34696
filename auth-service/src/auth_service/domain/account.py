"""The account: who somebody is, what they may do and how they prove it.

`session_epoch` is the one number by which all sessions of an account are ended at once: a session is good only while it
carries the account's present epoch. Changing the password and logging out everywhere raise it in the same write, so no
crash can leave an old session alive.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from auth_service.domain.proof import Purpose
from auth_service.domain.role import STAFF

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from auth_service.domain.email_address import EmailAddress
    from auth_service.domain.proof import Proof, ProofToken
    from auth_service.domain.role import Role

# Enough for home, work and a telephone; the oldest is forgotten first.
MAX_KNOWN_ADDRESSES = 5


@dataclass(frozen=True, slots=True)
class Profile:
    """What the owner of an account may change freely."""

    first_name: str
    last_name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account. `version` is what a write compares, so that no change is lost."""

    id: str
    email: EmailAddress
    profile: Profile
    roles: frozenset[Role]
    password_hash: str
    created_at: datetime
    session_epoch: int = 1
    version: int = 1
    # Fingerprints of client addresses that logged in successfully: they have their own budget of tries, so that
    # a stranger who guesses cannot lock the owner out.
    known_addresses: tuple[str, ...] = ()
    # Whether a letter has reached its owner at `email`. Nothing is closed to those it has not.
    email_verified: bool = False
    proofs: Mapping[Purpose, Proof] = field(default_factory=dict)
    # Since then nobody logs in: an administrator's doing.
    locked_at: datetime | None = None

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    def with_profile(self, profile: Profile) -> Account:
        return replace(self, profile=profile, version=self.version + 1)

    def with_new_password(self, password_hash: str) -> Account:
        """Also ends every session opened before, and what somebody in one of them may have prepared."""
        kept: dict[Purpose, Proof] = {
            purpose: proof for purpose, proof in self.proofs.items() if purpose is Purpose.VERIFY_EMAIL
        }
        return replace(self.with_sessions_ended(), password_hash=password_hash, proofs=kept)

    def with_sessions_ended(self) -> Account:
        return replace(self, session_epoch=self.session_epoch + 1, version=self.version + 1)

    def with_roles(self, roles: frozenset[Role]) -> Account:
        """Also ends every session: access tokens carry the roles of before."""
        return replace(self.with_sessions_ended(), roles=roles)

    def with_rehashed_password(self, password_hash: str) -> Account:
        """The same password under newer hashing parameters; sessions stay. Not a version of its own, see `renewed`."""
        return replace(self, password_hash=password_hash)

    def with_known_address(self, fingerprint: str) -> Account:
        """Not a version of its own, see `renewed`."""
        others = tuple(known for known in self.known_addresses if known != fingerprint)
        return replace(self, known_addresses=(fingerprint, *others)[:MAX_KNOWN_ADDRESSES])

    def with_lock(self, at: datetime) -> Account:
        """Also ends every session, and every link that letters have."""
        return replace(self.with_sessions_ended(), locked_at=at, proofs={})

    def without_lock(self) -> Account:
        return replace(self, locked_at=None, version=self.version + 1)

    def find_proof(self, purpose: Purpose, token: ProofToken, now: datetime) -> Proof | None:
        """What `token` proves, if anything, for this purpose."""
        proof = self.proofs.get(purpose)
        return proof if proof is not None and proof.is_given_by(token, now) else None

    def with_proof(self, purpose: Purpose, proof: Proof) -> Account:
        """Not a version of its own, see `renewed`."""
        return replace(self, proofs={**self.proofs, purpose: proof})

    def with_email_verified(self) -> Account:
        """Not a version of its own, see `renewed`."""
        return replace(self, email_verified=True)

    def with_changed_email(self, proof: Proof) -> Account:
        """The address of `proof` instead of the present one, to which no link shall lead any more.

        The token that changed the address goes on proving it: a link that is opened twice says the same twice.
        """
        return replace(
            self,
            email=proof.email,
            email_verified=True,
            proofs={Purpose.VERIFY_EMAIL: proof},
            version=self.version + 1,
        )

    def renewed(self) -> Account:
        """Several changes that are saved as one."""
        return replace(self, version=self.version + 1)
