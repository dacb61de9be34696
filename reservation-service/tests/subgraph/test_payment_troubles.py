"""A provider that fails: nobody else is kept waiting, staff sees it and has it tried again, and money goes back once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reservation_service.domain.money import Money
from reservation_service.domain.payment import PaymentAnswer, Payments
from reservation_service.domain.refused import RefundNotStuck
from reservation_service.storage.memory import InMemoryPaymentTroubles
from reservation_service.usecases.payment_desk import TakenOver
from wire.identity import Caller

PAY = """mutation($id: ID!) {
  payReservation(id: $id, paymentToken: "sandbox-approve", idempotencyKey: "k") { __typename } }"""
READ = "query($id: ID!) { reservation(id: $id) { payment { status refund { amount } } } }"
RECEIPT = "query($id: ID!) { reservation(id: $id) { receipt { refunded { amount } refundUnderWay { amount } } } }"
TROUBLES = """query($first: Int) { paymentTroubles(first: $first) {
  tries since againAt error reservation { id payment { refund { amount } } } } }"""
RETRY = "mutation($id: ID!) { retryPayment(reservationId: $id) }"
AUDIT = "query($target: ID) { reservationAudit(first: 5, target: $target) { edges { node { act } } } }"


@dataclass
class Failing:
    """The provider, which knows nothing of some payments' refunds while it is `away`."""

    provider: Payments
    away: set[str] = field(default_factory=set)
    asked: int = 0

    def capture(self, payment_id: str, amount: Money, token: str) -> PaymentAnswer:
        return self.provider.capture(payment_id, amount, token)

    def answer_challenge(self, payment_id: str, answer: str) -> PaymentAnswer:
        return self.provider.answer_challenge(payment_id, answer)

    def find(self, payment_id: str) -> PaymentAnswer | None:
        return self.provider.find(payment_id)

    def void(self, payment_id: str) -> PaymentAnswer:
        return self.provider.void(payment_id)

    def refund(self, payment_id: str, refund_id: str, amount: Money) -> None:
        if payment_id in self.away:
            self.asked += 1
            raise ConnectionError("the bank does not answer")
        self.provider.refund(payment_id, refund_id, amount)


@dataclass
class Worker:
    """Its part in payments, at a time of its own."""

    now: datetime
    provider: Failing

    def __call__(self) -> None:
        from reservation_service.bootstrap import get_application

        settle = get_application().settle_payments
        replace(settle, payments=self.provider, clock=lambda: self.now)()


@pytest.fixture
def worker(subgraph: Any) -> Iterator[Worker]:
    from reservation_service.bootstrap import get_application

    yield Worker(datetime.now(UTC), Failing(get_application().settle_payments.payments))
    subgraph.database["payment_troubles"].delete_many({})


def cancel_paid(subgraph: Any) -> tuple[str, str]:
    """A reservation of which 100.00 have to go back, and its payment."""
    reservation_id: str = subgraph.create("F1", holdForPayment=True)["id"]
    subgraph.hear_hold(reservation_id, "F1", departs_at=datetime.now(UTC) + timedelta(days=30))
    subgraph.execute(PAY, {"id": reservation_id})
    subgraph.cancel(reservation_id)
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    return reservation_id, document["payments"][0]["id"]


def status(subgraph: Any, reservation_id: str) -> str:
    found: str = subgraph.execute(READ, {"id": reservation_id})["reservation"]["payment"]["status"]
    return found


def troubles(staff: Any, reservation_id: str) -> list[dict[str, Any]]:
    found = staff.execute(TROUBLES, {"first": 100})["paymentTroubles"]
    return [one for one in found if one["reservation"]["id"] == reservation_id]


def test_a_refund_that_fails_for_days_is_seen_by_staff_and_holds_up_no_other(
    subgraph: Any, staff: Any, worker: Worker
) -> None:
    (stuck, payment), (other, _) = cancel_paid(subgraph), cancel_paid(subgraph)
    worker.provider.away = {payment}
    began = worker.now
    for _ in range(3 * 24):
        worker()
        worker.now += timedelta(hours=1, minutes=1)
    assert (status(subgraph, stuck), status(subgraph, other)) == ("REFUNDING", "REFUNDED")
    (trouble,) = troubles(staff, stuck)
    assert trouble["error"] == "ConnectionError('the bank does not answer')"
    assert trouble["tries"] == worker.provider.asked == 3 * 24
    assert datetime.fromisoformat(trouble["since"]) - began < timedelta(seconds=1)
    assert trouble["reservation"]["payment"]["refund"] == {"amount": "100.00"}


