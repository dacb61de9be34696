"""Changes of many reservations in one read and one write, as `change_reservation` does them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reservation_service.domain.ports import Announce, Reservations, Saving
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.usecases.change_reservation import change_reservation, write_outbox


@dataclass(frozen=True, slots=True)
class WantedChange:
    """`decide` finds None when there is nothing to change, so that asking again does no harm."""

    reservation_id: str
    decide: Callable[[Reservation], Change | None]
    announce: Announce


def change_reservations(reservations: Reservations, wanted: Sequence[WantedChange]) -> None:
    """Those of one reservation in the order given."""
    for some in _split_by_reservation(wanted):
        if len(some) == 1 or not _change_at_once(reservations, some):
            # Somebody else changed one of them meanwhile. Those that were saved have nothing more to change.
            for one in some:
                change_reservation(reservations, one.reservation_id, one.decide, one.announce)


def _change_at_once(reservations: Reservations, wanted: Sequence[WantedChange]) -> bool:
    found = reservations.find_many([one.reservation_id for one in wanted])
    savings = []
    for one in wanted:
        reservation = found.get(one.reservation_id)
        change = one.decide(reservation) if reservation else None
        if change is not None:
            savings.append(Saving(change, write_outbox(change, one.announce), one.announce.heard))
    return not savings or reservations.save_all(savings)


def _split_by_reservation(wanted: Sequence[WantedChange]) -> Iterator[list[WantedChange]]:
    """A reservation changes once a write: its second change comes, with all that follow, in the next."""
    some: dict[str, WantedChange] = {}
    for one in wanted:
        if one.reservation_id in some:
            yield list(some.values())
            some = {}
        some[one.reservation_id] = one
    if some:
        yield list(some.values())
