"""The argument of @fromContext: `$ctx { prop }` -> the context's name and the selection on its value."""

from __future__ import annotations


def split_context(text: str) -> tuple[str, str]:
    """Split into ("ctx", " { prop }")."""
    body = text.strip().removeprefix("$")
    end = next((at for at, char in enumerate(body) if not (char.isalnum() or char == "_")), len(body))
    return body[:end], body[end:]