def test_it_is_asked_again_after_pauses_that_grow(subgraph: Any, worker: Worker) -> None:
    _, payment = cancel_paid(subgraph)
    worker.provider.away = {payment}
    began, asked_at = worker.now, list[int]()
    for second in range(0, 600, 10):
        worker.now = began + timedelta(seconds=second)
        before = worker.provider.asked
        worker()
        asked_at += [second] * (worker.provider.asked - before)
    assert asked_at == [0, 30, 90, 210, 450]


def test_staff_has_it_tried_at_once_and_it_is_refunded_once(subgraph: Any, staff: Any, worker: Worker) -> None:
    stuck, payment = cancel_paid(subgraph)
    worker.provider.away = {payment}
    worker()
    worker.provider.away = set()
    worker()
    assert status(subgraph, stuck) == "REFUNDING"
    assert staff.execute(RETRY, {"id": stuck}) == {"retryPayment": True}
    worker.now = datetime.now(UTC) + timedelta(seconds=1)
    for _ in range(2):
        worker()
    assert status(subgraph, stuck) == "REFUNDED"
    book = subgraph.database["sandbox_payments"].find_one({"_id": payment})
    assert list(book["refunds"].values()) == ["100.00"]
    assert troubles(staff, stuck) == []
    assert staff.execute(RETRY, {"id": stuck}) == {"retryPayment": False}
    acts = staff.execute(AUDIT, {"target": stuck})["reservationAudit"]["edges"]
    assert [one["node"]["act"] for one in acts] == ["retry payment", "retry payment"]


def test_what_somebody_else_has_finished_is_no_trouble_any_more(subgraph: Any, staff: Any, worker: Worker) -> None:
    """Another worker, which died before it said so."""
    from reservation_service.bootstrap import get_application

    stuck, payment = cancel_paid(subgraph)
    worker.provider.away = {payment}
    worker()
    replace(get_application().settle_payments, troubles=InMemoryPaymentTroubles())()
    assert status(subgraph, stuck) == "REFUNDED"
    worker()
    assert troubles(staff, stuck) != []
    worker.now += timedelta(minutes=1)
    worker()
    assert troubles(staff, stuck) == []


def test_what_earlier_versions_kept_of_a_reservation_delays_nothing_and_is_dropped(
    subgraph: Any, staff: Any, worker: Worker
) -> None:
    stuck, _ = cancel_paid(subgraph)
    kept = {"tries": 7, "since": worker.now, "again_at": worker.now + timedelta(hours=1), "error": "away"}
    subgraph.database["payment_troubles"].insert_one({"_id": stuck, **kept})
    worker()
    assert status(subgraph, stuck) == "REFUNDED"
    worker.now += timedelta(hours=2)
    worker()
    assert troubles(staff, stuck) == []


def test_it_is_for_staff_and_bounded(subgraph: Any, staff: Any) -> None:
    assert subgraph.error(TROUBLES)["code"] == "FORBIDDEN"
    assert subgraph.error(RETRY, {"id": "r1"})["code"] == "FORBIDDEN"
    assert staff.error(TROUBLES, {"first": 101})["field"] == "first"


TAKE_OVER = """mutation($id: ID!, $how: String!) { takeOverRefund(reservationId: $id, how: $how) {
  __typename ... on Refusal { code message } ... on RefundTakenOver {
    amount { amount } reservation { payment { status } receipt { refunded { amount } refundUnderWay { amount } } } }
} }"""


