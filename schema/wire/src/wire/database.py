"""Connect to MongoDB: URL and name -> Database whose every acknowledged write survives a crash.

`majority` and `j` together, because a server may acknowledge either alone before the journal is on disk.
The URL of the embedded database carries `retryWrites=false`; every write here is safe to repeat.
"""

from collections.abc import Sequence
from typing import Any

from pymongo import MongoClient, WriteConcern
from pymongo.database import Database
from pymongo.monitoring import CommandListener

Document = dict[str, Any]

# A caller waits for a page; five seconds without a database is an answer too (SERVICE_UNAVAILABLE).
# The URL may say otherwise.
TIMEOUTS_MS = {"serverSelectionTimeoutMS": 5_000, "connectTimeoutMS": 3_000, "socketTimeoutMS": 20_000}


def connect(url: str, database: str, *, listeners: Sequence[CommandListener] = ()) -> Database[Document]:
    """A lazily connecting database: nothing is sent before the first command."""
    timeouts: dict[str, Any] = {name: value for name, value in TIMEOUTS_MS.items() if name.lower() not in url.lower()}
    client: MongoClient[Document] = MongoClient(url, tz_aware=True, event_listeners=list(listeners), **timeouts)
    return client.get_database(database, write_concern=WriteConcern("majority", j=True))


def is_reachable(database: Database[Document]) -> bool:
    """For a readiness probe: does the database answer now?"""
    try:
        database.command("ping", maxTimeMS=1_000)
    except Exception:  # whatever is wrong with it, the answer to the probe is no
        return False
    return True
