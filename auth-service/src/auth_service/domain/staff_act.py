"""What staff did to an account: on record with it, in the same write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from auth_service.domain.refusals import InvalidInput

MAX_REASON_LENGTH = 500


class Act(Enum):
    LOCK = "account locked"
    UNLOCK = "account unlocked"
    END_SESSIONS = "sessions ended"
    CHANGE_ROLES = "roles changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAct:
    id: str
    at: datetime
    user_id: str
    act: Act
    reason: str
    # What it was before and is now, where the act alone does not say it.
    detail: str | None = None


def parse_reason(text: str) -> str:
    """Whoever looks at it a year later must be able to tell why."""
    reason = " ".join(text[: MAX_REASON_LENGTH + 1].split())
    if not reason or len(text) > MAX_REASON_LENGTH or not reason.isprintable():
        raise InvalidInput("reason", f"Give a reason of at most {MAX_REASON_LENGTH} characters.")
    return reason
