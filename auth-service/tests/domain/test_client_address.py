"""Client addresses: the unit that tries are counted for."""

import pytest

from auth_service.domain.client_address import parse_client_address


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (" 203.0.113.7 ", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("203.0.113.7:1234", "unknown"),
        ("localhost", "unknown"),
    ],
)
def test_addresses_of_one_customer_are_one(text: str, unit: str) -> None:
    assert parse_client_address(text) == unit
