"""What `make bench-search` asks: every kind of search is answered, and by more than nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from airline_system.gateway_client import GatewayClient
from airline_system.searches import KINDS, Drawer
from airline_system.stack import Stack
from airline_system.usage import read_usage


def count_prices(answer: Any) -> int:
    """How many amounts of money there are anywhere in it."""
    match answer:
        case {"amount": _}:
            return 1
        case dict():
            return sum(count_prices(value) for value in answer.values())
        case list():
            return sum(map(count_prices, answer))
    return 0


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_search_finds_prices(
    embedded_stack: Stack, connect: Callable[..., GatewayClient], name: str
) -> None:
    client, kind = connect(embedded_stack), KINDS[name]
    # Other tests put flights of their own on sale, weeks ahead: every route has flights tomorrow only.
    trips = Drawer(embedded_stack, days=1).draw(kind, 30)
    assert trips == Drawer(embedded_stack, days=1).draw(kind, 30)
    assert sum(count_prices(client.execute(kind.query, kind.variables(trip))) for trip in trips) > 0


def test_usage_is_of_a_process_and_its_children(embedded_stack: Stack) -> None:
    flights = read_usage(embedded_stack.processes["flights"].pid)
    assert flights.cpu_seconds > 0
    assert 30 < flights.resident_mb < 2000
    assert read_usage(embedded_stack.processes["database"].pid).resident_mb > 30
