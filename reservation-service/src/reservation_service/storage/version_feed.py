"""Versions of reservations as they come, for an event loop: however many follow, one small query in a while.

A process that only follows, so it reads with pymongo's asynchronous client. The worker that changes a reservation is
another process, which is why this asks the database. A follower that is slow misses versions, never the newest.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Collection, Mapping

from pymongo.asynchronous.database import AsyncDatabase

from reservation_service.domain.reservation import Reservation
from reservation_service.storage.documents import from_document
from reservation_service.storage.mongo import READ_FIELDS
from wire.backoff import Backoff
from wire.database import Document, in_portions

INTERVAL_SECONDS = 0.2

log = logging.getLogger(__name__)


class _Follower:
    def __init__(self, reservation_id: str, version: int) -> None:
        self.reservation_id = reservation_id
        self.version = version
        self._newest: Reservation | None = None
        self._has_news = asyncio.Event()

    def tell(self, reservation: Reservation) -> None:
        self.version, self._newest = reservation.version, reservation
        self._has_news.set()

    async def hear(self) -> Reservation:
        while (newest := self._newest) is None:
            self._has_news.clear()
            await self._has_news.wait()
        self._newest = None
        return newest


class VersionFeed:
    def __init__(self, database: AsyncDatabase[Document], *, interval_seconds: float = INTERVAL_SECONDS) -> None:
        self._collection = database["reservations"]
        self._interval = interval_seconds
        self._followers: set[_Follower] = set()
        self._watching: asyncio.Task[None] | None = None

    @property
    def following(self) -> int:
        return len(self._followers)

    async def find(self, reservation_id: str) -> Reservation | None:
        return (await self._find_many([reservation_id])).get(reservation_id)

    async def follow(self, reservation_id: str, known_version: int) -> AsyncIterator[Reservation]:
        follower = _Follower(reservation_id, known_version)
        self._followers.add(follower)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch(), name="version-feed")
        try:
            while True:
                yield await follower.hear()
        finally:
            self._followers.discard(follower)

    async def _watch(self) -> None:
        """Until nobody follows any more."""
        trouble = Backoff(self._interval)
        while self._followers:
            began = time.monotonic()
            try:
                await self._look()
                trouble.reset()
                # Looking takes the longer the more there are to look for: it never takes more than half of the time.
                await asyncio.sleep(max(self._interval, time.monotonic() - began))
            except Exception as error:  # the database is away: those who follow hear when it is back
                log.warning("versions not read, trying again", extra={"error": repr(error)})
                await asyncio.sleep(trouble.next_seconds())

    async def _look(self) -> None:
        followed = {one.reservation_id: one.version for one in self._followers}
        versions = await self._find_versions(followed)
        behind = [one for one in self._followers if versions.get(one.reservation_id, 0) > one.version]
        if not behind:
            return
        found = await self._find_many({one.reservation_id for one in behind})
        for follower in behind:
            newer = found.get(follower.reservation_id)
            if newer is not None and newer.version > follower.version:
                follower.tell(newer)

    async def _find_versions(self, reservation_ids: Collection[str]) -> Mapping[str, int]:
        found = [self._collection.find({"_id": some}, {"version": 1}) for some in in_portions(reservation_ids)]
        return {document["_id"]: document["version"] for documents in found async for document in documents}

    async def _find_many(self, reservation_ids: Collection[str]) -> Mapping[str, Reservation]:
        found = [self._collection.find({"_id": some}, READ_FIELDS) for some in in_portions(reservation_ids)]
        return {document["_id"]: from_document(document) for documents in found async for document in documents}
