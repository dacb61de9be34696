"""Letters: one for each thing a traveller is told, through a real mail server, whoever dies in between."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from reservation_service.mail.writing import LetterWriter
from reservation_service.storage.letters import MongoLetters
from reservation_service.usecases.send_letters import MAX_TRIES, SendLetters
from wire.events import FlightUpdated, Route
from wire.post import Letter, PostUnavailable, Undeliverable

WRITER = LetterWriter(airline="Meridian", address="trips@meridian.example", site_url="https://meridian.example")


@dataclass
class Clock:
    """It stands still, later than anything here was stored."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(hours=1))

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Collected:
    """A post that keeps what it gets; `trouble` is raised instead, while there is some."""

    letters: list[Letter] = field(default_factory=list)
    trouble: list[BaseException] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.letters.append(letter)

    def subjects_to(self, address: str) -> list[str]:
        return [letter.subject.partition(":")[0] for letter in self.letters if letter.to == address]


@pytest.fixture
def address(subgraph: Any) -> str:
    return f"{subgraph.caller.user_id}@traveller.example"


@pytest.fixture
def build(subgraph: Any) -> Callable[..., SendLetters]:
    def build_with(post: Any, clock: Any = None) -> SendLetters:
        return SendLetters(MongoLetters(subgraph.database), post, WRITER, clock or Clock())

    return build_with


def book(subgraph: Any, address: str, **more: Any) -> str:
    created = subgraph.create("F1", contactEmail=address, **more)
    subgraph.hear_hold(created["id"], "F1", departs_at=datetime(2099, 3, 1, 9, 30, tzinfo=UTC))
    reservation_id: str = created["id"]
    return reservation_id


PAY = """mutation($id: ID!) {
  payReservation(id: $id, paymentToken: "sandbox-approve", idempotencyKey: "k") { ... on Reservation { status } }
}"""


def test_each_thing_is_told_once(subgraph: Any, address: str, build: Any) -> None:
    post = Collected()
    send = build(post)
    reservation_id = book(subgraph, address, holdForPayment=True)
    send()
    assert post.subjects_to(address) == ["Your seats are held"]
    subgraph.execute(PAY, {"id": reservation_id})
    for _ in range(3):
        send()
    subgraph.cancel(reservation_id)
    send()
    assert post.subjects_to(address) == ["Your seats are held", "You are booked", "Your reservation is cancelled"]
    assert len({letter.id for letter in post.letters}) == len(post.letters)


def test_who_is_past_paying_is_not_asked_to_pay(subgraph: Any, address: str, build: Any) -> None:
    reservation_id = book(subgraph, address, holdForPayment=True)
    subgraph.execute(PAY, {"id": reservation_id})
    post = Collected()
    build(post)()
    assert post.subjects_to(address) == ["You are booked"]


def test_nobody_is_written_to_without_an_address(subgraph: Any, build: Any) -> None:
    created = subgraph.create("F1")
    subgraph.hear_hold(created["id"], "F1")
    post = Collected()
    build(post)()
    assert not [letter for letter in post.letters if created["recordLocator"] in letter.text]


def test_what_the_traveller_wrote_is_not_sent_to_an_address_that_may_be_a_strangers(
    subgraph: Any, staff: Any, address: str, build: Any
) -> None:
    cancel = """mutation($id: ID!) {
      cancelReservation(id: $id, reason: "Claim your refund at https://phish.example") { __typename }
    }"""
    post = Collected()
    subgraph.execute(cancel, {"id": book(subgraph, address)})
    build(post)()
    assert [letter for letter in post.letters if "phish" in letter.text + letter.html] == []
    staff.execute(cancel, {"id": book(subgraph, address)})
    build(post)()
    assert "Claim your refund at https://phish.example" in post.letters[-1].text  # what the airline says is


