"""How letters leave: through a real mail server, and into files."""

import email
import email.policy
import stat
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller

from wire.mail_server import MailServer, Security, parse_mail_server
from wire.post import FiledPost, Letter, PostUnavailable, SmtpPost, Undeliverable, build_post
from wire.servers import find_free_port

SENDER = "Meridian <no-reply@meridian.example>"
LINK = "https://meridian.example/reset-password#3b2f0c9e-0000-4000-8000-000000000000.abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
LETTER = Letter(
    id="<one@meridian.example>", to="ann@example.com", subject="Choose", text=f"Here:\n{LINK}\n", html=f"<p>{LINK}</p>"
)


class Received:
    """A mail server's part: keeps what comes, or answers what it is told to."""

    def __init__(self):
        self.messages = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        self.messages.append(
            email.message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=email.policy.default)
        )
        return "250 OK"


@pytest.fixture
def received():
    return Received()


@pytest.fixture
def server(received):
    controller = Controller(received, hostname="127.0.0.1", port=find_free_port())
    controller.start()
    yield MailServer("127.0.0.1", controller.port, Security.NONE)
    controller.stop()


def test_a_letter_arrives_whole(server, received):
    build_post(server, SENDER, "").send(LETTER)
    (message,) = received.messages
    headers = {name: message[name] for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted")}
    assert headers == {
        "From": SENDER,
        "To": "ann@example.com",
        "Subject": "Choose",
        "Message-ID": "<one@meridian.example>",
        "Auto-Submitted": "auto-generated",
    }
    assert message["Date"].datetime is not None
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content() == LETTER.text
    assert html.get_content() == LETTER.html + "\n"


def test_other_alphabets_arrive_too(server, received):
    build_post(server, SENDER, "").send(replace(LETTER, text="für „Ann“ •••\n", subject="Grüße"))
    (message,) = received.messages
    assert message["Subject"] == "Grüße"
    assert next(message.iter_parts()).get_content() == "für „Ann“ •••\n"


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [("550 no such mailbox", Undeliverable), ("451 later", PostUnavailable), ("530 log in first", PostUnavailable)],
)
def test_what_the_server_says_decides_whether_to_try_again(server, received, answer, refusal):
    received.answer = answer
    with pytest.raises(refusal) as refused:
        SmtpPost(SENDER, server).send(LETTER)
    assert "ann@example.com" not in str(refused.value)


@pytest.mark.parametrize("local", ["=?utf-8?q?ann?=", "=?utf-8?q?ann=40example.com=2c?=", "=?utf-8?q?=0a?="])
def test_an_address_that_headers_would_turn_into_another_gets_no_letter(server, received, local):
    with pytest.raises(Undeliverable):
        SmtpPost(SENDER, server).send(replace(LETTER, to=f"{local}@example.com"))
    assert received.messages == []


@pytest.mark.parametrize("to", ["o'hara+x=1@example.com", "A.B@Example.COM", "ann?=@example.com"])
def test_an_address_is_written_to_as_it_is(server, received, to):
    SmtpPost(SENDER, server).send(replace(LETTER, to=to))
    (message,) = received.messages
    assert message["To"] == to


def test_a_server_that_is_away_may_come_back():
    with pytest.raises(PostUnavailable):
        SmtpPost(SENDER, MailServer("127.0.0.1", find_free_port(), Security.NONE)).send(LETTER)


def test_a_server_without_encryption_is_not_told_anything_that_was_to_be_encrypted(server, received):
    with pytest.raises(PostUnavailable):
        SmtpPost(SENDER, replace(server, security=Security.STARTTLS)).send(LETTER)
    assert received.messages == []


def test_without_a_server_a_letter_is_a_file_of_our_own(tmp_path):
    directory = tmp_path / "mail"
    build_post(None, SENDER, str(directory)).send(LETTER)
    (file,) = directory.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert LINK in file.read_text(), "in one piece, to be copied"
    assert file.suffix == ".eml"


def test_without_a_directory_a_letter_goes_nowhere(tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    with caplog.at_level("INFO"):
        FiledPost(SENDER, "").send(LETTER)
    assert list(tmp_path.iterdir()) == []
    assert caplog.messages == ["letter not mailed"]
    assert "reset-password" not in str(vars(caplog.records[0]))


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 25, Security.NONE)),
        ("smtps://mail.example", MailServer("mail.example", 465, Security.TLS)),
        (
            "smtp+starttls://u:p%40ss@mail.example:2525",
            MailServer("mail.example", 2525, Security.STARTTLS, "u", "p@ss"),
        ),
    ],
)
def test_address_of_a_mail_server_is_read(url, server):
    assert parse_mail_server(url) == server


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example/inbox"])
def test_what_is_no_mail_server_is_refused(url):
    with pytest.raises(ValueError, match=r".+"):
        parse_mail_server(url)
