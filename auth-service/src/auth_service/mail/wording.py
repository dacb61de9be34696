"""What each letter says: its kind -> subject, paragraphs, and the page of the client that its link leads to."""

from __future__ import annotations

from dataclasses import dataclass

from auth_service.domain.letters import LetterKind

_NOT_ME = "If that was you, there is nothing to do."


@dataclass(frozen=True, slots=True)
class Wording:
    """`{other}` in a paragraph is the other address, where one is changed for another."""

    subject: str
    paragraphs: tuple[str, ...]
    # Path in the client and what stands on the button.
    page: tuple[str, str] | None = None


WORDINGS = {
    LetterKind.RESET_PASSWORD: Wording(
        subject="Choose a new password",
        paragraphs=(
            "Somebody, hopefully you, asked for a new password for the account with this address. The link works once, "
            "for half an hour.",
            "If it was not you, leave this letter be: your password stays as it is.",
        ),
        page=("/reset-password", "Choose a new password"),
    ),
    LetterKind.PASSWORD_CHANGED: Wording(
        subject="Your password was changed",
        paragraphs=(
            f"The password of your account was changed, and every other session was logged out. {_NOT_ME}",
            'If it was not you, choose a new one at once: "Forgot your password?" on the login page.',
        ),
        page=("/forgot-password", "Forgot your password?"),
    ),
    LetterKind.VERIFY_EMAIL: Wording(
        subject="Confirm your email address",
        paragraphs=(
            "An account was opened with this address. Confirm that it is yours, so that we may write to you about your "
            "trips. The link works for seven days.",
            "If it was not you, leave this letter be.",
        ),
        page=("/verify-email", "Confirm this address"),
    ),
    LetterKind.CHANGE_EMAIL: Wording(
        subject="Confirm your new email address",
        paragraphs=(
            "You asked to use this address for your account. It takes effect when you confirm it; the link works for a "
            "day.",
            "If it was not you, leave this letter be: nothing changes.",
        ),
        page=("/verify-email", "Confirm this address"),
    ),
    LetterKind.EMAIL_CHANGE_REQUESTED: Wording(
        subject="Your email address is about to change",
        paragraphs=(
            f"Your account shall get another address, {{other}}, as soon as that is confirmed. {_NOT_ME}",
            "If it was not you, somebody knows your password. Choose a new one now: that stops the change and logs "
            "everybody else out.",
        ),
        page=("/forgot-password", "Choose a new password"),
    ),
    LetterKind.EMAIL_CHANGED: Wording(
        subject="Your email address was changed",
        paragraphs=(
            f"Your account has another address now, {{other}}; letters go there from now on. {_NOT_ME}",
            "If it was not you, get in touch with us.",
        ),
    ),
    LetterKind.ACCOUNT_LOCKED: Wording(
        subject="Your account is locked",
        paragraphs=(
            "Our staff locked your account: nobody can log in until they open it again. Your reservations stay as they "
            "are; you find them with the record locator and the last name.",
            "Get in touch with us to learn why.",
        ),
    ),
    LetterKind.ACCOUNT_UNLOCKED: Wording(
        subject="Your account is open again",
        paragraphs=("Our staff unlocked your account. Log in as before, or choose a new password.",),
        page=("/login", "Log in"),
    ),
    LetterKind.ROLES_CHANGED: Wording(
        subject="You may do other things with your account",
        paragraphs=(
            "An administrator changed what your account may do for the airline. Log in again to work with it.",
            "If you did not expect that, get in touch with us.",
        ),
        page=("/login", "Log in"),
    ),
    LetterKind.ACCOUNT_CLOSED: Wording(
        subject="Your account is closed",
        paragraphs=(
            "Your account is closed, and what we knew about you with it is removed. Reservations stay as they are: you "
            "find them with the record locator and the last name.",
        ),
    ),
}
