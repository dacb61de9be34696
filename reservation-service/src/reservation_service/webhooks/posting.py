"""A delivery -> a POST to the partner, and the answer.

The name in the address is looked up once, every address it has must be public, and the connection goes to one of those:
a partner's name that leads into our own network, now or a moment later, opens nothing (server-side request forgery).
Redirects are not followed; the answer's body is not read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from reservation_service.domain.ports import Clock
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.vault import SealBroken, Vault
from reservation_service.domain.webhook_addresses import AddressRules, check_address
from reservation_service.domain.webhooks import Delivery, PartnerSaidNo, Webhook
from reservation_service.webhooks.signing import sign

TIMEOUT_SECONDS = 10.0
# All of an answer: who sends it letter by letter is never silent for long, and would be listened to for ever.
LONGEST_SECONDS = 15.0
USER_AGENT = "reservation-service-webhooks/1"

# NAT64 and Teredo: what they lead to in the end stands in their last bits, and may be our own network.
_TUNNELS = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("2001::/32"))

# host, port -> the addresses it has.
Lookup = Callable[[str, int], list[str]]


def look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@dataclass(frozen=True, slots=True)
class HttpMessenger:
    vault: Vault
    rules: AddressRules
    clock: Clock
    look_up: Lookup = look_up
    longest_seconds: float = LONGEST_SECONDS

    def send(self, webhook: Webhook, delivery: Delivery) -> str:
        body = delivery.body.encode()
        sent_at = int(self.clock().timestamp())
        try:
            headers = {
                "content-type": "application/json",
                "user-agent": USER_AGENT,
                **sign(delivery.id, sent_at, body, self.vault.unseal(webhook.sealed_secret)),
            }
            # The configuration may name other hosts by now.
            address = urlsplit(check_address(webhook.url, self.rules))
            status = self._post(address, body, headers)
        except InvalidInput as error:
            raise PartnerSaidNo(error.message) from error
        except SealBroken as error:
            raise PartnerSaidNo("Its secret cannot be read any more; register the webhook anew.") from error
        except (OSError, http.client.HTTPException) as error:
            raise PartnerSaidNo(f"No answer: {error!r}"[:200]) from error
        if not 200 <= status < 300:
            raise PartnerSaidNo(f"HTTP {status}")
        return f"HTTP {status}"

    def _post(self, address: SplitResult, body: bytes, headers: dict[str, str]) -> int:
        host, is_secure = address.hostname or "", address.scheme == "https"
        port = address.port or (http.client.HTTPS_PORT if is_secure else http.client.HTTP_PORT)
        connection = _open(host, port, self._find_place(host, port), is_secure=is_secure)
        deadline = threading.Timer(self.longest_seconds, _cut_off, [connection.sock])
        deadline.start()
        try:
            target = address.path or "/"
            connection.request("POST", f"{target}?{address.query}" if address.query else target, body, headers)
            return connection.getresponse().status
        finally:
            deadline.cancel()
            connection.close()

    def _find_place(self, host: str, port: int) -> str:
        places = self.look_up(host, port)
        if not self.rules.is_open and not all(is_public(one) for one in places):
            raise PartnerSaidNo(f"{host} leads to an address that is not public.")
        if not places:
            raise PartnerSaidNo(f"{host} leads nowhere.")
        return places[0]


def is_public(place: str) -> bool:
    """IPv4 in the guise of IPv6 is judged as what it is."""
    address = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and any(address in tunnel for tunnel in _TUNNELS):
        return False
    inner = address.ipv4_mapped or address.sixtofour if isinstance(address, ipaddress.IPv6Address) else None
    judged = inner or address
    return judged.is_global and not judged.is_multicast


def _cut_off(connection: socket.socket) -> None:
    """Whoever reads from it finds that it has ended."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _open(host: str, port: int, place: str, *, is_secure: bool) -> http.client.HTTPConnection:
    """Connected to `place`, while certificate and headers are those of `host`."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    raw = socket.create_connection((place, port), timeout=TIMEOUT_SECONDS)
    try:
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(raw, server_hostname=host) if is_secure else raw
    except OSError:
        raw.close()
        raise
    return connection
