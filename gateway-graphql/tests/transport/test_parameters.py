"""Bodies that are made to cost much to read."""

import time
import tracemalloc

import pytest

from jetbridge.errors import GatewayError
from jetbridge.transport.media_types import StreamType, find_media_type, find_stream_type
from jetbridge.transport.parameters import BODIES_CAPACITY, Bodies, load_body


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
    assert find_stream_type(b"text/x," * 60 + b"text/event-stream") is StreamType.EVENTS
    assert find_stream_type(b"text/x," * 70 + b"text/event-stream") is None


@pytest.mark.parametrize("item", ['{"":0}', "[]", "{}", "[0]", '"ab"'])
def test_remembered_bodies_weigh_what_their_values_take(item: str) -> None:
    bodies = Bodies()
    many = ",".join([item] * (15_000 // (len(item) + 1)))
    tracemalloc.start()
    try:
        for number in range(40):
            bodies.load(f'{{"query":"{{a}}","variables":{{"n":{number},"x":[{many}]}}}}'.encode())
        assert tracemalloc.get_traced_memory()[0] < 1.5 * BODIES_CAPACITY
    finally:
        tracemalloc.stop()


def test_the_brackets_of_a_query_do_not_make_its_body_heavier() -> None:
    plain, bracketed = Bodies(), Bodies()
    plain.load(b'{"query":"{ab cd ef ghi}","variables":{"n":1}}')
    bracketed.load(b'{"query":"{a(b:[{c:d}])}","variables":{"n":1}}')
    assert plain.cache.weight == bracketed.cache.weight
