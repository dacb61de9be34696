"""What every store of reservations promises; run over memory and over MongoDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from reservation_service.domain.itinerary import (
    Cabin,
    ChargedSeat,
    FareConditions,
    FareFamily,
    Route,
    SeatChoice,
    Segment,
    SegmentStatus,
)
from reservation_service.domain.itinerary_change import ChangePrice, ItineraryChange, ItineraryChangeStatus, Replacement
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.money import Money
from reservation_service.domain.partial_cancellation import PartialCancellation
from reservation_service.domain.passengers import Passenger, PassengerName, PassengerType, TravellerDetails
from reservation_service.domain.payment import Payment, PaymentRefund, PaymentStatus
from reservation_service.domain.ports import Attempt, AttemptKnown, LocatorTaken, Reservations, Saving
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refunds import CancellationQuote, RefundItem
from reservation_service.domain.reservation import (
    Change,
    FlightNotice,
    NameCorrection,
    Reservation,
    ReservationStatus,
    StateChange,
    open_reservation,
)
from reservation_service.domain.saga import Direction, SagaStep
from reservation_service.domain.special_services import SpecialService
from reservation_service.domain.travel_documents import DocumentType, TravelDocument
from reservation_service.storage.mongo import MongoReservations

NOW = datetime(2026, 12, 1, 10, 0, 0, 123000, tzinfo=UTC)


def build(id: str = "r1", locator: str = "", user_id: str = "ada", *flight_ids: str, **changes: Any) -> Reservation:
    return replace(
        open_reservation(
            id=id,
            locator=RecordLocator(locator or id.upper()),
            user_id=user_id,
            segments=tuple(Segment(flight_id=one, cabin=Cabin.ECONOMY) for one in flight_ids or ("F1",)),
            passengers=(Passenger("Ada", "Lovelace", PassengerType.ADULT),),
            quoted_total=None,
            at=NOW,
            expires_at=NOW + timedelta(minutes=10),
        ),
        **changes,
    )


def add(store: Reservations, reservation: Reservation, key: str = "") -> Reservation:
    store.add(reservation, Attempt(key or reservation.id, "fingerprint"), [])
    return reservation


PRICE = Money(Decimal("100.10"), "USD")
TOLD = TravellerDetails(
    date_of_birth=date(2016, 2, 29),
    document=TravelDocument(
        type=DocumentType.ID_CARD,
        sealed_number="1:c2VhbGVk",
        last_characters="67Q",
        issuing_country="FR",
        expires_on=date(2030, 1, 31),
    ),
    services=(SpecialService.WCHR, SpecialService.VGML),
)
FULL = build(
    passengers=(
        Passenger("Ada", "Lovelace", PassengerType.ADULT),
        Passenger("Byron", "King", PassengerType.CHILD, TOLD),
        Passenger("Anne", "King", PassengerType.CHILD, TravellerDetails(services=(SpecialService.DEAF,))),
    ),
    segments=(
        Segment(
            flight_id="F1",
            cabin=Cabin.FIRST,
            route=Route(
                designator="UA1",
                origin="EWR",
                destination="IAH",
                origin_zone="America/New_York",
                destination_zone="America/Chicago",
            ),
            fare_family=FareFamily.FLEX,
            hold_id="r1_3",
            fare_class="F",
            conditions=FareConditions(changeable=True, refundable=False, change_fee=Money(Decimal("25.00"), "USD")),
            status=SegmentStatus.SOLD,
            fare=Money(Decimal("100.10"), "USD"),
            departs_at=NOW,
            arrives_at=NOW + timedelta(hours=2),
            flight_version=7,
            agreed_departs_at=NOW,
            agreed_arrives_at=NOW,
            is_cancelled=True,
            seat_charge=PRICE,
            seat_charge_revision=4,
            charged_seats=(ChargedSeat("1A", PRICE),),
            next_choice=SeatChoice(charge=PRICE, revision=5, seats=(ChargedSeat("2A", PRICE),)),
        ),
    ),
    attempts=3,
    cancellations=(
        PartialCancellation(
            id="q1",
            at=NOW,
            issue=2,
            segments=(Segment(flight_id="F7", cabin=Cabin.FIRST),),
            places=(1,),
            refund=Money(Decimal("75.00"), "USD"),
            fee=Money(Decimal("25.00"), "USD"),
            why=Reason("CODE", "message"),
        ),
    ),
    corrections=(
        NameCorrection(1, PassengerName("Ad", "Lovelace"), PassengerName("Ada", "Lovelace"), "ada", NOW, False),
    ),
    waits=True,
    changes=(
        ItineraryChange(
            id="c1",
            status=ItineraryChangeStatus.OFFERED,
            replacements=(Replacement(Segment(flight_id="F2", cabin=Cabin.FIRST, hold_id="r1_1"), "F1", True),),
            given_up=(Segment(flight_id="F1", cabin=Cabin.FIRST),),
            requested_at=NOW,
            expires_at=NOW,
            offer_id="offer",
            price=ChangePrice(
                total=PRICE, difference=Money(Decimal("-1.00"), "USD"), fee=PRICE, due=PRICE, refund=PRICE
            ),
            failure=Reason("CODE", "message"),
            settled_at=NOW,
        ),
    ),
    quoted_total=Money(Decimal("1.00"), "USD"),
    total=Money(Decimal("100.10"), "USD"),
    failure=Reason("CODE", "message"),
    history=(StateChange(ReservationStatus.PENDING, NOW), StateChange(ReservationStatus.CONFIRMED, NOW, "reason")),
    notices=(FlightNotice("F1", "CANCELLED", "message", NOW, 7),),
    needs_payment=True,
    is_extended=True,
    payments=(
        Payment(id="p1", amount=PRICE, status=PaymentStatus.DECLINED, started_at=NOW, settled_at=NOW, note="note"),
        Payment(
            id="p2",
            amount=PRICE,
            status=PaymentStatus.REFUNDING,
            started_at=NOW,
            challenge="question",
            change_id="c1",
            refunds=(
                PaymentRefund(id="p2-1", amount=Money(Decimal("0.10"), "USD"), is_done=True),
                PaymentRefund(id="p2-2", amount=Money(Decimal("100.00"), "USD")),
            ),
        ),
    ),
    quote=CancellationQuote(
        id="q",
        refund=PRICE,
        fee=PRICE,
        condition="condition",
        expires_at=NOW,
        items=(RefundItem(flight_id="F1", paid=PRICE, refund=PRICE, condition="condition"),),
        flight_ids=("F1",),
    ),
)


def test_a_reservation_is_found_as_it_was_stored(store: Reservations) -> None:
    for reservation in (add(store, FULL), add(store, build("r2"))):
        assert store.find(reservation.id) == reservation
        assert store.find_by_locator(reservation.locator) == reservation
    assert store.find("nothing") is None
    assert store.find_by_locator(RecordLocator("AAAAAA")) is None
    assert set(store.find_many(["r1", "r2", "nothing"])) == {"r1", "r2"}


def test_a_segment_of_before_there_were_fare_families_is_read(database: Any) -> None:
    mongo = MongoReservations(database)
    stored = add(mongo, build())
    segment = ["fare_family", "hold_id", "fare_class", "conditions"]
    segment += [
        "charged_seats",
        "next_choice",
        "seat_charge",
        "seat_charge_revision",
        "agreed_departs_at",
        "agreed_arrives_at",
        "is_cancelled",
    ]
    newer = [*(f"segments.0.{name}" for name in segment), "changes", "change_expires_at", "attempts"]
    newer += ["corrections", "cancellations"]
    database["reservations"].update_one({}, {"$unset": dict.fromkeys(newer, "")})
    assert mongo.find("r1") == stored


def test_a_locator_is_given_once(store: Reservations) -> None:
    add(store, build("r1", "K7PQ3M"))
    with pytest.raises(LocatorTaken):
        add(store, build("r2", "K7PQ3M"))
    assert store.find("r2") is None


def test_an_attempt_is_made_once_by_each_user(store: Reservations) -> None:
    first = add(store, build("r1"), "key")
    with pytest.raises(AttemptKnown):
        add(store, build("r2"), "key")
    add(store, build("r3", "", "eve"), "key")
    assert store.find_attempt("ada", "key") == (first, Attempt("key", "fingerprint"))
    assert store.find_attempt("ada", "other") is None


def test_a_change_is_saved_if_nothing_else_was_meanwhile(store: Reservations) -> None:
    read = add(store, build())
    after = replace(read, status=ReservationStatus.CONFIRMED)
    saved = store.save(Change(after), [])
    assert saved == replace(after, version=2)
    assert store.find("r1") == saved
    assert store.save(Change(replace(read, status=ReservationStatus.FAILED)), []) is None
    assert store.find("r1") == saved


def test_of_many_changes_at_once_one_is_saved(store: Reservations) -> None:
    read = add(store, build())
    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(lambda _: store.save(Change(read), []), range(16)))
    assert sum(one is not None for one in saved) == 1


def test_a_users_reservations_come_newest_first(store: Reservations) -> None:
    for number in range(5):
        add(store, build(f"r{number}", "", "ada"))
    add(store, build("r9", "", "eve"))
    assert [one.id for one in store.list_of_user("ada", limit=3)] == ["r4", "r3", "r2"]
    assert [one.id for one in store.list_of_user("ada", limit=3, before="r2")] == ["r1", "r0"]
    assert store.list_of_user("nobody", limit=3) == []
    assert store.count_of_user("ada") == 5
    lists = store.list_of_users(["ada", "eve", "nobody"], limit=2)
    assert {user: [one.id for one in found] for user, found in lists.items()} == {"ada": ["r4", "r3"], "eve": ["r9"]}


def test_many_of_one_user_do_not_hide_those_of_another(store: Reservations) -> None:
    add(store, build("r0", "", "eve"))
    for number in range(1, 8):
        add(store, build(f"r{number}", "", "ada"))
    lists = store.list_of_users(["ada", "eve", "nobody"], limit=2)
    assert {user: [one.id for one in found] for user, found in lists.items()} == {"ada": ["r7", "r6"], "eve": ["r0"]}


def test_a_users_reservations_are_found_by_status(store: Reservations) -> None:
    add(store, build("r1"))
    add(store, build("r2", status=ReservationStatus.FAILED))
    assert [one.id for one in store.list_of_user("ada", limit=9, status=ReservationStatus.FAILED)] == ["r2"]
    assert store.count_of_user("ada", ReservationStatus.PENDING) == 1


def test_active_reservations_are_found_by_flight(store: Reservations) -> None:
    add(store, build("r1", "", "ada", "F1", "F2"))
    add(store, build("r2", "", "ada", "F2", status=ReservationStatus.CONFIRMED))
    add(store, build("r3", "", "ada", "F2", status=ReservationStatus.FAILED))
    assert sorted(store.list_active_on_flight("F2")) == ["r1", "r2"]
    assert store.list_active_on_flight("F1") == ["r1"]
    assert store.list_active_on_flight("F9") == []


def test_everybody_on_a_flight_is_found_newest_first(store: Reservations) -> None:
    for number in range(3):
        add(store, build(f"r{number}", "", "ada", "F1", "F2"))
    add(store, build("r3", "", "eve", "F2", status=ReservationStatus.FAILED))
    assert [one.id for one in store.list_on_flight("F2", limit=2)] == ["r3", "r2"]
    assert [one.id for one in store.list_on_flight("F2", limit=9, before="r2")] == ["r1", "r0"]
    assert [one.id for one in store.list_on_flight("F2", limit=9, status=ReservationStatus.FAILED)] == ["r3"]
    assert store.list_on_flight("F9", limit=9) == []
    assert (store.count_on_flight("F2"), store.count_on_flight("F2", ReservationStatus.FAILED)) == (4, 1)
    assert store.count_with_status(ReservationStatus.PENDING) == 3


def test_overdue_are_the_pending_past_their_deadline(store: Reservations) -> None:
    add(store, build("r1"))
    add(store, build("r2", status=ReservationStatus.CONFIRMED))
    add(store, build("r3", expires_at=NOW + timedelta(hours=1)))
    assert store.list_overdue(NOW, limit=9) == []
    assert store.list_overdue(NOW + timedelta(minutes=10), limit=9) == ["r1"]
    assert store.list_overdue(NOW + timedelta(hours=1), limit=1) in (["r1"], ["r3"])


def test_overdue_are_those_whose_open_change_is(store: Reservations) -> None:
    (change,) = FULL.changes
    for number, status in enumerate(ItineraryChangeStatus):
        changes = (replace(change, status=status),)
        add(store, build(f"r{number}", status=ReservationStatus.CONFIRMED, changes=changes))
    assert store.list_overdue(NOW - timedelta(seconds=1), limit=9) == []
    assert sorted(store.list_overdue(NOW, limit=9)) == ["r0", "r1"]


def test_news_of_a_flight_concern_those_who_are_changing_to_it(store: Reservations) -> None:
    add(store, build(changes=FULL.changes))
    assert store.list_active_on_flight("F2") == ["r1"]


def test_those_who_wait_for_a_cabin_come_in_the_order_they_joined(store: Reservations) -> None:
    waiting = {"status": ReservationStatus.WAITLISTED, "waits": True, "next_try_at": NOW}
    for name in ("r3", "r1", "r2"):
        add(store, build(name, "", "ada", **waiting))
    add(store, build("r4", "", "ada", "F2", **waiting))
    add(store, build("r5", status=ReservationStatus.CONFIRMED, waits=True))
    assert [one.id for one in store.list_waitlisted("F1", "ECONOMY", limit=2)] == ["r1", "r2"]
    assert store.list_waitlisted("F1", "FIRST", limit=2) == []
    assert store.count_waitlisted("F1", "ECONOMY", before="r3") == 2
    assert store.list_waitlisted_ids("F1", "ECONOMY") == ["r1", "r2", "r3"]
    assert store.find("r3") == store.list_waitlisted("F1", "ECONOMY", limit=9)[2]


def test_who_waits_is_overdue_when_it_is_time_to_ask_again(store: Reservations) -> None:
    add(store, build("r1", status=ReservationStatus.WAITLISTED, next_try_at=NOW, expires_at=NOW + timedelta(days=9)))
    add(store, build("r2", status=ReservationStatus.CANCELLED, next_try_at=NOW))
    assert store.list_overdue(NOW - timedelta(seconds=1), limit=9) == []
    assert store.list_overdue(NOW, limit=9) == ["r1"]


def test_versions_are_found_together(store: Reservations) -> None:
    add(store, build("r1"))
    store.save(Change(add(store, build("r2"))), [])
    assert store.find_versions(["r1", "r2", "nothing"]) == {"r1": 1, "r2": 2}


def test_payments_that_need_work_are_found(store: Reservations) -> None:
    for number, status in enumerate(PaymentStatus):
        payment = Payment(id="p", amount=PRICE, status=status, started_at=NOW)
        add(store, build(f"r{number}", payments=(payment,)))
    add(store, build("r99"))
    found = {one.payment.status for one in store.list_unsettled_payments(limit=9) if one.payment}
    assert found == {PaymentStatus.PROCESSING, PaymentStatus.CHALLENGED, PaymentStatus.REFUNDING}


def test_refunds_are_found_however_many_payers_are_asked_something(store: Reservations) -> None:
    statuses = [PaymentStatus.CHALLENGED] * 3 + [PaymentStatus.PROCESSING, PaymentStatus.REFUNDING]
    for number, status in enumerate(statuses):
        payment = Payment(id="p", amount=PRICE, status=status, started_at=NOW)
        add(store, build(f"r{number}", payments=(payment,)))
    found = [one.payment.status for one in store.list_unsettled_payments(limit=2) if one.payment]
    assert sorted(found) == ["CHALLENGED", "CHALLENGED", "PROCESSING", "REFUNDING"]


def paid_by(names: list[str]) -> list[str]:
    return [f"payment of {name}" for name in names]


def test_refunds_that_are_put_off_keep_no_other_from_being_found(store: Reservations) -> None:
    names = [f"r{number}" for number in range(60)]
    for name, payment_id in zip(names, paid_by(names), strict=True):
        refunding = Payment(id=payment_id, amount=PRICE, status=PaymentStatus.REFUNDING, started_at=NOW)
        add(store, build(name, payments=(refunding,)))
    assert [one.id for one in store.list_unsettled_payments(limit=1, without=paid_by(names[:-1]))] == names[-1:]
    assert len(store.list_unsettled_payments(limit=30, without=paid_by(names[:10]))) == 30
    assert store.list_unsettled_payments(limit=1, without=paid_by(names)) == []


def test_a_refund_that_is_put_off_does_not_hide_another_payment_of_the_same_reservation(store: Reservations) -> None:
    statuses = {"old": PaymentStatus.REFUNDING, "new": PaymentStatus.PROCESSING, "over": PaymentStatus.DECLINED}
    payments = tuple(Payment(id=one, amount=PRICE, status=statuses[one], started_at=NOW) for one in statuses)
    add(store, build("r1", payments=payments))
    assert [one.id for one in store.list_unsettled_payments(limit=9, without=["old"])] == ["r1"]
    assert store.list_unsettled_payments(limit=9, without=["old", "new"]) == []


def test_what_was_heard_and_said_is_kept_in_order(store: Reservations) -> None:
    created = to_outbox_entry("e1", "reservation.created")
    store.add(build(), Attempt("key", "fingerprint"), [created])
    heard = SagaStep(
        event_id="e2", type="flight.updated", at=NOW, direction=Direction.HEARD, because_of="e1", detail="said"
    )
    read = store.find("r1")
    assert read is not None
    store.save(Change(read), [to_outbox_entry("e3", "reservation.confirmed", "e2")], heard)
    said = [
        SagaStep(event_id="e1", type="reservation.created", at=NOW, direction=Direction.SAID),
        SagaStep(event_id="e3", type="reservation.confirmed", at=NOW, direction=Direction.SAID, because_of="e2"),
    ]
    assert store.find_saga("r1") == [said[0], heard, said[1]]
    assert store.find_saga("nothing") is None


def to_outbox_entry(event_id: str, type: str, cause: str | None = None) -> dict[str, str]:
    return {"id": event_id, "type": type, "occurred_at": NOW.isoformat(), "causation_id": cause or event_id}


def test_several_changes_are_saved_at_once(store: Reservations) -> None:
    before = [add(store, build(f"r{number}")) for number in range(3)]
    savings = [
        Saving(Change(replace(one, total=PRICE)), [to_outbox_entry(one.id, "reservation.failed")]) for one in before
    ]
    assert store.save_all(savings)
    found = store.find_many([one.id for one in before])
    assert [(found[one.id].total, found[one.id].version) for one in before] == [(PRICE, 2)] * 3
    saga = store.find_saga("r1")
    assert saga is not None
    assert [step.event_id for step in saga] == ["r1"]


def test_of_several_changes_those_made_on_an_older_version_are_not_saved(store: Reservations) -> None:
    before = [add(store, build(f"r{number}")) for number in range(3)]
    assert store.save(Change(before[1]), [])
    assert not store.save_all([Saving(Change(replace(one, total=PRICE)), []) for one in before])
    found = store.find_many([one.id for one in before])
    assert [found[one.id].total for one in before] == [PRICE, None, PRICE]
