"""The worker's part in letters: whatever a traveller is told in the client is told by e-mail too, once.

The state of a reservation and that it may have news are saved in one write, so no letter is lost. A letter is claimed
for as long as sending may take, so two workers never send the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from reservation_service.domain.letters import Delivery, Letters
from reservation_service.domain.notifications import Notification, collect_notifications
from reservation_service.domain.ports import Clock
from reservation_service.domain.reservation import Reservation, ReservationStatus
from wire.post import Letter, Post, PostUnavailable, Undeliverable

BATCH = 100
# Longer than a mail server may take: whoever has not written down the end by then has died.
CLAIM = timedelta(minutes=3)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# With pauses that double this is most of a day.
MAX_TRIES = 24

log = logging.getLogger(__name__)

Write = Callable[[Reservation, Notification], Letter]


@dataclass(frozen=True, slots=True)
class SendLetters:
    letters: Letters
    post: Post
    write: Write
    clock: Clock

    def __call__(self) -> int:
        """How many reservations were looked at."""
        due = self.letters.list_due(self.clock(), limit=BATCH)
        for reservation in due:
            self._serve(reservation)
        return len(due)

    def _serve(self, reservation: Reservation) -> None:
        news = [one for one in collect_notifications([reservation])[::-1] if not _is_stale(reservation, one)]
        known = self.letters.find_deliveries([one.id for one in news])
        waits = [self._deliver(reservation, one, known.get(one.id)) for one in news]
        self.letters.set_due(reservation, min((one for one in waits if one is not None), default=None))

    def _deliver(self, reservation: Reservation, news: Notification, known: Delivery | None) -> datetime | None:
        """When to look at it again, if ever."""
        now, tries = self.clock(), known.tries if known else 0
        if known is not None and (known.again_at is None or known.again_at > now):
            return known.again_at
        if not self.letters.claim(news.id, tries, now + CLAIM):
            return now + CLAIM
        fields = {"reservation_id": reservation.id, "kind": news.kind}
        try:
            self.post.send(self.write(reservation, news))
        except Undeliverable as error:
            self._give_up(news, str(error), fields)
            return None
        except PostUnavailable as error:
            return self._put_off(news, tries, str(error), fields)
        except Exception as error:
            # A fault of ours with one letter must neither hold up the others nor end the worker.
            log.exception("letter could not be sent", extra=fields)
            return self._put_off(news, tries, repr(error), fields)
        self.letters.close(news.id, self.clock())
        log.info("letter sent", extra=fields)
        return None

    def _put_off(self, news: Notification, tries: int, trouble: str, fields: dict[str, str]) -> datetime | None:
        if tries + 1 >= MAX_TRIES:
            self._give_up(news, trouble, fields)
            return None
        log.warning("letter not sent, trying again", extra={**fields, "error": trouble})
        again_at: datetime = self.clock() + min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE)
        self.letters.delay(news.id, again_at)
        return again_at

    def _give_up(self, news: Notification, trouble: str, fields: dict[str, str]) -> None:
        self.letters.close(news.id, self.clock(), trouble)
        log.error("letter given up", extra={**fields, "error": trouble})


def _is_stale(reservation: Reservation, news: Notification) -> bool:
    """Nobody should be asked to pay for what she has paid for meanwhile, or cannot any more."""
    return news.kind == ReservationStatus.HELD and reservation.status is not ReservationStatus.HELD
