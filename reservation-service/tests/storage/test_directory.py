"""What every directory promises, run over memory and over MongoDB; and how reservations get into it."""

from __future__ import annotations

from typing import Any

import pytest

from reservation_service.domain.directory import Directory, Entry
from reservation_service.events.listing import ListingBus
from reservation_service.storage.directory import MongoDirectory, MongoKnownReservations
from reservation_service.storage.memory import InMemoryDirectory
from reservation_service.usecases.enter_directory import EnterDirectory, FillDirectory
from wire.bus import BusUnavailableError
from wire.envelope import new_event


@pytest.fixture(params=["memory", "mongo"])
def directory(request: pytest.FixtureRequest) -> Directory:
    if request.param == "memory":
        return InMemoryDirectory()
    directory = MongoDirectory(request.getfixturevalue("database"))
    directory.ensure_indexes()
    return directory


def list_ids(directory: Directory, *beginnings: str, limit: int = 10, after: str = "") -> list[str]:
    return [one.reservation_id for one in directory.list(beginnings, limit=limit, after=after)]


def test_entries_are_in_the_order_of_their_keys_the_newest_reservation_first(directory: Directory) -> None:
    directory.add([Entry("name:lovelace ada", "01"), Entry("name:lovelace ada", "02"), Entry("name:love zoe", "03")])
    directory.add([Entry("name:lovelace ada", "01"), Entry("name:löve", "04"), Entry("mail:lo@ve.example", "05")])
    assert list_ids(directory, "name:love") == ["03", "02", "01"]
    assert list_ids(directory, "name:love ", "name:lovelace ada\x1f") == ["03", "02", "01"]
    assert list_ids(directory, "name:lovelace b") == []


def test_a_list_goes_on_after_any_of_its_entries(directory: Directory) -> None:
    directory.add([Entry(f"name:{last} ada", f"0{n}") for last in ("ab", "ac", "b") for n in range(3)])
    beginnings = ("name:b", "name:ac", "name:ab ")
    everything = directory.list(beginnings, limit=10)
    assert [one.key for one in everything] == ["name:ab ada"] * 3 + ["name:ac ada"] * 3 + ["name:b ada"] * 3
    for position, one in enumerate(everything, 1):
        assert directory.list(beginnings, limit=2, after=one.id) == everything[position : position + 2]


def test_what_is_taken_out_is_not_found_any_more(directory: Directory) -> None:
    directory.add([Entry("mail:a@b.example", "01"), Entry("mail:a@b.example", "02")])
    directory.remove([Entry("mail:a@b.example", "01"), Entry("mail:never@there.example", "01")])
    assert list_ids(directory, "mail:") == ["02"]


def store(database: Any, id: str, last_name: str, **more: object) -> None:
    passengers = [{"first_name": "Ada", "last_name": last_name}]
    database["reservations"].insert_one({"_id": id, "passengers": passengers, **more})


def test_reservations_are_entered_under_all_names_and_addresses(database: Any) -> None:
    store(database, "01", "Lovelace", contact_email="Ada@Example.com")
    store(database, "02", "Lovelace", contact_email=None, corrections=[{"before": ["Ada", "Lowelace"]}])
    directory = MongoDirectory(database)
    enter = EnterDirectory(directory, MongoKnownReservations(database))
    for _ in range(2):
        enter(["01", "02", "03"])
    assert list_ids(directory, "name:lovelace ada") == ["02", "01"]
    assert list_ids(directory, "name:lowelace", "mail:ada@example.com\x1f") == ["01", "02"]


def test_reservations_of_before_there_was_a_directory_come_into_it_once(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reservation_service.storage.directory.PAGE", 3)
    monkeypatch.setattr("reservation_service.usecases.enter_directory.PAGES_A_TURN", 2)
    for number in range(8):
        store(database, f"{number:02}", "Lovelace")
    directory = MongoDirectory(database)
    fill = FillDirectory(directory, MongoKnownReservations(database))
    assert [fill(), fill(), fill()] == [6, 2, 0]
    assert len(list_ids(directory, "name:lovelace")) == 8
    store(database, "99", "Byron")
    assert FillDirectory(directory, MongoKnownReservations(database))() == 0


class BrokenBus:
    def publish(self, *events: object) -> None:
        raise BusUnavailableError("no broker")


def test_what_is_reserved_is_entered_whether_or_not_anybody_takes_its_event() -> None:
    entered: list[str] = []
    bus: Any = BrokenBus()
    events = [new_event(type, "r1", {}) for type in ("reservation.created", "reservation.confirmed")]
    with pytest.raises(BusUnavailableError):
        ListingBus(bus, entered.extend).publish(*events)
    assert entered == ["r1"]
