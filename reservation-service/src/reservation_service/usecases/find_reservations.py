"""See reservations: one by its id, by locator and name, a user's own in pages, those of several users at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.ports import Reservations, Throttle
from reservation_service.domain.public_view import to_public
from reservation_service.domain.refusals import Forbidden, InvalidInput, NotFound, RateLimited
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.domain.spellings import list_spellings
from reservation_service.usecases.caller_rights import is_staff, may_list, may_see, require_user, require_visible
from wire.identity import Caller

MAX_PAGE = 100
# Of several users together.
MAX_OF_USERS = 2000
# A locator is one of 148 million; these make guessing one, or the name to one, a matter of years.
GUESS_WINDOW_SECONDS = 600
TRIES_PER_ADDRESS = 30
TRIES_PER_LOCATOR = 10


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Reservation]
    has_next: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A reservation, and whether all of it is for the caller's eyes; if not, `reservation` is the public view."""

    reservation: Reservation
    is_whole: bool


@dataclass(frozen=True, slots=True)
class FindReservations:
    reservations: Reservations
    throttle: Throttle

    def by_id(self, caller: Caller, reservation_id: str) -> Reservation:
        return require_visible(caller, self.reservations.find(reservation_id))

    def by_ids(self, caller: Caller, reservation_ids: Collection[str]) -> Mapping[str, Reservation]:
        """Those of them that exist and the caller may see."""
        found = self.reservations.find_many(reservation_ids)
        return {key: one for key, one in found.items() if may_see(caller, one)}

    def by_locator(self, caller: Caller, client_address: str, locator: str, last_name: str) -> Seen:
        """For anybody who knows both, logged in or not; `domain.public_view` says what is shown to whom it does not
        belong. Both wrong and one wrong answer alike.
        """
        wanted, name = RecordLocator.parse(locator), {one for one in list_spellings(last_name) if one}
        if not is_staff(caller):
            self._count_try(f"address:{client_address}", TRIES_PER_ADDRESS)
            if wanted is not None:
                self._count_try(f"locator:{wanted}", TRIES_PER_LOCATOR)
        found = self.reservations.find_by_locator(wanted) if wanted and name else None
        if found is None or not any(name.intersection(list_spellings(one.last_name)) for one in found.passengers):
            raise NotFound("There is no reservation with this record locator and last name.")
        return Seen(found, is_whole=True) if may_see(caller, found) else Seen(to_public(found), is_whole=False)

    def own(self, caller: Caller, *, first: int, after: str | None, status: ReservationStatus | None) -> Page:
        user_id = require_user(caller)
        check_first(first)
        found = self.reservations.list_of_user(user_id, limit=first + 1, before=after, status=status)
        return Page(found[:first], has_next=len(found) > first)

    def count_own(self, caller: Caller, status: ReservationStatus | None) -> int:
        return self.reservations.count_of_user(require_user(caller), status)

    def of_users(self, caller: Caller, user_ids: Collection[str], *, first: int) -> Mapping[str, list[Reservation]]:
        check_first(first)
        require_user(caller)
        if not all(may_list(caller, user_id) for user_id in user_ids):
            raise Forbidden("Reservations are seen by their owner and by staff.")
        if len(user_ids) * first > MAX_OF_USERS:
            raise InvalidInput("first", f"Ask for at most {MAX_OF_USERS // len(user_ids)} of so many users.")
        return self.reservations.list_of_users(user_ids, limit=first)

    def _count_try(self, key: str, limit: int) -> None:
        wait = self.throttle.hit(f"locator-guess:{key}", limit=limit, window_seconds=GUESS_WINDOW_SECONDS)
        if wait is not None:
            raise RateLimited("Too many attempts; try again later.", wait)


def check_first(first: int) -> None:
    if not 1 <= first <= MAX_PAGE:
        raise InvalidInput("first", f"Ask for 1 to {MAX_PAGE} at a time.")
