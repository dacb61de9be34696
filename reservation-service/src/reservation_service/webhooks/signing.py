"""What proves to a partner that a webhook is ours and new: a signature over its id, its time and its body.

Standard Webhooks (standardwebhooks.com), which most languages have a library for.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from reservation_service.usecases.webhook_desk import SECRET_PREFIX


def sign(message_id: str, sent_at: int, body: bytes, secret: str) -> Mapping[str, str]:
    """The headers to send with it. `sent_at` is in seconds of Unix time: partners refuse what is too old."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b".".join((message_id.encode(), str(sent_at).encode(), body))
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(sent_at), "webhook-signature": f"v1,{signature}"}
