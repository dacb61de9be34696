"""A subgraph in trouble: its fields are null with the right code, the others' data is whole, and it recovers."""

import contextlib
import time
from collections.abc import Callable
from typing import Any

SETTINGS = """
mode: development
subgraph_defaults:
  timeout_seconds: 3
  response_bytes: 100000
  retries: {attempts: 0}
  breaker: {failures: 6, open_seconds: 0.5}
"""


def refuse(handler: Any) -> None:
    handler.close_connection = True
    handler.connection.shutdown(2)


def hang(handler: Any) -> None:
    """Until the gateway has lost its patience."""
    handler.close_connection = True
    handler.connection.recv(1)


def crash(handler: Any) -> None:
    handler.send_response(500)
    handler.send_header("content-type", "text/html")
    handler.send_header("content-length", "4")
    handler.end_headers()
    handler.wfile.write(b"oops")


def overloaded(handler: Any) -> None:
    handler.send_response(503)
    handler.send_header("content-length", "0")
    handler.end_headers()


def raw(data: bytes) -> Callable[[Any], None]:
    def write(handler: Any) -> None:
        handler.wfile.write(data)
        refuse(handler)

    return write


def body(text: bytes) -> Callable[[Any], None]:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return raw(head % len(text) + text)


FAULTS = {
    "hangs up": (refuse, {"SERVICE_UNAVAILABLE"}),
    "hangs": (hang, {"SUBGRAPH_TIMEOUT"}),
    "500": (crash, {"SERVICE_UNAVAILABLE", "SUBGRAPH_INVALID_RESPONSE"}),
    "503": (overloaded, {"SERVICE_UNAVAILABLE"}),
    "garbage": (raw(b"garbage\r\n\r\n"), {"SUBGRAPH_INVALID_RESPONSE"}),
    "truncated": (raw(b'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data":'), {"SUBGRAPH_INVALID_RESPONSE"}),
    "not json": (body(b"<html>"), {"SUBGRAPH_INVALID_RESPONSE"}),
    "wrong shape": (body(b'{"data":[1]}'), {"SUBGRAPH_INVALID_RESPONSE"}),
    "a list": (body(b"[]"), {"SUBGRAPH_INVALID_RESPONSE"}),
    "nothing": (body(b""), {"SUBGRAPH_INVALID_RESPONSE"}),
    "huge": (body(b'{"data":{"a":"' + b"x" * 200_000 + b'"}}'), {"SUBGRAPH_RESPONSE_TOO_LARGE"}),
}


def test_the_fields_of_a_broken_subgraph_are_null_and_all_others_whole(start: Any, subgraphs: Any) -> None:
    gateway = start(SETTINGS.replace("failures: 6", "failures: 1000"))
    for name, (fault, codes) in FAULTS.items():
        subgraphs["a"].fault = fault
        answer = gateway.post("{ a b }")
        assert answer.status_code == 200, name
        assert answer.json()["data"] == {"a": None, "b": "B"}, name
        (error,) = answer.json()["errors"]
        assert error["path"] == ["a"], name
        assert error["extensions"]["code"] in codes, name
        assert "127.0.0.1" not in answer.text, name
        subgraphs["a"].fault = None
        assert gateway.post("{ a b }").json() == {"data": {"a": "A", "b": "B"}}, name


def test_the_breaker_opens_within_ten_failures(start: Any, subgraphs: Any) -> None:
    gateway = start(SETTINGS.replace("open_seconds: 0.5", "open_seconds: 600"))
    subgraphs["a"].fault = refuse
    for _ in range(20):
        assert gateway.post("{ a b }").json()["data"] == {"a": None, "b": "B"}
    asked = subgraphs["a"].requests
    assert asked <= 10
    assert gateway.post("{ a b }").json()["data"] == {"a": None, "b": "B"}
    assert subgraphs["a"].requests == asked, "an open breaker asks nobody"


def test_the_breaker_closes_after_recovery(start: Any, subgraphs: Any) -> None:
    gateway = start(SETTINGS)
    subgraphs["a"].fault = refuse
    for _ in range(10):
        assert gateway.post("{ a b }").json()["data"] == {"a": None, "b": "B"}
    subgraphs["a"].fault = None
    deadline = time.monotonic() + 60
    while gateway.post("{ a b }").json() != {"data": {"a": "A", "b": "B"}}:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_subgraph_that_is_down_says_when_to_come_back(start: Any, subgraphs: Any) -> None:
    gateway = start(SETTINGS)
    subgraphs["a"].close()
    with contextlib.closing(subgraphs["a"].server.socket):
        answer = gateway.post("{ a b }")
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert error["extensions"]["http"]["status"] == 503
    assert error["extensions"]["retryAfterSeconds"] >= 1
