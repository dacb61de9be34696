"""Print the events as JSON Schema, one file a type: `python -m wire.event_schemas DIRECTORY`.

For readers and tools that speak no Python; the types in `wire.events` are what they are made from.
"""

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from wire.envelope import Envelope
from wire.events import DATA_TYPES

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def build_schema(event_type: str) -> dict[str, Any]:
    """The envelope's schema, its `type` and `data` narrowed to this event's; as JSON has it, which knows no tuples."""
    data_type = DATA_TYPES[event_type]
    (_, data), definitions = msgspec.json.schema_components([Envelope, data_type], ref_template="#/$defs/{name}")
    envelope: dict[str, Any] = definitions.pop("Envelope")
    envelope["properties"] |= {"type": {"const": event_type}, "data": data}
    schema = {"$schema": DIALECT, **envelope, "title": event_type, "$defs": definitions}
    return msgspec.json.decode(msgspec.json.encode(schema), type=dict[str, Any])


def write_schemas(directory: Path) -> None:
    for event_type in DATA_TYPES:
        text = json.dumps(build_schema(event_type), indent=2, ensure_ascii=False) + "\n"
        (directory / f"{event_type}.schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
