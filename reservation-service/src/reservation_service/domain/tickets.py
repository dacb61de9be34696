"""E-tickets: one a passenger, numbered from the record locator, so that no counter is shared by anybody.

Thirteen digits as airlines number them (IATA Resolution 722f): an accounting code and a serial number of ten.
"""

from __future__ import annotations

from dataclasses import dataclass

from reservation_service.domain.locator import ALPHABET, RecordLocator
from reservation_service.domain.passengers import Passenger

# No airline has it: these tickets are of nobody who could be confused with us.
ACCOUNTING_CODE = "999"


@dataclass(frozen=True, slots=True)
class Ticket:
    number: str
    passenger: Passenger


def issue_tickets(locator: RecordLocator, passengers: tuple[Passenger, ...]) -> tuple[Ticket, ...]:
    """A locator is one of 23^6 < 10^9 and a party at most nine, so nine digits and one are never used twice."""
    value = 0
    for letter in locator.text:
        value = value * len(ALPHABET) + ALPHABET.index(letter)
    return tuple(
        Ticket(f"{ACCOUNTING_CODE}{value:09d}{number}", passenger) for number, passenger in enumerate(passengers, 1)
    )
