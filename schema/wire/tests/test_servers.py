"""Ports for servers that are started a little later."""

import socket

from wire.servers import PORTS, find_free_port, is_free


def test_no_port_is_told_twice() -> None:
    told = [find_free_port() for _ in range(100)]
    assert len(set(told)) == 100
    assert set(told) <= set(PORTS)


def test_a_port_that_somebody_has_is_not_free() -> None:
    port = find_free_port()
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
    assert is_free(port)
