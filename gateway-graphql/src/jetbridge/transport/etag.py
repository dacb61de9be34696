"""`etag` of an answer and `304 Not Modified` for a client that has it already. RFC 9110, 8.8 and 13.1.2.

The tag is weak: it stands for the same JSON whatever the media type or encoding around it. It is a hash of the body,
so it holds across workers, restarts and replicas. GET and POST queries have one alike: clients that poll by POST send
`if-none-match` themselves. Mutations have none.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode


def build_etag(body: bytes) -> bytes:
    # 96 bits: two answers one client confuses by chance would take 2^48 polls.
    digest = hashlib.blake2b(body, digest_size=12).digest()
    return b'W/"%b"' % urlsafe_b64encode(digest)


def matches(if_none_match: bytes, etag: bytes) -> bool:
    """Weak comparison with a list of tags, or with `*`."""
    opaque = etag.removeprefix(b"W/")
    tags = [tag.strip() for tag in if_none_match.split(b",")]
    return any(tag == b"*" or tag.removeprefix(b"W/") == opaque for tag in tags)
