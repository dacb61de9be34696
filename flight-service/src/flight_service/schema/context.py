"""What a resolver may reach: who asks, and the service's stores and clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import strawberry

from flight_service.usecases.staff import StaffMember, get_staff_member
from flight_service.usecases.stores import Stores
from wire.identity import Caller


@dataclass(frozen=True, slots=True)
class Context:
    """One a request; `now` is the same moment for every field of it."""

    caller: Caller
    stores: Stores
    now: datetime
    trace_id: str

    def get_staff_member(self) -> StaffMember:
        """The gateway may have checked already; this service does not rely on it."""
        return get_staff_member(self.caller.user_id, self.caller.roles)


Info = strawberry.Info[Context, None]
