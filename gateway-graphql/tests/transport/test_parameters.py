"""Bodies that are made to cost much to read."""

import time

import pytest

from jetbridge.errors import GatewayError
from jetbridge.transport.media_types import find_media_type, prefers_events
from jetbridge.transport.parameters import load_body


def test_the_repeated_one_of_very_many_keys_is_found_in_one_pass() -> None:
    keys = ",".join(f'"{number}":0' for number in range(40_000))
    body = f'{{"query":"{{a}}","variables":{{{keys},"39999":1}}}}'.encode()
    begun = time.process_time()
    with pytest.raises(GatewayError, match="39999"):
        load_body(body)
    # Processor time, of which a hundredth is enough; comparing each key with each takes more than twice as much.
    assert time.process_time() - begun < 5


def test_of_an_endless_list_of_media_types_only_the_first_are_looked_at() -> None:
    assert find_media_type(b"text/x," * 60 + b"application/json") is not None
    assert find_media_type(b"text/x," * 70 + b"application/json") is None
    assert prefers_events(b"text/x," * 60 + b"text/event-stream")
    assert not prefers_events(b"text/x," * 70 + b"text/event-stream")
