from __future__ import annotations

from collections.abc import Callable

import pytest

from reservation_service.bootstrap import Application
from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.usecases.create_reservation import Wish
from wire.identity import Caller

WISH = Wish(
    (Segment(flight_id="F1", cabin=Cabin.ECONOMY),),
    (Passenger("Ada", "Lovelace", PassengerType.ADULT),),
)


@pytest.mark.parametrize(
    ("role", "is_payment_required", "is_held"),
    [("CUSTOMER", False, False), ("CUSTOMER", True, True), ("AGENT", True, False)],
)
def test_where_payment_is_required_only_staff_book_without_it(
    build: Callable[..., Application], role: str, is_payment_required: bool, is_held: bool
) -> None:
    application = build(is_payment_required=is_payment_required)
    caller = Caller("ada", frozenset({role}))
    made = application.create_reservation(caller, WISH, "key")
    assert made.needs_payment is is_held
    assert application.create_reservation(caller, WISH, "key").id == made.id
