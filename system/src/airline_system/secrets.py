"""Secrets of one stack on one machine: made at random once, kept readable by their owner only.

Nothing in the system has a default secret; development gets its own here, production by `make up` or a secret store.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path

NAMES = (
    "DJANGO_SECRET_KEY",
    "KEY_ENCRYPTION_SECRET",
    "DOCUMENT_SECRET",
    "AUTH_IDENTITY_SECRET",
    "FLIGHTS_IDENTITY_SECRET",
    "RESERVATIONS_IDENTITY_SECRET",
)
BYTES = 48


def load_secrets(file: Path) -> dict[str, str]:
    """The stack's secrets by name, made and stored on first use."""
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = [name for name in NAMES if name not in known]
    if missing:
        known |= {name: secrets.token_urlsafe(BYTES) for name in missing}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(known, indent=2))
    return known
