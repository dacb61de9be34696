"""A `SubgraphClient` around another: answers to queries are kept for as long as the subgraph says. RFC 9111.

Two kinds: what a subgraph calls public answers every caller, anything else only who sends the very same header lines.
An answer with errors, a cookie or no `max-age` is not kept. A mutation forgets what is kept of its subgraph, and so
does whoever names one of an answer's tags (`cache-tag`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec import Raw, Struct

from jetbridge.bounded_cache import BoundedCache
from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.subgraphs.client import find_caller_lines

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from jetbridge.config.answers import AnswerCache
    from jetbridge.executor.subgraph_client import SubgraphClient

# Of an answer beside its body and its question: headers, key, tags.
ANSWER_WEIGHT = 1_000
_FORBIDDING = frozenset(("no-store", "no-cache", "must-understand"))
# The gateway sends these alike for everybody.
_SAME_FOR_ALL = frozenset(("accept", "accept-encoding", "content-type"))
# These are of one request, so that an answer that depends on them is of use to no other.
_OF_ONE_REQUEST = frozenset(("*", "traceparent", "x-request-id", "x-forwarded-for"))


@dataclass(frozen=True, slots=True)
class _Key:
    """`caller_lines` is None for an answer to everybody. `changes` are those of the subgraph before it was asked."""

    subgraph: str
    body: bytes
    caller_lines: bytes | None
    changes: int


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    headers: Mapping[str, str]
    public: bool
    until: float
    # Until when caches of clients may use it: they are not the ones that `s-maxage` speaks to.
    told_until: float
    tags: frozenset[str]


class KeptAnswers:
    """`client`, with a memory of the subgraphs that are named. Belongs to `loop`, but may be made in another thread."""

    def __init__(self, client: SubgraphClient, settings: AnswerCache, loop: asyncio.AbstractEventLoop) -> None:
        self._client = client
        self._settings = settings
        self._loop = loop
        self.cache: BoundedCache[_Key, _Kept] = BoundedCache(settings.bytes)
        self._times_forgotten = 0
        self._changes: dict[str, int] = {}
        # Who remembers in our place for requests that come now: what still runs here changes what it may tell.
        self.successor: KeptAnswers | None = None
        self.hits = 0
        self.misses = 0

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        if not self._keeps(subgraph):
            return self._client.send(subgraph, body, headers, idempotent=idempotent, deadline=deadline)
        if not idempotent:
            changed = self._client.send(subgraph, body, headers, idempotent=idempotent, deadline=deadline)
            changed.add_done_callback(lambda _: self._note_change(subgraph))
            # Whoever does not wait for its end does not end it: only then is there something to forget.
            reply = asyncio.shield(changed)
            reply.add_done_callback(_mark_as_seen)
            return reply
        caller_lines = find_caller_lines(headers)
        changes = self._changes.get(subgraph, 0)
        key = _Key(subgraph, body, caller_lines, changes)
        kept = self._find(_Key(subgraph, body, None, changes)) or self._find(key)
        if kept is None:
            self.misses += 1
            reply = self._client.send(subgraph, body, headers, idempotent=idempotent, deadline=deadline)
            reply.add_done_callback(partial(self._keep, key, self._times_forgotten))
            return reply
        self.hits += 1
        known: asyncio.Future[SubgraphReply] = self._loop.create_future()
        known.set_result(SubgraphReply(200, kept.body, _Headers(kept, self._loop.time())))
        return known

    def subscribe(
        self, subgraph: str, body: bytes, headers_for: Callable[[str], bytes], *, deadline: float | None = None
    ) -> AsyncIterator[SubgraphReply]:
        return self._client.subscribe(subgraph, body, headers_for, deadline=deadline)

    def forget(self, *, subgraphs: Iterable[str] = (), tags: Iterable[str] = ()) -> int:
        """Of these subgraphs, or with one of these tags; how many answers."""
        self._times_forgotten += 1
        of, tagged = frozenset(subgraphs), frozenset(tags)
        if self.successor is not None:
            self.successor.forget(subgraphs=of, tags=tagged)
        return self.cache.remove(lambda key, kept: key.subgraph in of or not tagged.isdisjoint(kept.tags))

    def _note_change(self, subgraph: str) -> None:
        """Forget all of it without a look at all that is kept: clients decide how many mutations there are."""
        self._times_forgotten += 1
        self._changes[subgraph] = self._changes.get(subgraph, 0) + 1
        if self.successor is not None:
            self.successor._note_change(subgraph)

    def _keeps(self, subgraph: str) -> bool:
        return subgraph in self._settings.subgraphs or "*" in self._settings.subgraphs

    def _find(self, key: _Key) -> _Kept | None:
        kept = self.cache.find(key)
        return kept if kept is not None and self._loop.time() < kept.until else None

    def _keep(self, key: _Key, times_forgotten: int, done: asyncio.Future[SubgraphReply]) -> None:
        if done.cancelled() or done.exception() is not None:
            return
        if times_forgotten != self._times_forgotten:
            return  # it may tell of what was before
        reply = done.result()
        if reply.shared:
            return  # whoever asked keeps it, and knows since when it is on its way
        policy = _read_policy(reply.headers.get("cache-control", ""))
        if policy is None or reply.status != 200 or "set-cookie" in reply.headers:
            return
        body = bytes(reply.body)
        varies = {name.strip().lower() for name in reply.headers.get("vary", "").split(",")} - _SAME_FOR_ALL - {""}
        public = policy.public and not varies
        # Where nothing tells callers apart, nothing can be one caller's own.
        if varies & _OF_ONE_REQUEST or not (public or key.caller_lines) or not _is_whole(body):
            return
        tags = frozenset(tag.strip() for tag in reply.headers.get("cache-tag", "").split(",")) - {""}
        now, most = self._loop.time(), self._settings.max_seconds
        until, told_until = now + min(policy.seconds, most), now + min(policy.seconds_of_clients, most)
        kept = _Kept(body, dict(reply.headers), public, until, told_until, tags)
        weight = ANSWER_WEIGHT + len(body) + len(key.body) + len(key.caller_lines or b"")
        self.cache.put(_Key(key.subgraph, key.body, None, key.changes) if public else key, kept, weight)


def _mark_as_seen(done: asyncio.Future[SubgraphReply]) -> None:
    """A caller that gave up already is no reason for a warning."""
    if not done.cancelled():
        done.exception()


class _Headers(Mapping[str, str]):
    """Of an answer that was kept: those it came with, with the time that is left of it."""

    def __init__(self, kept: _Kept, now: float) -> None:
        self._kept = kept
        self._now = now

    def __getitem__(self, name: str) -> str:
        if name == "cache-control":
            seconds = max(0, int(self._kept.told_until - self._now))
            return f"{'public' if self._kept.public else 'private'}, max-age={seconds}"
        return self._kept.headers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept.headers)

    def __len__(self) -> int:
        return len(self._kept.headers)


class _Answer(Struct):
    data: dict[str, Raw]
    errors: Raw | None = None


_read_answer = msgspec.json.Decoder(_Answer)


def _is_whole(body: bytes) -> bool:
    """A page that somebody on the way put in the place of an answer would be one for as long as it says."""
    try:
        return _read_answer.decode(body).errors is None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


@dataclass(frozen=True, slots=True)
class _Policy:
    seconds: int
    seconds_of_clients: int
    public: bool


def _read_policy(text: str) -> _Policy | None:
    """For how long, and whether for everybody; None if not at all. We are a cache that many share."""
    directives = dict(_split(text))
    own = directives.get("max-age", "0")
    seconds = directives.get("s-maxage", own)
    if _FORBIDDING & directives.keys() or not (own.isdecimal() and seconds.isdecimal()) or int(seconds) == 0:
        return None
    public = ("public" in directives or "s-maxage" in directives) and "private" not in directives
    return _Policy(int(seconds), min(int(own), int(seconds)), public)


def _split(text: str) -> Iterator[tuple[str, str]]:
    for directive in text.lower().split(","):
        name, _, value = directive.partition("=")
        yield name.strip(), value.strip(' "')
