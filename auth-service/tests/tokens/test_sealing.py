"""Sealed private keys."""

import pytest

from auth_service.tokens.sealing import SealBroken, Sealer

sealer = Sealer("a secret of the tests")


def test_sealed_value_is_read_back():
    assert sealer.unseal(sealer.seal(b"private", "kid"), "kid") == b"private"


def test_equal_values_are_sealed_differently():
    assert sealer.seal(b"private", "kid") != sealer.seal(b"private", "kid")


@pytest.mark.parametrize("position", [0, 1, 13, -1])
def test_changed_value_is_noticed(position):
    sealed = bytearray(sealer.seal(b"private", "kid"))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        sealer.unseal(bytes(sealed), "kid")


def test_value_cannot_be_moved_under_another_id():
    with pytest.raises(SealBroken):
        sealer.unseal(sealer.seal(b"private", "kid"), "other")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"n" * 12])
def test_truncated_value_is_noticed(sealed):
    with pytest.raises(SealBroken):
        sealer.unseal(sealed, "kid")
