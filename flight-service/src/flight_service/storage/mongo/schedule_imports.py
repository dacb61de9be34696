"""Schedule imports in MongoDB: one document each, with the file. `open` marks those that are not carried out yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo.database import Database

from flight_service.domain.cabin import Cabin
from flight_service.domain.schedule_file import ScheduleFileFormat
from flight_service.domain.schedule_import import ImportOrder, ImportProblem, ImportState, Outcome, ScheduleImport
from flight_service.storage.mongo.documents import Document, from_money, from_utc, to_money

_WITHOUT_FILE = {"text": 0, "absent": 0}
_LIST = "schedule imports"


class MongoScheduleImports:
    def __init__(self, database: Database[Document]) -> None:
        self._imports = database["schedule_imports"]

    def add(self, wanted: ScheduleImport) -> None:
        taken_until = {"open": True, "taken_until": wanted.order.requested_at}
        self._imports.insert_one({**_to_order(wanted.order), **_to_progress(wanted), **taken_until})

    def find(self, import_id: str) -> ScheduleImport | None:
        document = self._imports.find_one({"_id": import_id})
        return _from_import(document) if document else None

    def newest(self, limit: int, *, before: str | None = None) -> Sequence[tuple[str, ScheduleImport]]:
        wanted: Document = {"list": _LIST} | ({"place": {"$lt": before}} if before is not None else {})
        found = self._imports.find(wanted, _WITHOUT_FILE).sort("place", -1).limit(limit)
        return [(document["place"], _from_import(document)) for document in found]

    def count_open(self) -> int:
        return len(self._list_open())

    def take(self, now: datetime, until: datetime) -> ScheduleImport | None:
        for waiting in sorted(self._list_open(), key=lambda one: str(one["place"])):
            if from_utc(waiting["taken_until"]) <= now:
                found = self.find(waiting["_id"])
                if found and found.version == waiting["version"] and self.save(taken := found.taken(), until):
                    return taken
        return None

    def save(self, changed: ScheduleImport, until: datetime) -> bool:
        update: Document = {"$set": {**_to_progress(changed), "taken_until": until}}
        if not changed.is_open:
            update["$unset"] = {"open": ""}
        behind = {"_id": changed.order.id, "version": changed.version - 1}
        return self._imports.update_one(behind, update).modified_count == 1

    def _list_open(self) -> list[Document]:
        return list(self._imports.find({"open": True}, {"place": 1, "taken_until": 1, "version": 1}))


def _to_order(order: ImportOrder) -> Document:
    return {
        "_id": order.id,
        "list": _LIST,
        "place": order.place,
        "file_name": order.file_name,
        "format": order.form.value,
        "text": order.text,
        "fares": {cabin.value: to_money(fare) for cabin, fare in order.fares.items()},
        "cancels_absent": order.cancels_absent,
        "absent": sorted(order.absent),
        "user_id": order.user_id,
        "requested_at": order.requested_at,
        "lines": order.lines,
        "flights": order.flights,
    }


def _to_progress(one: ScheduleImport) -> Document:
    return {
        "state": one.state.value,
        "lines_done": one.lines_done,
        "flights_done": one.flights_done,
        "counts": {outcome.value: count for outcome, count in one.counts.items()},
        "problems": [[problem.line, problem.flight_id, problem.message] for problem in one.problems],
        "tries": one.tries,
        "finished_at": one.finished_at,
        "version": one.version,
    }


def _from_import(document: Mapping[str, Any]) -> ScheduleImport:
    finished_at = document["finished_at"]
    return ScheduleImport(
        order=_from_order(document),
        state=ImportState(document["state"]),
        lines_done=document["lines_done"],
        flights_done=document["flights_done"],
        counts={Outcome(outcome): count for outcome, count in document["counts"].items()},
        problems=tuple(ImportProblem(*problem) for problem in document["problems"]),
        tries=document["tries"],
        finished_at=from_utc(finished_at) if finished_at else None,
        version=document["version"],
    )


def _from_order(document: Mapping[str, Any]) -> ImportOrder:
    return ImportOrder(
        id=document["_id"],
        file_name=document["file_name"],
        form=ScheduleFileFormat(document["format"]),
        text=document.get("text", ""),
        fares={Cabin(cabin): from_money(fare) for cabin, fare in document["fares"].items()},
        cancels_absent=document["cancels_absent"],
        absent=frozenset(document.get("absent", ())),
        user_id=document["user_id"],
        requested_at=from_utc(document["requested_at"]),
        lines=document["lines"],
        flights=document["flights"],
    )
