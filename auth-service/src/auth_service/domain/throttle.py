"""How often somebody may try: budgets by account, by client address, and by both.

A try is taken from the budget *before* the password is looked at, in one conditional write: a hundred parallel guesses
take a hundred tries. Who turns out to be right gets the try back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Budget:
    """`tries` in a window that begins with the first one. `name` keeps budgets of different purpose apart."""

    name: str
    tries: int
    window: timedelta


# Five guesses a quarter of an hour are 480 a day: no wordlist that the password rules leave useful fits in there.
LOGIN_BY_ACCOUNT = Budget("login-account", 5, timedelta(minutes=15))
LOGIN_BY_KNOWN_ADDRESS = Budget("login-account-address", 5, timedelta(minutes=15))
# One address trying many accounts (password spraying); wide enough for an office behind one address.
LOGIN_BY_ADDRESS = Budget("login-address", 100, timedelta(minutes=15))
PASSWORD_CHECK = Budget("password-check", 5, timedelta(minutes=15))

# Letters to one address, whoever asks for them: nobody's mailbox is filled through us.
LETTERS_BY_RECIPIENT = Budget("letters-recipient", 5, timedelta(hours=1))
# Letters that nobody asks for, to an address that nobody has proved, whoever has the accounts.
LETTERS_TO_UNPROVED = Budget("letters-unproved", 5, timedelta(hours=1))
# One client asking for letters to many addresses.
LETTERS_BY_ADDRESS = Budget("letters-address", 20, timedelta(hours=1))
# A token cannot be guessed; this keeps trying from costing us more than the one who tries.
PROOFS_BY_ADDRESS = Budget("proofs-address", 60, timedelta(minutes=15))


def register_by_address(per_hour: int) -> Budget:
    """A register form necessarily says that an e-mail address is taken; this keeps it from being a directory."""
    return Budget("register-address", per_hour, timedelta(hours=1))
