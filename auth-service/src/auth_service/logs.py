"""Log records -> one JSON object a line: a constant sentence and its fields. Never a secret.

Fields come by `extra=`. A field whose name says that it is secret is blanked, should one ever get here.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

# Set around each request; every line written meanwhile carries it.
trace_id: ContextVar[str | None] = ContextVar("trace_id", default=None)

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie", "identity")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        if trace := trace_id.get():
            line["trace_id"] = trace
        line |= {name: _shown(name, value) for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def _shown(name: str, value: object) -> object:
    return "[not logged]" if any(word in name.lower() for word in _SECRET_WORDS) else value
