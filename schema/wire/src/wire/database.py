"""Connect to MongoDB: URL and name -> Database whose every acknowledged write survives a crash.

`majority` and `j` together, because a server may acknowledge either alone before the journal is on disk.
The URL of the embedded database carries `retryWrites=false`; every write here is safe to repeat.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pymongo import AsyncMongoClient, MongoClient, WriteConcern
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database
from pymongo.errors import BulkWriteError
from pymongo.monitoring import CommandListener

Document = dict[str, Any]

DUPLICATE_KEY = 11000

# The embedded database compares each document it finds with each id asked for: a thousand at once cost it ten times as
# much as in portions of this size.
IDS_A_QUERY = 25

DURABLE = WriteConcern("majority", j=True)

# A caller waits for a page; five seconds without a database is an answer too (SERVICE_UNAVAILABLE).
# The URL may say otherwise.
TIMEOUTS_MS = {"serverSelectionTimeoutMS": 5_000, "connectTimeoutMS": 3_000, "socketTimeoutMS": 20_000}


def connect(url: str, database: str, *, listeners: Sequence[CommandListener] = ()) -> Database[Document]:
    """A lazily connecting database: nothing is sent before the first command."""
    client: MongoClient[Document] = MongoClient(url, **_build_options(url, listeners))
    return client.get_database(database, write_concern=DURABLE)


def connect_async(url: str, database: str, *, listeners: Sequence[CommandListener] = ()) -> AsyncDatabase[Document]:
    """The same for an event loop, which has to be the one that runs now."""
    client: AsyncMongoClient[Document] = AsyncMongoClient(url, **_build_options(url, listeners))
    return client.get_database(database, write_concern=DURABLE)


def _build_options(url: str, listeners: Sequence[CommandListener]) -> dict[str, Any]:
    timeouts = {name: value for name, value in TIMEOUTS_MS.items() if name.lower() not in url.lower()}
    return {"tz_aware": True, "event_listeners": list(listeners), **timeouts}


def in_portions(ids: Iterable[str]) -> Iterator[dict[str, list[str]]]:
    """Conditions on a field, one for each query, that together mean any of these."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), IDS_A_QUERY):
        yield {"$in": wanted[start : start + IDS_A_QUERY]}


def are_all_duplicates(error: BulkWriteError) -> bool:
    """Of an insert that may be repeated: what is there already is no failure. What was written without reaching a
    majority is one: it may be rolled back.
    """
    details = error.details or {}
    is_durable = not details.get("writeConcernErrors")
    return is_durable and all(failure.get("code") == DUPLICATE_KEY for failure in details.get("writeErrors", []))


def is_reachable(database: Database[Document]) -> bool:
    """For a readiness probe: does the database answer now?"""
    try:
        database.command("ping", maxTimeMS=1_000)
    except Exception:  # whatever is wrong with it, the answer to the probe is no
        return False
    return True
