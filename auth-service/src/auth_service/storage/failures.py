"""Failures of the database -> what the service says about them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pymongo.errors import ConnectionFailure, WTimeoutError

from auth_service.domain.refusals import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def database_failures() -> Iterator[None]:
    """A database that cannot be reached is told to the client as such; any other failure of it is a fault of ours."""
    try:
        yield
    except (ConnectionFailure, WTimeoutError) as error:
        raise Unavailable from error