def take_over(staff: Any, reservation_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = staff.execute(TAKE_OVER, {"id": reservation_id, "how": "transfer 4711"})["takeOverRefund"]
    return answer


def test_staff_pay_back_otherwise_what_the_provider_never_takes(subgraph: Any, staff: Any, worker: Worker) -> None:
    """As a card whose bank takes no refunds for a day."""
    reservation_id: str = subgraph.create("F1", holdForPayment=True)["id"]
    subgraph.hear_hold(reservation_id, "F1", departs_at=datetime.now(UTC) + timedelta(days=30))
    subgraph.execute(PAY.replace("sandbox-approve", "sandbox-refund-late"), {"id": reservation_id})
    subgraph.cancel(reservation_id)
    assert take_over(staff, reservation_id)["code"] == "REFUND_NOT_STUCK"
    worker()
    (trouble,) = troubles(staff, reservation_id)
    assert "takes no refunds before" in trouble["error"]
    read = subgraph.execute(RECEIPT, {"id": reservation_id})["reservation"]["receipt"]
    assert read == {"refunded": {"amount": "100.00"}, "refundUnderWay": {"amount": "100.00"}}
    answer = take_over(staff, reservation_id)
    assert answer["amount"] == {"amount": "100.00"}
    assert answer["reservation"] == {
        "payment": {"status": "REFUNDED"},
        "receipt": {"refunded": {"amount": "100.00"}, "refundUnderWay": None},
    }
    assert troubles(staff, reservation_id) == []
    worker.now += timedelta(days=2)
    worker()
    payment = subgraph.database["reservations"].find_one({"_id": reservation_id})["payments"][0]
    assert [one["taken_over"] for one in payment["refunds"]] == ["transfer 4711"]
    assert subgraph.database["sandbox_payments"].find_one({"_id": payment["id"]})["refunds"] == {}
    (act,) = staff.execute(AUDIT, {"target": reservation_id})["reservationAudit"]["edges"]
    assert act["node"]["act"] == "take over refund"
    assert take_over(staff, reservation_id)["code"] == "REFUND_NOT_STUCK"


def test_nobody_pays_back_what_the_provider_takes_at_the_last_try(subgraph: Any, staff: Any, worker: Worker) -> None:
    stuck, payment = cancel_paid(subgraph)
    worker.provider.away = {payment}
    worker()
    answer = take_over(staff, stuck)
    assert (answer["__typename"], answer["message"]) == (
        "RefundNotStuck",
        "The provider or a colleague has done it now: do not pay it back yourself.",
    )
    assert status(subgraph, stuck) == "REFUNDED"
    book = subgraph.database["sandbox_payments"].find_one({"_id": payment})
    assert list(book["refunds"].values()) == ["100.00"]
    assert troubles(staff, stuck) == []


class MeanwhileTakenOver(Failing):
    """Whoever asks it for a refund is overtaken by a colleague."""

    colleague: Callable[[], object] | None = None

    def refund(self, payment_id: str, refund_id: str, amount: Money) -> None:
        ask, self.colleague = self.colleague, None
        if ask is not None:
            ask()
        super().refund(payment_id, refund_id, amount)


def test_of_two_who_take_over_at_once_one_pays_back(subgraph: Any, worker: Worker) -> None:
    from reservation_service.bootstrap import get_application

    stuck, payment = cancel_paid(subgraph)
    worker.provider.away = {payment}
    worker()
    provider = MeanwhileTakenOver(worker.provider.provider, {payment})
    desk = replace(get_application().payment_desk, payments=provider)
    answers: list[TakenOver | RefundNotStuck] = []
    provider.colleague = lambda: answers.append(desk.take_over(Caller("agent2", frozenset({"AGENT"})), stuck, "cash"))
    answers.append(desk.take_over(Caller("agent1", frozenset({"AGENT"})), stuck, "transfer"))
    assert [type(one) for one in answers] == [TakenOver, RefundNotStuck]


def test_only_staff_take_over_and_they_say_how(subgraph: Any, staff: Any) -> None:
    assert subgraph.error(TAKE_OVER, {"id": "r1", "how": "by hand"})["code"] == "FORBIDDEN"
    assert staff.error(TAKE_OVER, {"id": "r1", "how": ""})["field"] == "how"
    assert staff.error(TAKE_OVER, {"id": "r1", "how": "by hand"})["code"] == "NOT_FOUND"
