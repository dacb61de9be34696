"""Log records -> one JSON object a line: a constant sentence and its fields, with the trace they belong to.

Fields come by `extra=`. A field whose name says that it is secret is blanked, should one ever get here.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

# W3C Trace Context of the request or event being handled; every line written meanwhile carries its trace id.
traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie", "identity")


def find_trace_id() -> str | None:
    parent = traceparent.get()
    return parent.split("-")[1] if parent else None


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        if trace_id := find_trace_id():
            line["trace_id"] = trace_id
        line |= {name: _shown(name, value) for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def _shown(name: str, value: object) -> object:
    return "[not logged]" if any(word in name.lower() for word in _SECRET_WORDS) else value
