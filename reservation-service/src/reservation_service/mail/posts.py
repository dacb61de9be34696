"""How letters leave: through a mail server, or, where none is configured, only into the log and perhaps into files.

Both are Django's email backends, told apart by the configuration.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.dummy import EmailBackend as DummyBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from reservation_service.configuration import Configuration
from reservation_service.domain.letters import Letter, Post, PostUnavailable, Undeliverable
from wire.mail_server import MailServer, Security

# A server that does not answer must not hold up the other letters for long, nor for as long as one is claimed.
TIMEOUT_SECONDS = 20

log = logging.getLogger(__name__)


def build_post(configuration: Configuration) -> Post:
    if configuration.mail_server is None:
        return LoggedPost(configuration.mail_from, configuration.mail_directory)
    return SmtpPost(configuration.mail_from, configuration.mail_server)


@dataclass(frozen=True, slots=True)
class LoggedPost:
    """Nothing leaves: one line in the log for each letter, and the whole of it in `directory`, if there is one."""

    sender: str
    directory: str

    def send(self, letter: Letter) -> None:
        connection = FileBackend(file_path=self.directory) if self.directory else DummyBackend()
        _build_message(letter, self.sender, connection).send()
        log.info("letter not mailed", extra={"recipient": letter.to, "subject": letter.subject})


@dataclass(frozen=True, slots=True)
class SmtpPost:
    sender: str
    server: MailServer

    def send(self, letter: Letter) -> None:
        connection = SmtpBackend(
            host=self.server.host,
            port=self.server.port,
            username=self.server.user,
            password=self.server.password,
            use_tls=self.server.security is Security.STARTTLS,
            use_ssl=self.server.security is Security.TLS,
            timeout=TIMEOUT_SECONDS,
        )
        try:
            _build_message(letter, self.sender, connection).send()
        except smtplib.SMTPRecipientsRefused as error:
            raise _judge(max(code for code, _ in error.recipients.values()), error) from error
        except smtplib.SMTPResponseException as error:
            raise _judge(error.smtp_code, error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise PostUnavailable(repr(error)) from error


def _judge(code: int, error: Exception) -> Undeliverable | PostUnavailable:
    """RFC 5321, 4.2.1: from 550 on the letter itself is refused for ever; 5xx before are about how we speak."""
    return Undeliverable(repr(error)) if code >= 550 else PostUnavailable(repr(error))


# Django has no types.
def _build_message(letter: Letter, sender: str, connection: Any) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=sender,
        to=[letter.to],
        # RFC 3834: so that nobody's holiday answers it.
        headers={"Message-ID": letter.id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    message.attach_alternative(letter.html, "text/html")
    return message
