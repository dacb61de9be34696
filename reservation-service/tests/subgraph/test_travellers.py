"""Dates of birth, travel documents and special services: told at booking or later, shown to few, whole to nobody."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

NUMBER = "X1234567Q"
TODAY = datetime.now(UTC).date()
# On a day that every month has.
DEPARTURE = (datetime.now(UTC) + timedelta(days=45)).replace(day=15, hour=12, minute=0, second=0, microsecond=0)
DETAILS = "dateOfBirth travelDocument { type maskedNumber issuingCountry expiresOn } specialServices"
CREATE = """mutation($input: CreateReservationInput!, $key: String!) {
  createReservation(input: $input, idempotencyKey: $key) { id }
}"""
RESERVATION = f"query($id: ID!) {{ reservation(id: $id) {{ status failure {{ code }} passengers {{ {DETAILS} }} }} }}"
UPDATE = f"""mutation($id: ID!, $number: Int!, $input: PassengerDetailsInput!) {{
  updatePassenger(id: $id, passenger: $number, input: $input) {{
    __typename
    ... on Reservation {{ passengers {{ {DETAILS} }} }}
    ... on ReservationRefusal {{ code }}
  }}
}}"""
READ = "mutation($id: ID!, $number: Int!) { readTravelDocument(id: $id, passenger: $number) }"
AUDIT = "query($target: ID) { reservationAudit(first: 5, target: $target) { edges { node { act detail } } } }"


def adult(first_name: str = "Ada", **more: object) -> dict[str, object]:
    return {"firstName": first_name, "lastName": "Lovelace", **more}


def wish(*passengers: dict[str, object]) -> dict[str, object]:
    return {"segments": [{"flightId": "T1"}], "passengers": list(passengers)}


def years_ago(years: int, of: date = TODAY, days: int = 0) -> str:
    """The birthday of who is so old on a day, or so many days later."""
    return (of.replace(year=of.year - years, day=min(of.day, 28)) + timedelta(days=days)).isoformat()


def document(**more: object) -> dict[str, object]:
    known = {"number": NUMBER, "issuingCountry": "FR", "expiresOn": f"{TODAY.year + 5}-01-31"}
    return {**known, **more}


def told(**more: object) -> dict[str, object]:
    return {"dateOfBirth": "1985-12-10", "travelDocument": document(), "specialServices": ["VGML", "WCHR"], **more}


SHOWN = {
    "dateOfBirth": "1985-12-10",
    "travelDocument": {
        "type": "PASSPORT",
        "maskedNumber": "•••• 67Q",
        "issuingCountry": "FR",
        "expiresOn": f"{TODAY.year + 5}-01-31",
    },
    "specialServices": ["WCHR", "VGML"],
}
NOTHING = {"dateOfBirth": None, "travelDocument": None, "specialServices": []}


def book(subgraph: Any, *passengers: dict[str, object], departs_at: datetime = DEPARTURE) -> str:
    created = subgraph.create("T1", passengers=list(passengers) or [adult()])
    subgraph.hear_hold(created["id"], "T1", departs_at=departs_at)
    booked: str = created["id"]
    return booked


def update(subgraph: Any, reservation_id: str, number: int = 1, **details: object) -> dict[str, Any]:
    variables = {"id": reservation_id, "number": number, "input": details}
    answer: dict[str, Any] = subgraph.execute(UPDATE, variables)["updatePassenger"]
    return answer


def see(subgraph: Any, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = subgraph.execute(RESERVATION, {"id": reservation_id})["reservation"]
    return found


def test_what_is_told_at_booking_is_shown_to_owner_and_staff_with_the_number_masked(subgraph: Any, staff: Any) -> None:
    booked = book(subgraph, adult(**told()))
    assert see(subgraph, booked)["passengers"] == see(staff, booked)["passengers"] == [SHOWN]


def test_the_number_stands_nowhere_in_the_database(subgraph: Any, staff: Any) -> None:
    booked = book(subgraph, adult(**told()))
    staff.execute(READ, {"id": booked, "number": 1})
    kept = [
        *subgraph.database["reservations"].find({"_id": booked}),
        *subgraph.database["audit"].find({"target": booked}),
    ]
    assert len(kept) == 2
    assert NUMBER not in json.dumps(kept, default=str)


def test_locator_and_name_open_no_details(subgraph: Any, anonymous: Any, stranger: Any) -> None:
    created = subgraph.create("T1", passengers=[adult(**told())])
    query = f"""query($l: String!) {{
      reservationByLocator(locator: $l, lastName: "Lovelace") {{ passengers {{ {DETAILS} }} }}
    }}"""
    for who in (anonymous, stranger):
        found = who.execute(query, {"l": created["recordLocator"]})["reservationByLocator"]
        assert found["passengers"] == [NOTHING]


def test_details_are_told_later_one_by_one_and_taken_back(subgraph: Any) -> None:
    booked = book(subgraph)
    assert update(subgraph, booked, dateOfBirth="1985-12-10")["__typename"] == "Reservation"
    assert update(subgraph, booked, specialServices=["VGML", "WCHR"])["__typename"] == "Reservation"
    assert update(subgraph, booked, travelDocument=document(number="x123 4567-q"))["passengers"] == [SHOWN]
    assert update(subgraph, booked, travelDocument=None, specialServices=[])["passengers"] == [
        {**NOTHING, "dateOfBirth": "1985-12-10"}
    ]


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"dateOfBirth": (TODAY + timedelta(days=1)).isoformat()}, "dateOfBirth"),
        ({"dateOfBirth": "1850-01-01"}, "dateOfBirth"),
        ({"type": "CHILD", "dateOfBirth": years_ago(12)}, "dateOfBirth"),
        ({"type": "INFANT", "dateOfBirth": years_ago(2)}, "dateOfBirth"),
        ({"travelDocument": document(number="1234")}, "travelDocument.number"),
        ({"travelDocument": document(number="Ж" * 9)}, "travelDocument.number"),
        ({"travelDocument": document(number="1" * 5000)}, "travelDocument.number"),
        ({"travelDocument": document(issuingCountry="QQ")}, "travelDocument.issuingCountry"),
        ({"travelDocument": document(expiresOn=(TODAY - timedelta(days=1)).isoformat())}, "travelDocument.expiresOn"),
        ({"travelDocument": document(expiresOn="9999-12-31")}, "travelDocument.expiresOn"),
        ({"specialServices": ["VGML", "KSML"]}, "specialServices"),
        ({"specialServices": ["WCHR", "WCHC"]}, "specialServices"),
        ({"specialServices": ["WCHR", "VGML", "DEAF", "SVAN", "PETC"]}, "specialServices"),
    ],
)
def test_what_cannot_be_is_refused_at_booking_and_the_passenger_is_named(
    subgraph: Any, details: dict[str, object], field: str
) -> None:
    variables = {"input": wish(adult(), adult("Byron", **details)), "key": "k"}
    error = subgraph.error(CREATE, variables)
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", f"input.passengers.1.{field}")


def test_ages_count_on_the_day_of_the_last_flight(subgraph: Any) -> None:
    """Today nobody can say that this infant will be two by then; flight-service's answer tells the day."""
    born = years_ago(2, DEPARTURE.date())
    created = subgraph.create("T1", passengers=[adult(), adult("Byron", type="INFANT", dateOfBirth=born)])
    subgraph.hear_hold(created["id"], "T1", departs_at=DEPARTURE)
    found = see(subgraph, created["id"])
    assert (found["status"], found["failure"]) == ("FAILED", {"code": "PASSENGER_AGE"})
    assert subgraph.outbox(created["id"])[-1] == "reservation.failed"


