"""The worker as a process, between the running service and the files it writes letters to."""

import itertools
import re
import sys
import threading
import time

import jwt
import pytest
from running_auth import run_command

from wire.bus import open_event_bus
from wire.identity import Caller
from wire.servers import Server

PASSWORD = "rattle-snake-77"
numbers = itertools.count(1)
REGISTER_FOR_TOKEN = "mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }"
REGISTER = "mutation ($input: RegisterInput!) { register(input: $input) { user { emailVerified } } }"
ASK = "mutation ($email: String!) { requestPasswordReset(email: $email) }"
RESET = """mutation ($token: String!, $password: String!) {
  resetPassword(token: $token, newPassword: $password) { expiresIn user { emailVerified } }
}"""
PATIENCE_SECONDS = 60


@pytest.fixture
def worker(service, tmp_path):
    """A worker of the running service, which writes to the directory `mail`."""
    environment = service.environment | {
        "MAIL_DIRECTORY": str(tmp_path / "mail"),
        "SITE_URL": "https://meridian.example",
    }
    command = [sys.executable, "-m", "auth_service", "worker"]
    log = tmp_path / "worker.log"
    process = Server(command, "", log, lambda _: b"worker started" in log.read_bytes(), environment)
    process.start()
    yield process
    process.stop()


def wait_for_letter(directory, subject):
    """The text of a letter with this subject."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for file in directory.glob("*.eml"):
            if f"Subject: {subject}" in (text := file.read_text()):
                return text
        time.sleep(0.05)
    raise AssertionError(f"no letter {subject!r} in {PATIENCE_SECONDS} s")


def test_a_forgotten_password_is_replaced_by_way_of_a_letter(service, worker, tmp_path):
    email = f"ann{next(numbers)}@letters.example"
    form = {"email": email, "password": PASSWORD, "firstName": "Ann", "lastName": "Lee"}
    assert service.ask(REGISTER, input=form)["data"]["register"]["user"] == {"emailVerified": False}
    assert service.ask(ASK, email=email) == {"data": {"requestPasswordReset": True}}
    letter = wait_for_letter(tmp_path / "mail", "Choose a new password")
    token = re.search(r"https://meridian\.example/reset-password#(\S+)", letter)[1]

    answer = service.ask(RESET, token=token, password="garter-snake-88")
    assert answer["data"]["resetPassword"] == {"expiresIn": 600, "user": {"emailVerified": True}}
    (error,) = service.ask(RESET, token=token, password="garter-snake-99")["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", "token")
    wait_for_letter(tmp_path / "mail", "Your password was changed")

    secret = token.partition(".")[2]
    for log in (service.log.read_text(), (tmp_path / "worker.log").read_text()):
        assert secret not in log
        assert email not in log
    assert "letter sent" in (tmp_path / "worker.log").read_text()


CLOSE = "mutation ($password: String!) { deleteAccount(currentPassword: $password) }"


def test_the_airline_hears_of_a_closed_account(service, worker):
    email = f"ann{next(numbers)}@letters.example"
    form = {"email": email, "password": PASSWORD, "firstName": "Ann", "lastName": "Lee"}
    token = service.ask(REGISTER_FOR_TOKEN, input=form)["data"]["register"]["accessToken"]
    claims = jwt.decode(token, options={"verify_signature": False})
    bus = open_event_bus(service.environment)
    bus.subscribe("tests", ["account.closed"])
    caller = Caller(claims["sub"], frozenset(claims["roles"]), frozenset(), claims["sid"])
    assert service.ask(CLOSE, caller, password=PASSWORD) == {"data": {"deleteAccount": True}}

    heard, stop = [], threading.Event()

    def hear(events):
        # Accounts that other tests closed are told of too.
        heard.extend(one.data["user_id"] for one in events)
        if claims["sub"] in heard:
            stop.set()

    listening = threading.Thread(target=bus.consume, args=("tests", ["account.closed"], hear, stop))
    listening.start()
    listening.join(PATIENCE_SECONDS)
    stop.set()
    listening.join()
    bus.close()
    assert claims["sub"] in heard


def test_the_worker_is_there_in_the_list_of_commands(service_environment):
    assert "Send letters" in run_command(service_environment, "worker", "--help").stdout
