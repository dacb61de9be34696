"""How answers are compared, kept and compressed."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from jetbridge.config.values import Bytes, Count, Seconds, Secret, Section


class ETags(Section, frozen=True):
    """Answers of queries carry an ETag, so that an unchanged one can be answered with 304."""

    enabled: bool = True
    # Hashing costs about 1 ms a megabyte. What is polled is small.
    max_bytes: Annotated[Bytes, Meta(description="Larger answers of POST queries get none.")] = 16 * 1024


class CacheControl(Section, frozen=True):
    """Queries by GET tell caches how long they may be kept: the shortest time of all subgraphs that took part."""

    enabled: bool = False


class AnswerCache(Section, frozen=True):
    """Answers of subgraphs to queries, kept per worker for as long as their own `cache-control` says.

    Public ones answer everybody, others only who sends the same headers. POST {"tags": [...], "subgraphs": [...]} to
    /-/answers/forget, with the secret as bearer token, forgets those with these tags (`cache-tag`), or of these
    subgraphs, in all workers; a mutation forgets those of the subgraph it goes to, in its own.
    """

    subgraphs: Annotated[
        tuple[str, ...], Meta(description='Of which answers are kept; "*" for all. None by default.')
    ] = ()
    bytes: Annotated[Bytes, Meta(description="What they may take of memory, about, per worker.")] = 32 * 1024 * 1024
    max_seconds: Annotated[Seconds, Meta(description="None is kept for longer, whatever its subgraph says.")] = 3600.0
    forget_secret: Annotated[Secret | None, Meta(description="Without one nobody can have answers forgotten.")] = None


class Compression(Section, frozen=True):
    """Answers gzipped for clients that take it. A proxy in front does it as well, without costing the gateway."""

    # 87 KB of JSON take 0.55 ms and become 31 KB: more than everything else that is done for such an answer.
    enabled: bool = False
    min_bytes: Annotated[Count, Meta(description="Shorter answers fit into one packet anyway.")] = 1024
    level: Annotated[int, Meta(ge=1, le=9, description="Of zlib. 6 takes twice as long for a tenth less.")] = 1
