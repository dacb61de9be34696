"""Watch a MongoDB client keep to the portable subset: commands -> the violations among them.

The subset is what the embedded database, MongoDB and other compatible servers answer alike and fast. Tests hand the
listener to `wire.database.connect` and assert that `violations` stays empty.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

# No index is used under these at the top level of a filter.
UNINDEXED_OPERATORS = frozenset({"$and", "$or", "$nor", "$expr", "$where", "$text", "$jsonSchema"})
# `holds.<id>` is a field, `segments.0.fare` an array index: ids are long, indexes are short.
ARRAY_INDEX = re.compile(r"\.\d{1,4}(\.|$)")


class PortableSubsetListener(CommandListener):
    """Collects a sentence for each command that leaves the subset."""

    def __init__(self) -> None:
        self.violations: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        for violation in find_violations(event.command_name, event.command):
            self.violations.append(f"{event.command_name} {event.command.get(event.command_name)}: {violation}")

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Only what is asked matters."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Only what is asked matters."""


def find_violations(name: str, command: Mapping[str, object]) -> Iterator[str]:
    match name:
        case "findAndModify":
            yield "use update_one with a compare-and-set filter, then find_one"
        case "find" | "count" | "distinct":
            yield from _check_filter(command.get("filter") or command.get("query"))
        case "update":
            for update in _mappings(command.get("updates")):
                yield from _check_filter(update.get("q"))
        case "delete":
            for delete in _mappings(command.get("deletes")):
                yield from _check_filter(delete.get("q"))
        case "aggregate":
            yield from _check_pipeline(_mappings(command.get("pipeline")))
        case "create" if "collation" in command:
            yield "put the collation on the index, not on the collection"


def _check_filter(value: object) -> Iterator[str]:
    if not isinstance(value, Mapping):
        return
    for key, condition in value.items():
        if key in UNINDEXED_OPERATORS:
            yield f"{key} at the top level of a filter uses no index"
        elif ARRAY_INDEX.search(key):
            yield f"{key} addresses an array by index"
        if isinstance(condition, re.Pattern) or (isinstance(condition, Mapping) and "$regex" in condition):
            yield f"{key} is matched by a regular expression, which uses no index"


def _check_pipeline(stages: Sequence[Mapping[str, object]]) -> Iterator[str]:
    if not stages or "$match" not in stages[0]:
        yield "a pipeline begins with $match"
    for stage in stages:
        for operator, body in stage.items():
            if operator == "$lookup":
                yield "$lookup is a scan per document; load the others with one $in"
            if operator == "$match":
                yield from _check_filter(body)
            if operator in ("$project", "$addFields", "$set") and isinstance(body, Mapping):
                yield from _check_projection(operator, body)


def _check_projection(operator: str, body: Mapping[str, object]) -> Iterator[str]:
    for field, value in body.items():
        if isinstance(value, Mapping) and not any(key.startswith("$") for key in value):
            yield f"{operator} with a nested object; write the path {field}.… with dots"


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, Sequence) else []
