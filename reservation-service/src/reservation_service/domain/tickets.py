"""E-tickets: one a passenger, numbered from the record locator, so that no counter is shared by anybody. A change of
the journey exchanges them for others.

Thirteen digits as airlines number them (IATA Resolution 722f): an accounting code and a serial number of ten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from reservation_service.domain.locator import ALPHABET, LENGTH, RecordLocator
from reservation_service.domain.passengers import Passenger
from reservation_service.domain.reservation import Reservation, ReservationStatus

# No airline has it: these tickets are of nobody who could be confused with us.
ACCOUNTING_CODE = "999"
_LOCATORS = len(ALPHABET) ** LENGTH
# Nine digits have room for each locator six times: for the first tickets and five exchanges.
MAX_REISSUES = 10**9 // _LOCATORS - 1
# Thirteen digits, and something between any two of them.
_LONGEST_WRITTEN = 40
_WRITTEN = re.compile(f"{ACCOUNTING_CODE}[0-9]{{9}}[1-9]")


@dataclass(frozen=True, slots=True)
class TicketNumber:
    """What a number says: whose it is, counted from 1, and how many exchanges were before it."""

    locator: RecordLocator
    issue: int
    passenger: int

    @classmethod
    def parse(cls, text: str) -> TicketNumber | None:
        """As people write it, with spaces and hyphens anywhere. None for what cannot be one of ours."""
        digits = text[:_LONGEST_WRITTEN].replace(" ", "").replace("-", "")
        if not _WRITTEN.fullmatch(digits):
            return None
        issue, value = divmod(int(digits[3:12]), _LOCATORS)
        return cls(_find_locator(value), issue, int(digits[12])) if issue <= MAX_REISSUES else None


class TicketStatus(StrEnum):
    ISSUED = "ISSUED"
    EXCHANGED = "EXCHANGED"


@dataclass(frozen=True, slots=True)
class Ticket:
    """`issue` counts the exchanges before it."""

    number: str
    passenger: Passenger
    issue: int = 0
    status: TicketStatus = TicketStatus.ISSUED


def find_exchanged(locator: RecordLocator, passengers: tuple[Passenger, ...], exchanges: int) -> list[Ticket]:
    """What was issued before each exchange, oldest first."""
    former = (ticket for issue in range(exchanges) for ticket in issue_tickets(locator, passengers, issue))
    return [replace(ticket, status=TicketStatus.EXCHANGED) for ticket in former]


def issue_tickets(locator: RecordLocator, passengers: tuple[Passenger, ...], issue: int = 0) -> tuple[Ticket, ...]:
    """A locator is one of 23^6 < 10^9 and a party at most nine, so nine digits and one are never used twice. `issue`
    counts the exchanges before.
    """
    value = 0
    for letter in locator.text:
        value = value * len(ALPHABET) + ALPHABET.index(letter)
    value += issue * _LOCATORS
    return tuple(
        Ticket(f"{ACCOUNTING_CODE}{value:09d}{number}", passenger, issue)
        for number, passenger in enumerate(passengers, 1)
    )


def has_ticket(reservation: Reservation, ticket: TicketNumber) -> bool:
    """Now, or before an exchange or a cancellation took it back."""
    was_booked = any(one.status is ReservationStatus.CONFIRMED for one in reservation.history)
    is_issued = ticket.issue <= reservation.exchanges and ticket.passenger <= len(reservation.passengers)
    return was_booked and is_issued and ticket.locator == reservation.locator


def _find_locator(value: int) -> RecordLocator:
    letters: list[str] = []
    for _ in range(LENGTH):
        value, letter = divmod(value, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return RecordLocator("".join(reversed(letters)))
