from __future__ import annotations

from collections.abc import Callable

import pytest

from reservation_service.domain.vault import SealBroken
from reservation_service.storage.vault import TRAVEL_DOCUMENTS, WEBHOOK_SECRETS, SecretVault

SECRET = "one secret of the tests, long enough for anybody"


def test_what_is_sealed_is_read_by_whoever_has_the_secret() -> None:
    sealed = SecretVault([SECRET], TRAVEL_DOCUMENTS).seal("X1234567")
    assert "X1234567" not in sealed
    assert SecretVault([SECRET], TRAVEL_DOCUMENTS).unseal(sealed) == "X1234567"


def test_equal_numbers_are_sealed_differently() -> None:
    vault = SecretVault([SECRET], TRAVEL_DOCUMENTS)
    assert vault.seal("X1234567") != vault.seal("X1234567")


@pytest.mark.parametrize(
    "change", [lambda sealed: sealed[2:], lambda sealed: sealed[:-4], lambda _: "1:", lambda _: ""]
)
def test_what_somebody_changed_is_not_read(change: Callable[[str], str]) -> None:
    with pytest.raises(SealBroken):
        SecretVault([SECRET], TRAVEL_DOCUMENTS).unseal(change(SecretVault([SECRET], TRAVEL_DOCUMENTS).seal("X1234567")))


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        SecretVault([SECRET[::-1]], TRAVEL_DOCUMENTS).unseal(SecretVault([SECRET], TRAVEL_DOCUMENTS).seal("X1234567"))


def test_what_is_sealed_for_one_purpose_is_not_read_for_another() -> None:
    with pytest.raises(SealBroken):
        SecretVault([SECRET], WEBHOOK_SECRETS).unseal(SecretVault([SECRET], TRAVEL_DOCUMENTS).seal("X1234567"))


def test_the_first_secret_seals_and_each_opens() -> None:
    old, new = SecretVault([SECRET], TRAVEL_DOCUMENTS), SecretVault([SECRET[::-1], SECRET], TRAVEL_DOCUMENTS)
    before, after = old.seal("X1234567"), new.seal("X1234567")
    assert (new.unseal(before), new.unseal(after)) == ("X1234567", "X1234567")
    assert (new.is_newest(before), new.is_newest(after)) == (False, True)
    with pytest.raises(SealBroken):
        old.unseal(after)
