"""Passports and identity cards: what a traveller shows at the border.

The number is sealed where it comes in and stays so: in here, in the database, in events, letters and logs there is
only what nobody can read without the vault, and the last characters, by which its owner knows it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from reservation_service.domain.countries import COUNTRIES
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.vault import SealBroken, Vault

# What passports have (ICAO 9303: nine) and the longest of national identity cards.
_NUMBER = re.compile(r"[A-Z0-9]{5,20}", re.ASCII)
_LONGEST_NUMBER_TEXT = 64
VISIBLE_CHARACTERS = 3
# ICAO 9303 knows no longer ones; later is a slip of the keyboard.
LONGEST_VALIDITY_YEARS = 20


class DocumentType(StrEnum):
    PASSPORT = "PASSPORT"
    ID_CARD = "ID_CARD"


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelDocument:
    type: DocumentType
    sealed_number: str = field(repr=False)
    last_characters: str
    issuing_country: str
    expires_on: date

    @property
    def masked_number(self) -> str:
        return f"•••• {self.last_characters}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDocument:
    """As somebody typed it."""

    type: DocumentType
    number: str = field(repr=False)
    issuing_country: str
    expires_on: date


def parse_document(written: WrittenDocument, field: str, vault: Vault) -> TravelDocument:
    """`field` is where it stands in the input. Raises InvalidInput, in words that do not repeat the number."""
    number = re.sub(r"[\s-]", "", written.number[:_LONGEST_NUMBER_TEXT]).upper()
    if len(written.number) > _LONGEST_NUMBER_TEXT or not _NUMBER.fullmatch(number):
        raise InvalidInput(f"{field}.number", "A document number has 5 to 20 letters and digits.")
    country = written.issuing_country.upper()
    if country not in COUNTRIES:
        raise InvalidInput(f"{field}.issuingCountry", "Name the country by its two letters, e.g. FR.")
    return TravelDocument(
        type=written.type,
        sealed_number=vault.seal(number),
        last_characters=number[-VISIBLE_CHARACTERS:],
        issuing_country=country,
        expires_on=written.expires_on,
    )


def keep_if_same(known: TravelDocument | None, told: TravelDocument, vault: Vault) -> TravelDocument:
    """What is known, if the same was told again: two seals of one number differ, and nothing has changed."""
    if known is None or replace(told, sealed_number=known.sealed_number) != known:
        return told
    try:
        is_same = vault.unseal(known.sealed_number) == vault.unseal(told.sealed_number)
    except SealBroken:
        return told
    return known if is_same else told


def check_validity(document: TravelDocument, field: str, today: date, travel_day: date) -> None:
    """It has to be good on the day of the last flight, which is today as long as nobody knows better."""
    if document.expires_on < today:
        raise InvalidInput(f"{field}.expiresOn", "This document has expired.")
    if document.expires_on < travel_day:
        raise InvalidInput(f"{field}.expiresOn", "This document expires before the journey ends.")
    if document.expires_on.year > today.year + LONGEST_VALIDITY_YEARS:
        raise InvalidInput(f"{field}.expiresOn", "No document is valid for so long; check the year.")
