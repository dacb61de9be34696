"""When a subgraph in trouble is left alone, and when it is tried again; how many retries a fleet of clients gets."""

from jetbridge.config.subgraphs import Breaker
from jetbridge.subgraphs.breaker import CircuitBreaker, RetryBudget

SETTINGS = Breaker(failures=3, open_seconds=10)


def opened(at: float = 0) -> CircuitBreaker:
    breaker = CircuitBreaker(SETTINGS)
    for _ in range(3):
        breaker.failed(at)
    return breaker


def test_only_failures_in_a_row_open_it() -> None:
    breaker = CircuitBreaker(SETTINGS)
    breaker.failed(0)
    breaker.failed(0)
    assert (breaker.state(0), breaker.is_untroubled) == ("closed", False)
    breaker.succeeded()
    breaker.failed(0)
    breaker.failed(0)
    assert breaker.allows(0)
    breaker.failed(0)
    assert (breaker.state(0), breaker.is_closed, breaker.allows(0)) == ("open", False, False)


def test_nothing_passes_while_it_is_open_and_one_probe_afterwards() -> None:
    breaker = opened(at=5)
    assert not breaker.allows(14.9)
    assert breaker.state(15) == "half_open"
    assert [breaker.allows(15) for _ in range(3)] == [True, False, False]


def test_a_probe_that_fails_keeps_it_open_for_as_long_again() -> None:
    breaker = opened(at=5)
    assert breaker.allows(15)
    breaker.failed(16)
    assert [breaker.allows(now) for now in (16, 25.9, 26)] == [False, False, True]


def test_a_probe_that_succeeds_closes_it() -> None:
    breaker = opened()
    assert breaker.allows(10)
    breaker.succeeded()
    assert (breaker.state(10), breaker.is_untroubled) == ("closed", True)
    assert [breaker.allows(10) for _ in range(3)] == [True] * 3


def test_a_probe_that_never_reports_is_replaced() -> None:
    breaker = opened()
    assert breaker.allows(10)
    assert [breaker.allows(now) for now in (19.9, 20, 20)] == [False, True, False]


def test_whoever_is_turned_away_is_told_when_to_come_back() -> None:
    breaker = opened(at=5)
    assert [breaker.retry_after_seconds(now) for now in (5, 7.5, 14.9, 99)] == [10, 8, 1, 1]
    breaker.succeeded()
    assert breaker.retry_after_seconds(99) == 1


def test_one_that_is_switched_off_never_opens() -> None:
    breaker = CircuitBreaker(Breaker(enabled=False, failures=1))
    for _ in range(100):
        breaker.failed(0)
    assert breaker.allows(0)


def test_retries_are_a_share_of_the_requests_and_a_reserve() -> None:
    budget = RetryBudget(percent=20)
    assert [budget.take() for _ in range(11)] == [True] * 10 + [False]
    for _ in range(4):
        budget.request_sent()
    assert not budget.take()
    budget.request_sent()
    assert [budget.take(), budget.take()] == [True, False]


def test_what_is_not_spent_is_not_saved_beyond_the_reserve() -> None:
    budget = RetryBudget(percent=100)
    for _ in range(1000):
        budget.request_sent()
    assert [budget.take() for _ in range(11)] == [True] * 10 + [False]


def test_no_share_is_no_retry() -> None:
    budget = RetryBudget(percent=0)
    budget.request_sent()
    assert not budget.take()
