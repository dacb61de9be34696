"""Acts of the staff as GraphQL shows them."""

import datetime as dt

import strawberry

from flight_service.domain.ports import AuditEntry


@strawberry.type
class StaffActDetail:
    name: str
    value: str


@strawberry.type
class StaffAct:
    """`version` is that of its subject, a flight or a price rule, after it."""

    at: dt.datetime
    user_id: strawberry.ID
    action: str
    version: int
    details: list[StaffActDetail]

    @classmethod
    def of(cls, entry: AuditEntry) -> "StaffAct":
        details = [StaffActDetail(name=name, value=value) for name, value in entry.details.items()]
        return cls(
            at=entry.at,
            user_id=strawberry.ID(entry.user_id),
            action=entry.action,
            version=entry.version,
            details=details,
        )
