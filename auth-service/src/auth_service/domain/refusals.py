"""Client errors of this service: a stable code, a message that is safe to show, and what the client needs to go on.

Everything that is not a `Refusal` is an internal error: logged whole, masked outside.
"""


class Refusal(Exception):
    """Base of everything the service says no with."""

    code = "BAD_USER_INPUT"
    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def details(self) -> dict[str, object]:
        """What goes into the error's extensions besides code and status."""
        return {}


class InvalidInput(Refusal):
    """The value of one argument cannot be used; `field` names it as the schema does."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field

    def details(self) -> dict[str, object]:
        return {"field": self.field}


class Unauthenticated(Refusal):
    """Nobody is logged in, or what was presented proves nothing."""

    code = "UNAUTHENTICATED"
    status = 401


class Forbidden(Refusal):
    """The caller is known and may not."""

    code = "FORBIDDEN"
    status = 403


class NotFound(Refusal):
    """No such thing, said only to callers who may know."""

    code = "NOT_FOUND"
    status = 404


class Conflict(Refusal):
    """Somebody else was faster, or the value is taken."""

    code = "CONFLICT"
    status = 409


class EmailTaken(Conflict):
    """The e-mail address already belongs to an account."""

    def __init__(self) -> None:
        super().__init__("An account with this e-mail address already exists; log in instead.")

    def details(self) -> dict[str, object]:
        return {"field": "email"}


class TooManyTries(Refusal):
    """The budget of tries is spent; `retry_after_seconds` says when it is filled again."""

    code = "RATE_LIMITED"
    status = 429

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many tries; wait {retry_after_seconds} seconds before the next one.")
        self.retry_after_seconds = retry_after_seconds

    def details(self) -> dict[str, object]:
        return {"retryAfterSeconds": self.retry_after_seconds}


class Unavailable(Refusal):
    """A part that this service needs does not answer; nothing was changed, or nothing that a retry would double."""

    code = "SERVICE_UNAVAILABLE"
    status = 503

    def __init__(self) -> None:
        super().__init__("The account service cannot reach its database; try again in a moment.")

    def details(self) -> dict[str, object]:
        return {"retryAfterSeconds": 1}
