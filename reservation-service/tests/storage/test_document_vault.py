from __future__ import annotations

from collections.abc import Callable

import pytest

from reservation_service.storage.document_vault import DocumentVault, SealBroken

SECRET = "one secret of the tests, long enough for anybody"


def test_what_is_sealed_is_read_by_whoever_has_the_secret() -> None:
    sealed = DocumentVault(SECRET).seal("X1234567")
    assert "X1234567" not in sealed
    assert DocumentVault(SECRET).unseal(sealed) == "X1234567"


def test_equal_numbers_are_sealed_differently() -> None:
    vault = DocumentVault(SECRET)
    assert vault.seal("X1234567") != vault.seal("X1234567")


@pytest.mark.parametrize(
    "change", [lambda sealed: sealed[2:], lambda sealed: sealed[:-4], lambda _: "1:", lambda _: ""]
)
def test_what_somebody_changed_is_not_read(change: Callable[[str], str]) -> None:
    with pytest.raises(SealBroken):
        DocumentVault(SECRET).unseal(change(DocumentVault(SECRET).seal("X1234567")))


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        DocumentVault(SECRET[::-1]).unseal(DocumentVault(SECRET).seal("X1234567"))
