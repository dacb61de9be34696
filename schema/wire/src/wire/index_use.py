"""Whether statements are answered by an index: what a client asks is kept, and explained by the database afterwards.

For tests: hand `Statements` to `wire.database.connect`, do the work, and assert that `find_scans` finds nothing.
"""

from collections.abc import Collection, Mapping
from typing import Any

from pymongo.database import Database
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from wire.database import Document

Filter = Mapping[str, Any]
# The collection, and the condition on its documents.
Statement = tuple[str, Filter]


class Statements(CommandListener):
    """Every statement, as the database was asked."""

    def __init__(self) -> None:
        self.asked: list[Statement] = []

    def started(self, event: CommandStartedEvent) -> None:
        command = event.command
        match event.command_name:
            case "find":
                self.asked.append((command["find"], command["filter"]))
            case "aggregate":
                self.asked.append((command["aggregate"], command["pipeline"][0].get("$match", {})))
            case "update":
                self.asked += [(command["update"], update["q"]) for update in command["updates"]]

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """What was asked is enough."""

    def failed(self, event: CommandFailedEvent) -> None:
        """What was asked is enough."""


def find_scans(
    database: Database[Document], statements: Statements, read_as_a_whole: Collection[str] = ()
) -> list[Statement]:
    """Those that read a whole collection, other than the small ones named."""
    asked = [one for one in statements.asked if one[0] not in read_as_a_whole]
    return [one for one in asked if not uses_an_index(database, *one)]


def uses_an_index(database: Database[Document], collection: str, wanted: Filter) -> bool:
    """As a whole or by one of its fields, which is then checked against the rest of it.

    The embedded database does the latter too, but explains only the former.
    """
    parts = [wanted, *({field: value} for field, value in wanted.items())]
    return any(not is_scan(explain(database, collection, part)) for part in parts)


def explain(database: Database[Document], collection: str, wanted: Filter) -> object:
    asked = {"explain": {"find": collection, "filter": wanted}, "verbosity": "queryPlanner"}
    return database.command(asked)["queryPlanner"]["winningPlan"]


def is_scan(plan: object) -> bool:
    """Anywhere in a plan, however deep."""
    match plan:
        case Mapping():
            return plan.get("stage") == "COLLSCAN" or any(map(is_scan, plan.values()))
        case list():
            return any(map(is_scan, plan))
    return False


def find_index_names(plan: object) -> set[str]:
    """Of the indexes that a plan reads."""
    match plan:
        case Mapping():
            own = {plan["indexName"]} if "indexName" in plan else set()
            return own.union(*map(find_index_names, plan.values()))
        case list():
            return set().union(*map(find_index_names, plan))
    return set()