def test_many_workers_send_a_letter_once(subgraph: Any, address: str, build: Any) -> None:
    for _ in range(5):
        book(subgraph, address)
    post = Collected()
    with ThreadPoolExecutor(6) as pool:
        for future in [pool.submit(build(post)) for _ in range(24)]:
            future.result()
    assert post.subjects_to(address) == ["You are booked"] * 5
    assert len({letter.id for letter in post.letters}) == len(post.letters)


def test_a_worker_that_dies_before_sending_loses_no_letter(subgraph: Any, address: str, build: Any) -> None:
    clock, post = Clock(), Collected(trouble=[SystemExit()])
    send = build(post, clock)
    book(subgraph, address)
    with pytest.raises(SystemExit):
        send()
    send()
    assert post.subjects_to(address) == []  # it is claimed, as if somebody were still sending it
    clock.now += timedelta(minutes=4)
    send()
    assert post.subjects_to(address) == ["You are booked"]


def test_a_letter_that_may_have_left_is_repeated_under_the_same_id(
    subgraph: Any, address: str, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one gap there is: handed over, and then the process dies before it can write that down."""
    clock, post = Clock(), Collected()
    send = build(post, clock)
    book(subgraph, address)
    with monkeypatch.context() as dying:
        dying.setattr(MongoLetters, "close", lambda *_: (_ for _ in ()).throw(SystemExit()))
        with pytest.raises(SystemExit):
            send()
    clock.now += timedelta(minutes=4)
    send()
    send()
    first, second = (letter for letter in post.letters if letter.to == address)
    assert first == second


def test_a_server_that_is_away_is_tried_again_later(subgraph: Any, address: str, build: Any) -> None:
    clock, post = Clock(), Collected(trouble=[PostUnavailable("away"), PostUnavailable("away")])
    send = build(post, clock)
    book(subgraph, address)
    sent_after = []
    for second in range(0, 121, 10):
        send()
        sent_after.append((second, len(post.subjects_to(address))))
        clock.now += timedelta(seconds=10)
    assert [second for second, count in sent_after if count] == [90, 100, 110, 120]


def test_a_fault_of_ours_with_one_letter_puts_that_letter_off_and_holds_up_no_other(
    subgraph: Any, stranger: Any, address: str, build: Any, caplog: pytest.LogCaptureFixture
) -> None:
    clock, post, other = Clock(), Collected(trouble=[KeyError("airline")]), f"other-{address}"
    send = build(post, clock)
    book(subgraph, address)
    book(stranger, other)
    with caplog.at_level("ERROR"):
        send()
    assert "letter could not be sent" in caplog.messages
    assert len(post.subjects_to(address) + post.subjects_to(other)) == 1
    clock.now += timedelta(minutes=1)
    send()
    assert post.subjects_to(address) == post.subjects_to(other) == ["You are booked"]


@pytest.mark.parametrize(
    ("trouble", "tries"), [([Undeliverable("no such mailbox")], 1), ([PostUnavailable("away")] * MAX_TRIES, MAX_TRIES)]
)
def test_a_letter_that_cannot_be_sent_is_given_up(
    subgraph: Any, address: str, build: Any, trouble: list[BaseException], tries: int
) -> None:
    clock, post = Clock(), Collected(trouble=list(trouble))
    send = build(post, clock)
    reservation_id = book(subgraph, address)
    for _ in range(MAX_TRIES + 5):
        send()
        clock.now += timedelta(hours=2)
    assert post.trouble == []
    assert post.subjects_to(address) == []
    (letter,) = subgraph.database["letters"].find({"_id": {"$in": [f"{reservation_id}:history:1"]}})
    assert (letter["tries"], letter["again_at"]) == (tries, None)
    assert letter["trouble"]
    assert subgraph.database["reservations"].find_one({"_id": reservation_id})["mail_due_at"] is None


def test_what_changes_while_a_letter_is_sent_is_told_too(subgraph: Any, address: str, build: Any) -> None:
    reservation_id = book(subgraph, address)

    class Cancelling(Collected):
        def send(self, letter: Letter) -> None:
            if letter.to == address and not self.letters:
                subgraph.cancel(reservation_id)
            super().send(letter)

    post = Cancelling()
    send = build(post)
    send()
    send()
    assert post.subjects_to(address) == ["You are booked", "Your reservation is cancelled"]


JOIN = """mutation($input: JoinWaitlistInput!) {
  joinWaitlist(input: $input, idempotencyKey: "k") { ... on Reservation { id } }
}"""


def test_who_waits_is_told_when_seats_come_free(subgraph: Any, address: str, build: Any) -> None:
    party = [{"firstName": "Ada", "lastName": "Lovelace"}]
    wish = {"flightId": f"W-{subgraph.caller.user_id}", "passengers": party, "contactEmail": address}
    reservation_id = subgraph.execute(JOIN, {"input": wish})["joinWaitlist"]["id"]
    departs_at = datetime.now(UTC) + timedelta(days=30)
    subgraph.hear_hold(reservation_id, wish["flightId"], "refused", departs_at=departs_at)
    post = Collected()
    send = build(post)
    send()
    assert post.subjects_to(address) == ["You are on the waitlist"]
    subgraph.database["reservations"].update_one(
        {"_id": reservation_id}, {"$set": {"next_try_at": datetime.now(UTC) - timedelta(seconds=1)}}
    )
    expire_overdue()
    subgraph.hear_hold(reservation_id, wish["flightId"], hold_id=f"{reservation_id}_1", departs_at=departs_at)
    send()
    assert post.subjects_to(address) == ["You are on the waitlist", "Your seats are held"]


def expire_overdue() -> None:
    """The worker's round, which also asks again for those who wait."""
    from reservation_service.bootstrap import get_application

    get_application().expire_overdue()


def test_a_letter_is_a_receipt_with_tickets(subgraph: Any, address: str, build: Any) -> None:
    party = [{"firstName": "Ada", "lastName": "O'Neil"}, {"firstName": "Eve", "lastName": "O'Neil", "type": "CHILD"}]
    reservation_id = book(subgraph, address, holdForPayment=True, passengers=party)
    subgraph.execute(PAY, {"id": reservation_id})
    fields = "{ recordLocator tickets { number } receipt { number payments { paidAt } } contactEmail }"
    found = subgraph.execute(f"query($id: ID!) {{ reservation(id: $id) {fields} }}", {"id": reservation_id})[
        "reservation"
    ]
    post = Collected()
    build(post)()
    (letter,) = (one for one in post.letters if one.to == address)
    locator, (paid,) = found["recordLocator"], found["receipt"]["payments"]
    paid_at = datetime.fromisoformat(paid["paidAt"])
    assert (
        letter.text
        == f"""You are booked: {locator}

2 passengers, 1 flight for $200.00.

Record locator: {locator}

Flight F1, economy
  departs Sun 01 Mar 2099, 09:30 UTC

Passengers
  Ada O'Neil
  Eve O'Neil, child

E-tickets
  {found["tickets"][0]["number"]}  Ada O'Neil
  {found["tickets"][1]["number"]}  Eve O'Neil

Receipt {locator}-1
  F1, 2 x $100.00: $200.00
  Paid by card on {paid_at:%d %b %Y}: $200.00
  Total: $200.00

See or change your trip with the record locator and your last name:
https://meridian.example/find?locator={locator}

Meridian
This letter was written by a program; answers to it are not read.
"""
    )
    assert "Ada O&#x27;Neil" in letter.html
    assert found["contactEmail"] == f"{address[0]}•••@traveller.example"


def test_flights_are_named_as_people_know_them_at_the_clocks_of_the_airports(
    subgraph: Any, address: str, build: Callable[..., SendLetters]
) -> None:
    created = subgraph.create("UA1545-20990301-EWR", contactEmail=address)
    subgraph.hear_hold(
        created["id"],
        "UA1545-20990301-EWR",
        departs_at=datetime(2099, 3, 1, 9, 30, tzinfo=UTC),
        arrives_at=datetime(2099, 3, 1, 13, 42, tzinfo=UTC),
        route=Route(
            designator="UA1545",
            origin="EWR",
            destination="IAH",
            origin_zone="America/New_York",
            destination_zone="America/Chicago",
        ),
    )
    subgraph.hear(
        FlightUpdated(
            flight_id="UA1545-20990301-EWR",
            flight_version=2,
            change="rescheduled",
            status="DELAYED",
            departs_at=datetime(2099, 3, 1, 10, 30, tzinfo=UTC),
            arrives_at=datetime(2099, 3, 1, 14, 42, tzinfo=UTC),
        )
    )
    post = Collected()
    build(post)()
    letters = [one for one in post.letters if one.to == address]
    assert len(letters) == 2
    for letter in letters:
        assert "Flight UA1545, EWR to IAH, economy" in letter.text
        assert "departs Sun 01 Mar 2099, 05:30, arrives Sun 01 Mar 2099, 08:42" in letter.text
        assert "UA1545, EWR to IAH, economy<br>departs Sun 01 Mar 2099, 05:30" in letter.html
        assert "local to each airport" in letter.text
        assert "20990301" not in letter.text + letter.html
    assert "Flight UA1545 is now later: it departs on Sun 01 Mar 2099, 05:30." in letters[1].text


NEW_YORK_TO_HOUSTON = Route(
    designator="UA1545",
    origin="EWR",
    destination="IAH",
    origin_zone="America/New_York",
    destination_zone="America/Chicago",
)


def test_until_when_to_pay_is_told_by_the_clock_of_the_airport(
    subgraph: Any, address: str, build: Callable[..., SendLetters]
) -> None:
    created = subgraph.create("UA1545-20990301-EWR", contactEmail=address, holdForPayment=True)
    departs_at = datetime(2099, 3, 1, 9, 30, tzinfo=UTC)
    subgraph.hear_hold(
        created["id"], "UA1545-20990301-EWR", fare="4494.00", departs_at=departs_at, route=NEW_YORK_TO_HOUSTON
    )
    post = Collected()
    build(post)()
    (letter,) = (one for one in post.letters if one.to == address)
    expires_at = datetime.fromisoformat(subgraph.reservation(created["id"])["expiresAt"])
    told = f"{expires_at.astimezone(ZoneInfo('America/New_York')):%H:%M on %a %d %b %Y} (local time in EWR)"
    assert f"Pay $4,494.00 before {told}, or they are free for others again." in letter.text
    assert f"https://meridian.example/trips/{created['id']}" in letter.text


@pytest.mark.parametrize(
    ("change", "later", "ways_out"),
    [
        ("rescheduled", timedelta(hours=5), ["accept the new times", "fly with another flight", "cancel, and have"]),
        ("rescheduled", timedelta(minutes=5), []),
        ("cancelled", timedelta(0), ["fly with another flight", "cancel, and have"]),
    ],
)
def test_whoever_cannot_fly_as_agreed_reads_what_she_may_do(
    subgraph: Any,
    address: str,
    build: Callable[..., SendLetters],
    change: Any,
    later: timedelta,
    ways_out: list[str],
) -> None:
    flight_id, departs_at = f"F-{uuid4().hex[:8]}", datetime(2099, 3, 1, 9, 30, tzinfo=UTC)
    created = subgraph.create(flight_id, contactEmail=address)
    subgraph.hear_hold(created["id"], flight_id, departs_at=departs_at)
    subgraph.hear(
        FlightUpdated(
            flight_id=flight_id,
            flight_version=2,
            change=change,
            status="SCHEDULED" if later else "CANCELLED",
            departs_at=departs_at + later,
        )
    )
    post = Collected()
    build(post)()
    told = [one for one in post.letters if one.to == address][-1]
    assert told.subject.startswith("Your flight has new times" if later else "Your flight is cancelled")
    for text in (told.text, told.html):
        assert ("not what you booked" in text) == bool(ways_out)
        assert ("is cancelled" in text.partition("Passengers")[0].partition("Record locator")[2]) == (not later)
        assert all(one in text for one in ways_out)
