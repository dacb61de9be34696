"""Everything the service can do, as one value: what the subgraph is given to work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auth_service.usecases.account_desk import AccountDesk
    from auth_service.usecases.change_email import ChangeEmail
    from auth_service.usecases.change_password import ChangePassword
    from auth_service.usecases.close_account import CloseAccount
    from auth_service.usecases.create_staff import CreateStaff
    from auth_service.usecases.log_in import LogIn
    from auth_service.usecases.log_out import LogOut
    from auth_service.usecases.own_sessions import OwnSessions
    from auth_service.usecases.refresh_session import RefreshSession
    from auth_service.usecases.register import Register
    from auth_service.usecases.reset_password import RequestPasswordReset, ResetPassword
    from auth_service.usecases.update_profile import UpdateProfile
    from auth_service.usecases.verify_email import RequestEmailVerification, VerifyEmail
    from auth_service.usecases.view_accounts import ViewAccounts


@dataclass(frozen=True, slots=True)
class Application:
    register: Register
    log_in: LogIn
    refresh_session: RefreshSession
    log_out: LogOut
    change_password: ChangePassword
    request_password_reset: RequestPasswordReset
    reset_password: ResetPassword
    request_email_verification: RequestEmailVerification
    verify_email: VerifyEmail
    change_email: ChangeEmail
    own_sessions: OwnSessions
    close_account: CloseAccount
    account_desk: AccountDesk
    update_profile: UpdateProfile
    view_accounts: ViewAccounts
    create_staff: CreateStaff
