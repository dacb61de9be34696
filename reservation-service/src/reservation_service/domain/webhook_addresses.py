"""Which addresses may be a webhook: those of partners that the configuration names, by https.

What is checked here is the text; where the name leads is checked again each time something is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from reservation_service.domain.refusals import InvalidInput

MAX_URL_LENGTH = 500
HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class AddressRules:
    """`hosts` as they are written in the configuration: `partner.example`, or `partner.example:8443`.

    `is_open` is for development: http as well, any port, and addresses of this machine.
    """

    hosts: frozenset[str]
    is_open: bool = False


def check_address(url: str, rules: AddressRules) -> str:
    """The address itself. Raises InvalidInput."""
    if not 1 <= len(url) <= MAX_URL_LENGTH or not url.isascii() or any(one <= " " for one in url):
        raise InvalidInput("url", f"An address has at most {MAX_URL_LENGTH} characters and no spaces.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidInput("url", "This is no address.") from error
    schemes = ("https", "http") if rules.is_open else ("https",)
    if parts.scheme not in schemes or not host:
        raise InvalidInput("url", "A webhook is an address that begins with https://.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidInput("url", "A webhook's address has no user, password or fragment; we sign what we send.")
    if not _is_named(host, port, rules):
        raise InvalidInput("url", f"{host} is not among the hosts that WEBHOOK_HOSTS names.")
    return url


def _is_named(host: str, port: int | None, rules: AddressRules) -> bool:
    if host in rules.hosts and (rules.is_open or port in (None, HTTPS_PORT)):
        return True
    return f"{host}:{port or HTTPS_PORT}" in rules.hosts
