"""The worker's part in letters: what was ordered is written, handed to the post, and struck off."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from wire.post import PostUnavailable, Undeliverable

if TYPE_CHECKING:
    from auth_service.domain.letters import DueLetters, LetterOrder, LetterQueue
    from auth_service.domain.ports import Clock
    from wire.post import Letter, Post

BATCH = 100
# Longer than a mail server may take for the few letters of one account: whoever has not released them by then has died.
CLAIM = timedelta(minutes=3)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
# With pauses that double this is most of a day.
MAX_TRIES = 24

log = logging.getLogger(__name__)


class WriteLetter(Protocol):
    def __call__(self, order: LetterOrder) -> Letter:
        """Raises Undeliverable."""


@dataclass(frozen=True, slots=True)
class SendLetters:
    queue: LetterQueue
    write: WriteLetter
    post: Post
    clock: Clock

    def __call__(self) -> int:
        """How many accounts there was something to send to."""
        due = self.queue.list_due(self.clock.now(), limit=BATCH)
        for one in due:
            if claimed := self.queue.claim(one, self.clock.now() + CLAIM):
                self.queue.release(claimed, self._serve(claimed))
        return len(due)

    def _serve(self, claimed: DueLetters) -> datetime | None:
        """When to try again, if something is left: one that cannot be written holds up none of the others."""
        again_at = None
        for order in claimed.letters:
            fields = {"account": claimed.account_id, "letter": order.kind.value}
            try:
                self._send(order, fields)
            except Undeliverable as error:
                log.error("letter given up", extra={**fields, "error": str(error)})
            except Exception as error:
                is_away = isinstance(error, PostUnavailable)
                if not is_away:
                    log.exception("letter could not be written", extra=fields)
                if claimed.tries + 1 < MAX_TRIES:
                    log.warning("letter not sent, trying again", extra={**fields, "error": repr(error)})
                    again_at = self.clock.now() + _pause(claimed.tries)
                    if is_away:
                        break
                    continue
                log.error("letter given up", extra={**fields, "error": repr(error)})
            self.queue.strike(claimed, order.id)
        return again_at

    def _send(self, order: LetterOrder, fields: dict[str, str]) -> None:
        if order.good_until is not None and order.good_until <= self.clock.now():
            log.warning("letter not sent, its link has expired", extra=fields)
            return
        self.post.send(self.write(order))
        log.info("letter sent", extra=fields)


def _pause(tries: int) -> timedelta:
    doubled: timedelta = FIRST_PAUSE * 2**tries
    return min(doubled, LONGEST_PAUSE)
