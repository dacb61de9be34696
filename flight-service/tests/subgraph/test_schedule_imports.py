"""Schedule files over HTTP: looked at, taken in, and carried out by a worker."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flight_http import Service
from schedule_files import build_csv, build_ssim

from wire.identity import Caller

AGENT = Caller(user_id="agent-1", roles=frozenset({"AGENT"}))
CUSTOMER = Caller(user_id="customer-1", roles=frozenset({"CUSTOMER"}))
FARES = [{"cabin": "ECONOMY", "fare": {"amount": "120", "currency": "USD"}}]

PREVIEW = """query ($input: ScheduleFileInput!, $only: Boolean! = false, $first: Int, $after: String) {
    previewScheduleImport(input: $input, onlyProblems: $only, first: $first, after: $after) {
        counts { outcome count } linesRefused absent
        lines { totalCount pageInfo { hasNextPage endCursor } edges { node {
            number message designator counts { outcome count } cabins { cabin capacity fare { amount } }
            flights { flightId outcome message } } } } } }"""
IMPORT = """mutation ($input: ScheduleFileInput!) { importSchedule(input: $input) { __typename
    ... on ScheduleImport { id state lines flights user { id } } ... on ScheduleImportRefused { code } } }"""
PROGRESS = """query ($id: ID!) { scheduleImport(id: $id) {
    state linesDone counts { outcome count } problems { line flightId message } finishedAt } }"""
IMPORTS = """{ scheduleImports(first: 1) { edges { node { id fileName } } } }"""
AUDIT = """{ flightAudit(first: 5) { edges { node { action subjectId userId details { name value } } } } }"""


@pytest.fixture
def day() -> str:
    """Far enough ahead that it is not yesterday anywhere, whenever this runs."""
    return (datetime.now(UTC) + timedelta(days=200)).date().isoformat()


def line(day: str, number: int = 8810, weekdays: str = "1234567", origin: str = "JFK") -> str:
    return f"DL,{number},{origin},SEA,18:00,21:15,{day},{day},{weekdays},,150,,"


def csv_of(*lines: str, **changes: Any) -> dict[str, Any]:
    return {"text": build_csv(*lines), "format": "CSV", "fileName": "winter.csv", "fares": FARES} | changes


def counted(counts: list[dict[str, Any]]) -> dict[str, int]:
    return {one["outcome"]: one["count"] for one in counts if one["count"]}


def test_staff_see_what_a_file_would_do_line_by_line(service: Service, day: str) -> None:
    text = csv_of(line(day), line(day, origin="XXX"), line(day, weekdays="8"))
    preview = service.data(PREVIEW, AGENT, input=text)["previewScheduleImport"]
    assert (counted(preview["counts"]), preview["linesRefused"], preview["absent"]) == ({"CREATED": 1}, 2, 0)
    first, second, third = (edge["node"] for edge in preview["lines"]["edges"])
    assert (first["number"], first["designator"], counted(first["counts"])) == (2, "DL8810", {"CREATED": 1})
    assert first["cabins"] == [{"cabin": "ECONOMY", "capacity": 150, "fare": {"amount": "120.00"}}]
    assert 'no airport "XXX"' in second["message"]
    assert (third["number"], third["designator"]) == (4, None)
    assert "names no weekdays" in third["message"]


def test_lines_come_page_by_page_or_only_those_with_problems(service: Service, day: str) -> None:
    text = csv_of(line(day), line(day, 8811, weekdays="8"), line(day, 8812))
    ask = {"input": text, "first": 2}
    page = service.data(PREVIEW, AGENT, **ask)["previewScheduleImport"]["lines"]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
    rest = service.data(PREVIEW, AGENT, **ask, after=page["pageInfo"]["endCursor"])["previewScheduleImport"]["lines"]
    assert [edge["node"]["number"] for edge in (*page["edges"], *rest["edges"])] == [2, 3, 4]
    problems = service.data(PREVIEW, AGENT, **ask, only=True)["previewScheduleImport"]["lines"]
    assert [edge["node"]["number"] for edge in problems["edges"]] == [3]


@pytest.fixture
def worker(service: Service) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "flight_service", "worker", "--only", "imports"], env=service.environment
    )
    yield
    process.terminate()
    process.wait(timeout=30)


def follow(service: Service, import_id: str) -> dict[str, Any]:
    """Until it is done: asked over and over, as a client does."""
    deadline = datetime.now(UTC) + timedelta(seconds=180)
    while datetime.now(UTC) < deadline:
        progress: dict[str, Any] = service.data(PROGRESS, AGENT, id=import_id)["scheduleImport"]
        if progress["finishedAt"]:
            return progress
    pytest.fail("the import was not carried out in 180 s")


@pytest.mark.usefixtures("worker")
def test_a_file_is_carried_out_once_and_on_record(service: Service, day: str) -> None:
    text = csv_of(line(day, 8820), line(day, 8821, origin="XXX"))
    for expected in ("CREATED", "UNCHANGED"):
        sent = service.data(IMPORT, AGENT, input=text)["importSchedule"]
        assert (sent["lines"], sent["flights"], sent["user"]) == (2, 1, {"id": "agent-1"})
        done = follow(service, sent["id"])
        assert (done["state"], done["linesDone"], counted(done["counts"])) == ("DONE", 2, {expected: 1})
        assert [(one["line"], one["flightId"]) for one in done["problems"]] == [(3, None)]
    flight_id = f"DL8820-{day.replace('-', '')}-JFK"
    assert service.data("query ($id: ID!) { flight(id: $id) { status } }", id=flight_id)["flight"]
    (newest,) = service.data(IMPORTS, AGENT)["scheduleImports"]["edges"]
    assert newest["node"] == {"id": sent["id"], "fileName": "winter.csv"}
    acts = [edge["node"] for edge in service.data(AUDIT, AGENT)["flightAudit"]["edges"]]
    assert (acts[0]["action"], acts[0]["subjectId"]) == ("schedule_imported", sent["id"])
    assert {"name": "unchanged", "value": "1"} in acts[0]["details"]


def test_a_file_with_unreadable_lines_may_not_cancel(service: Service, day: str) -> None:
    text = csv_of(line(day), line(day, weekdays="8"), cancelAbsent=True)
    assert service.data(IMPORT, AGENT, input=text)["importSchedule"]["code"] == "UNREADABLE_LINES"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "what is this"}, "input.text"),
        ({"text": build_ssim(), "format": "SSIM"}, "input.text"),
        ({"text": "x" * 600_001}, "input.text"),
        ({"fileName": "x" * 201}, "input.fileName"),
        ({"fares": [*FARES, *FARES]}, "input.fares"),
    ],
)
@pytest.mark.parametrize("operation", [PREVIEW, IMPORT])
def test_what_is_no_file_is_refused_by_field(service: Service, operation: str, changes: Any, field: str) -> None:
    refused = service.refusal(operation, AGENT, input=csv_of("UA") | changes)
    assert (refused["code"], refused["field"]) == ("BAD_USER_INPUT", field)


def test_only_staff_import_schedules_or_see_them(service: Service, day: str) -> None:
    for operation in (PREVIEW, IMPORT):
        assert service.refusal(operation, CUSTOMER, input=csv_of(line(day)))["code"] == "FORBIDDEN"
    assert service.refusal(IMPORTS, CUSTOMER)["code"] == "FORBIDDEN"
    assert service.refusal(PROGRESS, CUSTOMER, id="i1")["code"] == "FORBIDDEN"


def test_an_import_that_is_not_there_is_said_so(service: Service) -> None:
    answer = service.ask(PROGRESS, AGENT, id="none")
    assert answer["data"] == {"scheduleImport": None}
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