def test_who_is_an_infant_until_the_day_after_travels_as_one(subgraph: Any) -> None:
    born = years_ago(2, DEPARTURE.date(), days=1)
    booked = book(subgraph, adult(), adult("Byron", type="INFANT", dateOfBirth=born))
    assert see(subgraph, booked)["status"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"dateOfBirth": years_ago(11)}, "input.dateOfBirth"),
        ({"travelDocument": document(expiresOn=(DEPARTURE.date() - timedelta(days=1)).isoformat())},
         "input.travelDocument.expiresOn"),
        ({"specialServices": ["VGML", "KSML"]}, "input.specialServices"),
    ],
)  # fmt: skip
def test_what_is_told_later_has_to_fit_the_journey(subgraph: Any, details: dict[str, object], field: str) -> None:
    variables = {"id": book(subgraph), "number": 1, "input": details}
    assert subgraph.error(UPDATE, variables)["field"] == field


def test_nobody_is_told_of_after_departure_or_cancellation(subgraph: Any, staff: Any) -> None:
    gone = book(subgraph, departs_at=datetime.now(UTC) - timedelta(minutes=1))
    cancelled = book(subgraph)
    subgraph.cancel(cancelled)
    for who in (subgraph, staff):
        assert update(who, gone, dateOfBirth="1985-12-10")["code"] == "NOT_CORRECTABLE"
        assert update(who, cancelled, dateOfBirth="1985-12-10")["code"] == "NOT_CORRECTABLE"


