"""The contract: golden messages, JSON Schemas and types say the same."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import jsonschema
import msgspec
import pytest

from wire.envelope import UndecodableEventError, decode, encode, from_document, new_event, new_id, to_document
from wire.event_schemas import build_schema
from wire.events import DATA_TYPES, CabinAvailability, FlightUpdated, Money, ReservationCreated, Segment, read

EVENTS = Path(__file__).parents[2] / "events"
GOLDEN = sorted((EVENTS / "examples").glob("*.json"))

CREATED = ReservationCreated(
    reservation_id="r1",
    record_locator="K7PQ3M",
    user_id="u1",
    segments=(Segment(flight_id="f1", cabin="ECONOMY"),),
    seats=2,
    expires_at=datetime(2026, 12, 1, tzinfo=UTC),
)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_message_is_read_and_written_back_the_same(path: Path) -> None:
    golden = json.loads(path.read_text())
    event = decode(path.read_bytes())
    assert path.stem.startswith(event.type)
    assert json.loads(msgspec.json.encode(read(event))) == golden["data"]
    assert json.loads(encode(event)) == golden
    assert from_document(to_document(event)) == event
    jsonschema.validate(golden, build_schema(event.type), cls=jsonschema.Draft202012Validator)


def test_every_event_type_has_a_golden_message() -> None:
    assert {decode(path.read_bytes()).type for path in GOLDEN} == set(DATA_TYPES)


@pytest.mark.parametrize("event_type", DATA_TYPES)
def test_the_published_schema_is_the_one_the_types_say(event_type: str) -> None:
    published = json.loads((EVENTS / f"{event_type}.schema.json").read_text())
    assert published == build_schema(event_type), "run: python -m wire.event_schemas schema/events"


def test_an_event_survives_the_outbox_and_the_wire() -> None:
    event = new_event("reservation.created", "r1", CREATED)
    assert read(decode(encode(from_document(to_document(event))))) == CREATED


def test_fields_of_a_newer_contract_are_passed_over() -> None:
    event = new_event("reservation.created", "r1", msgspec.to_builtins(CREATED) | {"loyalty": "gold"})
    newer = json.loads(encode(event)) | {"tenant": "x"}
    assert read(decode(json.dumps(newer).encode())) == CREATED


def test_an_answer_continues_the_conversation() -> None:
    question = new_event("reservation.created", "r1", CREATED, traceparent="00-aa-bb-01")
    answer = new_event("flight.updated", "f1", {}, cause=question)
    assert (question.correlation_id, question.causation_id) == (question.id, question.id)
    assert (answer.correlation_id, answer.causation_id) == (question.id, question.id)
    assert answer.traceparent == question.traceparent


def test_ids_are_unique_and_sort_in_the_order_they_were_made() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {UUID(one).version for one in ids} == {7}
    assert [one[:13] for one in ids] == sorted(one[:13] for one in ids)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"id": 1}',
        encode(new_event("flight.updated", "f1", {})).replace(b"+00:00", b"").replace(b"Z", b""),
    ],
)
def test_other_bytes_are_no_event(body: bytes) -> None:
    with pytest.raises(UndecodableEventError):
        decode(body)


@pytest.mark.parametrize(
    ("event_type", "data"),
    [
        ("no.such.type", {}),
        ("flight.updated", {"flight_id": "f1"}),
        (
            "flight.updated",
            {"flight_id": "f1", "flight_version": 1, "change": "x", "departs_at": "2026-12-01T10:00:00"},
        ),
        ("reservation.created", msgspec.to_builtins(CREATED) | {"seats": -1}),
        ("reservation.created", msgspec.to_builtins(CREATED) | {"quoted_total": {"amount": 12.5, "currency": "USD"}}),
        ("reservation.created", msgspec.to_builtins(CREATED) | {"quoted_total": {"amount": "1e5", "currency": "USD"}}),
    ],
)
def test_data_of_another_shape_is_not_read(event_type: str, data: dict[str, object]) -> None:
    with pytest.raises(UndecodableEventError):
        read(new_event(event_type, "x", data))


def test_a_flight_may_say_only_what_it_knows() -> None:
    minimal = FlightUpdated(flight_id="f1", flight_version=0, change="seats_refused")
    assert msgspec.to_builtins(minimal) == {"flight_id": "f1", "flight_version": 0, "change": "seats_refused"}
    seats = CabinAvailability(capacity=10, free=7, held=2, sold=1)
    assert seats.free + seats.held + seats.sold == seats.capacity
    assert Money(amount="12.50", currency="USD") == msgspec.convert({"amount": "12.50", "currency": "USD"}, Money)
