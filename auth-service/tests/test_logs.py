"""Log lines: JSON, with fields, without secrets."""

import json
import logging
import sys

from auth_service.logs import JsonFormatter, trace_id


def line(message="something happened", **fields):
    record = logging.makeLogRecord({"name": "auth_service", "levelname": "INFO", "msg": message, **fields})
    return json.loads(JsonFormatter().format(record))


def test_sentence_and_fields_are_one_json_object():
    assert (
        line(account="u1", milliseconds=1.5).items()
        >= {
            "event": "something happened",
            "level": "info",
            "logger": "auth_service",
            "account": "u1",
            "milliseconds": 1.5,
        }.items()
    )


def test_lines_within_a_request_carry_its_trace_id():
    assert "trace_id" not in line()
    reset = trace_id.set("4bf92f3577b34da6a3ce929d0e0e4736")
    assert line()["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    trace_id.reset(reset)


def test_fields_named_like_secrets_are_blanked():
    blanked = line(password="p", refresh_token="t", IDENTITY_SECRET="s", Authorization="a", set_cookie="c")
    assert {name for name, value in blanked.items() if value == "[not logged]"} == {
        "password", "refresh_token", "IDENTITY_SECRET", "Authorization", "set_cookie",
    }  # fmt: skip


def test_exception_is_logged_whole():
    try:
        raise ValueError("inside")
    except ValueError:
        assert "ValueError: inside" in line(exc_info=sys.exc_info())["exception"]


def test_values_that_json_does_not_know_are_written_as_text():
    assert line(error=ValueError("x"))["error"] == "x"