def test_a_passenger_there_is_not_is_bad_input(subgraph: Any) -> None:
    booked = book(subgraph)
    for number in (0, 2, -1):
        assert subgraph.error(UPDATE, {"id": booked, "number": number, "input": {}})["field"] == "passenger"


def test_strangers_tell_and_read_nothing(subgraph: Any, stranger: Any, anonymous: Any) -> None:
    booked = book(subgraph, adult(**told()))
    change = {"id": booked, "number": 1, "input": {"dateOfBirth": "1990-01-01"}}
    assert stranger.error(UPDATE, change)["code"] == "NOT_FOUND"
    assert anonymous.error(UPDATE, change)["code"] == "UNAUTHENTICATED"
    assert subgraph.error(READ, {"id": booked, "number": 1})["code"] == "FORBIDDEN"
    assert anonymous.error(READ, {"id": booked, "number": 1})["code"] == "UNAUTHENTICATED"


def test_staff_reads_a_whole_number_only_on_record(subgraph: Any, staff: Any) -> None:
    booked = book(subgraph, adult(**told()), adult("Byron"))
    assert staff.execute(READ, {"id": booked, "number": 1}) == {"readTravelDocument": NUMBER}
    assert staff.error(READ, {"id": booked, "number": 2})["code"] == "NOT_FOUND"
    update(staff, booked, 2, dateOfBirth="1990-01-01", specialServices=["DEAF"])
    edges = staff.execute(AUDIT, {"target": booked})["reservationAudit"]["edges"]
    assert [edge["node"] for edge in edges] == [
        {"act": "update passenger", "detail": "passenger 2: date of birth, services"},
        {"act": "read travel document", "detail": "passenger 1"},
    ]


def test_the_same_document_told_again_changes_nothing(subgraph: Any) -> None:
    booked = book(subgraph, adult(**told()))

    def version() -> int:
        found: int = subgraph.database["reservations"].find_one({"_id": booked})["version"]
        return found

    before = version()
    update(subgraph, booked, travelDocument=document())
    update(subgraph, booked, **told(travelDocument=document(number=f" {NUMBER.lower()} ")))
    assert version() == before
    for changed in ({"number": f"9{NUMBER[1:]}"}, {"issuingCountry": "DE"}, {"expiresOn": f"{TODAY.year + 6}-01-31"}):
        update(subgraph, booked, travelDocument=document(**changed))
        before += 1
        assert version() == before


def test_the_same_attempt_with_other_details_is_another_wish(subgraph: Any) -> None:
    def create(**details: object) -> dict[str, object]:
        return {"input": wish(adult(**details)), "key": "one attempt"}

    first = subgraph.execute(CREATE, create(**told()))
    assert subgraph.execute(CREATE, create(**told())) == first
    assert subgraph.error(CREATE, create(dateOfBirth="1985-12-10"))["code"] == "CONFLICT"


def test_a_corrected_name_keeps_what_was_told(subgraph: Any) -> None:
    booked = book(subgraph, adult(**told()))
    correct = """mutation($id: ID!) {
      correctPassengerName(id: $id, passenger: 1, firstName: "Adah", lastName: "Lovelace") { __typename }
    }"""
    subgraph.execute(correct, {"id": booked})
    assert see(subgraph, booked)["passengers"] == [SHOWN]
