"""Structured logs: a constant sentence and fields in, one line an event out, on standard error.

`json` is for machines, `text` for a developer's terminal. Never a token, a password or a body among the fields.
"""

from __future__ import annotations

import datetime
import logging
import sys
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping


class Log:
    """`info`: a fact. `warning`: we coped. `error`: someone must look."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def debug(self, event: str, **fields: object) -> None:
        self._write(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: object) -> None:
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, *, error: BaseException | None = None, **fields: object) -> None:
        """`error` is logged whole, with its traceback."""
        self._write(logging.ERROR, event, fields, error)

    def _write(self, level: int, event: str, fields: Mapping[str, object], error: BaseException | None = None) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, event, extra={"fields": fields}, exc_info=error)


class _Formatter(logging.Formatter):
    def event_of(self, record: logging.LogRecord) -> dict[str, Any]:
        time = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        event: dict[str, Any] = {
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        event |= getattr(record, "fields", {})
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return event


class JsonFormatter(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return msgspec.json.encode(self.event_of(record), enc_hook=str).decode("utf-8")


class TextFormatter(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = self.event_of(record)
        traceback = event.pop("traceback", None)
        del event["logger"]
        head = f"{event.pop('time')[11:23]} {event.pop('level'):<7} {event.pop('event')}"
        line = " ".join([head, *(f"{name}={value}" for name, value in event.items())])
        return f"{line}\n{traceback}" if traceback else line


def configure_logs(level: str, form: Literal["json", "text"]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("jetbridge").setLevel(level.upper())
