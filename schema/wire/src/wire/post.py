"""Letters and how they leave: through a mail server, or, where none is configured, into files, or nowhere at all.

They may hold links that open accounts, so nothing of a letter but its subject is ever logged.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from secrets import token_hex
from typing import Protocol

from wire.mail_server import MailServer, Security

# A server that does not answer must not hold up the other letters for long, nor for as long as one is claimed.
TIMEOUT_SECONDS = 20
# From here on a mail server refuses the letter itself for ever (RFC 5321, 4.2.1); 5xx before are about how we speak.
_REFUSED_FOR_GOOD = 550

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file, byte for byte. `parameters` are those of its media type."""

    name: str
    type: str
    parameters: Mapping[str, str]
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Ready for the post. `id` is what mail programs know it by when it is sent twice."""

    id: str
    to: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    attachments: Sequence[Attachment] = field(default=(), repr=False)


class Undeliverable(Exception):
    """This letter will never be taken."""


class PostUnavailable(Exception):
    """Not now."""


class Post(Protocol):
    def send(self, letter: Letter) -> None:
        """Hand over. Raises Undeliverable or PostUnavailable."""


def build_post(server: MailServer | None, sender: str, directory: str) -> Post:
    return FiledPost(sender, directory) if server is None else SmtpPost(sender, server)


@dataclass(frozen=True, slots=True)
class FiledPost:
    """Nothing leaves: the letter is a file in `directory`, if there is one, that mail programs open."""

    sender: str
    directory: str

    def send(self, letter: Letter) -> None:
        if self.directory:
            file = Path(self.directory) / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{token_hex(2)}.eml"
            file.parent.mkdir(parents=True, exist_ok=True)
            # Complete under its name or not there at all, and nobody else's to read.
            draft = file.with_suffix(".draft")
            draft.touch(mode=0o600)
            draft.write_bytes(build_message(letter, self.sender).as_bytes())
            draft.rename(file)
        log.info("letter not mailed", extra={"subject": letter.subject})


@dataclass(frozen=True, slots=True)
class SmtpPost:
    sender: str
    server: MailServer

    def send(self, letter: Letter) -> None:
        try:
            with self._connect() as connection:
                if self.server.security is Security.STARTTLS:
                    connection.starttls(context=ssl.create_default_context())
                if self.server.user:
                    connection.login(self.server.user, self.server.password)
                _hand_over(connection, build_message(letter, self.sender))
        except smtplib.SMTPRecipientsRefused as error:
            raise _judge(max(code for code, _ in error.recipients.values())) from error
        except smtplib.SMTPResponseException as error:
            raise _judge(error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            raise PostUnavailable(type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.security is Security.TLS:
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)


def _hand_over(connection: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        connection.send_message(message)
    except (smtplib.SMTPNotSupportedError, UnicodeEncodeError) as error:
        raise Undeliverable("the mail server cannot write the letters of this address") from error


def _judge(code: int) -> Undeliverable | PostUnavailable:
    """By its number alone: a server's words may repeat the address."""
    words = f"the mail server answered {code}"
    return Undeliverable(words) if code >= _REFUSED_FOR_GOOD else PostUnavailable(words)


def build_message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = sender
    message["To"] = _check_address(letter.to)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = letter.id
    # RFC 3834: so that nobody's holiday answers it.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte=_find_encoding(letter.text))
    message.add_alternative(letter.html, subtype="html", cte=_find_encoding(letter.html))
    for one in letter.attachments:
        main, _, sub = one.type.partition("/")
        message.add_attachment(one.content, main, sub, filename=one.name, params=dict(one.parameters))
    return message


def _check_address(address: str) -> str:
    """Headers read `=?utf-8?q?ann?=` as `ann`: a letter to the one would arrive at the other."""
    if "=?" in address.rpartition("@")[0]:
        raise Undeliverable("mail programs read this address as another one")
    return address


def _find_encoding(text: str) -> str:
    """As it is where that is possible: a link that stands in one piece can be copied out of a file."""
    return "7bit" if text.isascii() else "quoted-printable"
