"""Whose request it is, by network address: the connection's, or what trusted proxies in front of us say.

`x-forwarded-for` is believed from the right, as far as the proxies are ours; anybody can write the left of it.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ClientAddresses:
    def __init__(self, trusted: Iterable[str]) -> None:
        self._trusted = [ipaddress.ip_network(network, strict=False) for network in trusted]

    def find(self, connection: str, headers: Mapping[bytes, bytes]) -> str:
        if not self._trusted:
            return connection
        address = connection
        for hop in reversed(headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")):
            if not self._is_trusted(address):
                break
            candidate = hop.strip()
            if not _is_address(candidate):
                break
            address = candidate
        return address

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
