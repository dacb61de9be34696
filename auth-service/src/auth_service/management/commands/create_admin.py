"""`create_admin`: the first administrator, from an operator's console."""

from __future__ import annotations

from auth_service.domain.role import Role
from auth_service.management.staff import StaffCommand


class Command(StaffCommand):
    help = "Create an administrator. Does nothing if the account is one already."
    role = Role.ADMIN
