"""The network address a request came from: text of a header -> the unit that budgets of tries are kept for."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

UNKNOWN_ADDRESS = "unknown"

# The smallest block a provider gives one customer (RFC 6177); counting single addresses would give 2**64 budgets.
_IPV6_CUSTOMER_PREFIX = 64


def parse_client_address(text: str) -> str:
    """Nonsense becomes one shared "unknown", never an error: a login must not fail because of a header."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return UNKNOWN_ADDRESS
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Network((address, _IPV6_CUSTOMER_PREFIX), strict=False))
    return str(address)
