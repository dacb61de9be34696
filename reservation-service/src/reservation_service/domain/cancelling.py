"""Giving a reservation up, or some of its flights: at once, or first quoted and then confirmed.

What was paid goes back by the same rules. Of a journey that has begun the flights still to come can be given up; so can
some of several. Then the rest stands, and what was given up is kept beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from reservation_service.domain.giving_back import give_back
from reservation_service.domain.itinerary import Segment
from reservation_service.domain.money import Money
from reservation_service.domain.partial_cancellation import PartialCancellation
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refunds import CancellationQuote
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.refused import NotCancellable, PaymentUnderWay, QuoteExpired
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus, Telling, move
from reservation_service.domain.swapping import with_failed_change
from reservation_service.domain.worth import find_value, quote_cancellation_of


def cancel(
    before: Reservation, why: Reason, at: datetime, *, quote_id: str, is_waived: bool = False
) -> Change | NotCancellable | PaymentUnderWay | None:
    """All that can be; everything comes back if fees are waived. None if that has been done: cancelling twice is
    cancelling once.
    """
    if before.status is ReservationStatus.CANCELLED or _is_rest_given_up(before, at):
        return None
    given_up = _find_given_up(before, (), at)
    if not isinstance(given_up, tuple):
        return given_up
    return _give_up(
        before, given_up, quote_cancellation_of(before, given_up, quote_id, at, is_waived=is_waived), why, at
    )


def quote_cancellation(
    before: Reservation, flight_ids: Collection[str], quote_id: str, at: datetime
) -> Change | NotCancellable | PaymentUnderWay:
    """Say what would come back for these flights, or for all that can be given up if none is named; and stand by it for
    a while. Raises InvalidInput.
    """
    given_up = _find_given_up(before, flight_ids, at)
    if not isinstance(given_up, tuple):
        return given_up
    return Change(replace(before, quote=quote_cancellation_of(before, given_up, quote_id, at)))


def confirm_cancellation(
    before: Reservation, quote_id: str, why: Reason, at: datetime
) -> Change | QuoteExpired | NotCancellable | PaymentUnderWay | None:
    """None if that has been done."""
    if any(one.id == quote_id for one in before.cancellations):
        return None
    if before.quote is None or before.quote.id != quote_id:
        return QuoteExpired(before, "This quote has been replaced by another; ask again.")
    if before.status is ReservationStatus.CANCELLED:
        return None
    if before.quote.expires_at <= at:
        return QuoteExpired(before, "This quote has expired; ask again.")
    given_up = _find_given_up(before, before.quote.flight_ids, at)
    if not isinstance(given_up, tuple):
        return given_up
    # A flight that was cancelled since is refunded as such: a quote promises so much at least.
    fresh = quote_cancellation_of(before, given_up, quote_id, at)
    best = max(before.quote, fresh, key=lambda quote: quote.refund.amount)
    return _give_up(replace(before, quote=best), given_up, best, why, at)


def _find_given_up(
    before: Reservation, flight_ids: Collection[str], at: datetime
) -> tuple[Segment, ...] | NotCancellable | PaymentUnderWay:
    """The flights named, or all still to come; or why not."""
    if not before.is_active:
        return NotCancellable(before, f"Reservation {before.locator} is {before.status}; there is nothing to cancel.")
    if before.is_payment_under_way:
        return PaymentUnderWay(before, f"A payment for reservation {before.locator} is under way; wait for its end.")
    wanted = set(flight_ids) or {segment.flight_id for segment in before.segments}
    if unknown := wanted - {segment.flight_id for segment in before.segments}:
        raise InvalidInput("flightIds", f"This reservation does not fly with {sorted(unknown)[0][:64]}.")
    if before.status is not ReservationStatus.CONFIRMED:
        if len(wanted) < len(before.segments):
            return NotCancellable(before, f"Reservation {before.locator} is {before.status}; cancel it as a whole.")
        return before.segments
    named = tuple(segment for segment in before.segments if segment.flight_id in wanted)
    to_come = tuple(segment for segment in named if not segment.has_departed(at))
    if not to_come or (flight_ids and len(to_come) < len(named)):
        message = f"Flight {next(one for one in named if one not in to_come).flight_id} has departed."
        return NotCancellable(before, message)
    return to_come


def _is_rest_given_up(before: Reservation, at: datetime) -> bool:
    return bool(before.cancellations) and all(one.has_departed(at) for one in before.segments)


def _give_up(
    before: Reservation, given_up: Sequence[Segment], quote: CancellationQuote, why: Reason, at: datetime
) -> Change:
    paid_back = replace(before, payments=give_back(before.payments, quote.refund))
    if len(given_up) == len(before.segments):
        after = move(paid_back, ReservationStatus.CANCELLED, at, why=why)
        return Change(
            with_failed_change(after, Reason("CANCELLED", "The reservation was cancelled."), at), announces=True
        )
    was_changing = before.change is not None and before.change.is_open
    over = Reason("CANCELLED", "Part of the journey was cancelled.")
    after = with_failed_change(_take_out(paid_back, given_up, quote, why, at), over, at)
    failed = (Telling.CHANGE_FAILED,) if was_changing else ()
    return Change(after, tells=(*failed, Telling.CANCELLED_IN_PART))


def _take_out(
    before: Reservation, given_up: Sequence[Segment], quote: CancellationQuote, why: Reason, at: datetime
) -> Reservation:
    part = PartialCancellation(
        id=quote.id,
        at=at,
        issue=before.exchanges,
        segments=tuple(given_up),
        places=tuple(place for place, one in enumerate(before.segments) if one in given_up),
        refund=quote.refund,
        fee=quote.fee,
        why=why,
    )
    total = before.total and Money(
        before.total.amount - sum(find_value(one, before.seats) for one in given_up), before.total.currency
    )
    return replace(
        before,
        segments=tuple(one for one in before.segments if one not in given_up),
        total=total,
        cancellations=(*before.cancellations, part),
        # What giving up the rest would bring back is another sum now.
        quote=None,
    )
