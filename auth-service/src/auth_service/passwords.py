"""Passwords over Django: Argon2id hashes and the configured validators.

OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two iterations, one lane, is the least that is recommended.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.hashers import Argon2PasswordHasher, make_password, verify_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from auth_service.domain.ports import PasswordCheck
from auth_service.domain.refusals import InvalidInput

# Longer than any passphrase; bounds the work of the validators and of one hash.
MAX_LENGTH = 128


class Argon2idHasher(Argon2PasswordHasher):  # type: ignore[misc]  # Django has no types
    """One login costs 19 MiB and one core for some 20 ms: dear for a thief's graphics card, cheap for us."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1


@dataclass(frozen=True, slots=True)
class _Field:
    verbose_name: str


class _Fields:
    @staticmethod
    def get_field(name: str) -> _Field:
        return _Field(name.replace("_", " "))


@dataclass(frozen=True)
class _Owner:
    """What a password must not resemble: as much of a Django user as the similarity validator looks at."""

    email: str
    first_name: str
    last_name: str
    _meta = _Fields


class DjangoPasswords:
    """`Passwords` of the domain."""

    def hash(self, password: str) -> str:
        encoded: str = make_password(_normalize(password))
        return encoded

    def check(self, password: str, password_hash: str | None) -> PasswordCheck:
        if len(password) > MAX_LENGTH:
            return PasswordCheck(is_right=False, needs_rehash=False)
        is_right, needs_rehash = verify_password(_normalize(password), password_hash or self._nobodys_hash)
        return PasswordCheck(is_right=bool(is_right and password_hash), needs_rehash=bool(needs_rehash))

    def require_strong(self, field: str, password: str, *, email: str, names: tuple[str, ...]) -> None:
        if len(password) > MAX_LENGTH:
            raise InvalidInput(field, f"A password has at most {MAX_LENGTH} characters.")
        try:
            validate_password(_normalize(password), _Owner(email, *names))
        except ValidationError as error:
            raise InvalidInput(field, " ".join(error.messages)) from error

    @cached_property
    def _nobodys_hash(self) -> str:
        # Checking against it takes exactly as long as against somebody's: the same parameters, and never right.
        return self.hash("nobody")


def _normalize(password: str) -> str:
    """One password however the keyboard composes its accents (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
