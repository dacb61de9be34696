"""Acts of the staff as GraphQL shows them."""

import datetime as dt

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from flight_service.domain.ports import AuditEntry


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class User:
    """Only the id is known here; the subgraph of accounts knows who it is."""

    id: strawberry.ID


@strawberry.type
class StaffActDetail:
    name: str
    value: str


@strawberry.type
class StaffAct:
    """`version` is that of its subject after it: a flight, a cabin of one, a schedule, a price rule, a price list."""

    at: dt.datetime
    subject_id: strawberry.ID
    user_id: strawberry.ID
    user: User | None
    action: str
    version: int
    details: list[StaffActDetail]

    @classmethod
    def of(cls, entry: AuditEntry) -> "StaffAct":
        details = [StaffActDetail(name=name, value=value) for name, value in entry.details.items()]
        return cls(
            at=entry.at,
            subject_id=strawberry.ID(entry.subject_id),
            user=User(id=strawberry.ID(entry.user_id)),
            user_id=strawberry.ID(entry.user_id),
            action=entry.action,
            version=entry.version,
            details=details,
        )
