"""The address of a mail server, as it stands in the environment -> `MailServer`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import unquote, urlsplit


class Security(Enum):
    NONE = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


# The submission ports of RFC 8314, and the plain one.
_PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


def parse_mail_server(url: str) -> MailServer:
    """smtp://host, smtp+starttls://user:password@host:587 or smtps://…; ValueError for anything else."""
    parts = urlsplit(url)
    security = Security(parts.scheme)
    if not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError("a mail server is a host, perhaps with a port, user and password")
    return MailServer(
        host=parts.hostname,
        port=parts.port or _PORTS[security],
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
