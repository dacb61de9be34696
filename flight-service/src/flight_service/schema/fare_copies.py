"""Giving other flights the fares of one, for staff: seeing first what would change, then doing it."""

import datetime as dt
from collections.abc import Sequence

import strawberry

from flight_service.domain.cabin import Cabin
from flight_service.events.announce import announce_because_of
from flight_service.schema.connections import check_first, parse_cursor, to_cursor
from flight_service.schema.context import Info
from flight_service.schema.flight_types import Flight, Together
from flight_service.schema.inputs import get_code, get_flight_id, parse_code
from flight_service.schema.scalars import Money, Weekday
from flight_service.usecases.copy_fares import MOST_AT_A_TIME, CopyTarget, FareCopy, copy_fares, plan_copy

_TARGETS = "fare copy"


@strawberry.input
class FareCopyInput:
    """To the flights on sale of a route and a period, of one designator if it is named; no weekdays are all of them.

    Filed fares are copied; with `fareClasses` the classes too, with `seatPrices` what was said of this flight's seats.
    """

    from_flight_id: strawberry.ID
    origin: str
    destination: str
    first_day: dt.date
    last_day: dt.date
    weekdays: list[Weekday] = strawberry.field(default_factory=list)
    designator: str | None = None
    fare_classes: bool = True
    seat_prices: bool = False

    def parse(self) -> FareCopy:
        return FareCopy(
            from_flight_id=get_flight_id(self.from_flight_id),
            origin=get_code("input.origin", self.origin),
            destination=get_code("input.destination", self.destination),
            first_day=self.first_day,
            last_day=self.last_day,
            weekdays=frozenset(day.value for day in self.weekdays),
            designator=parse_code("input.designator", self.designator),
            fare_classes=self.fare_classes,
            seat_prices=self.seat_prices,
        )


@strawberry.type
class FareCopyCabin:
    """A cabin that gets something: another filed fare, other fare classes, or other seat prices."""

    cabin: Cabin
    before: Money
    after: Money
    fare_classes_change: bool
    seat_prices_change: bool


@strawberry.type
class FareCopyTarget:
    """`refusal` says why the flight gets nothing."""

    flight: Flight
    cabins: list[FareCopyCabin]
    refusal: str | None

    @classmethod
    def of(cls, target: CopyTarget, together: Together) -> "FareCopyTarget":
        prices = target.prices
        concerned = [one for one in Cabin if one in prices.fares or one in prices.ladders or one in prices.seat_prices]
        return cls(
            flight=Flight.of(target.flight, together),
            cabins=[
                FareCopyCabin(
                    cabin=cabin,
                    before=Money.of(target.cabins[cabin].fare),
                    after=Money.of(prices.fares.get(cabin, target.cabins[cabin].fare)),
                    fare_classes_change=cabin in prices.ladders,
                    seat_prices_change=cabin in prices.seat_prices,
                )
                for cabin in concerned
            ],
            refusal=target.refusal,
        )


@strawberry.type
class FareCopyPreview:
    """`targets` are the first of those that would change or are refused; `unchanged` flights have these fares."""

    to_change: int
    refused: int
    unchanged: int
    targets: list[FareCopyTarget]


@strawberry.type
class FareCopyResult:
    """Ask again while some remain, after `endCursor`: a flight that is refused is tried once, and does not stand in
    the way of the others. Those that were changed have their fares, and are left alone.
    """

    changed: int
    refused: list[FareCopyTarget]
    remaining: int
    end_cursor: str | None


@strawberry.type
class FareCopyQuery:
    @strawberry.field(
        description="Staff only. What flights would get from copying one's fares to them. Nothing is saved."
    )
    def preview_fare_copy(self, info: Info, input: FareCopyInput, first: int | None = 20) -> FareCopyPreview:
        context = info.context
        context.get_staff_member()
        size, plan = check_first(first), plan_copy(context.stores, input.parse(), context.now)
        return FareCopyPreview(
            to_change=len(plan.to_change),
            refused=len(plan.refused),
            unchanged=plan.unchanged,
            targets=_show(info, plan.targets[:size]),
        )


@strawberry.type
class FareCopyMutation:
    @strawberry.mutation(
        description=f"Staff only. Gives flights the fares of one, {MOST_AT_A_TIME} of them at a time; repeating it "
        "goes on with the others, `after` the `endCursor` of the last time. Holds and offers that were made keep their "
        "price."
    )
    def copy_fares(self, info: Info, input: FareCopyInput, after: str | None = None) -> FareCopyResult:
        context, staff = info.context, info.context.get_staff_member()
        position, announce = parse_cursor(_TARGETS, after, 2), announce_because_of()
        copied = copy_fares(context.stores, input.parse(), staff, announce, context.now, after=position)
        return FareCopyResult(
            changed=len(copied.changed),
            refused=_show(info, copied.refused[:MOST_AT_A_TIME]),
            remaining=copied.remaining,
            end_cursor=to_cursor(_TARGETS, copied.last) if copied.last else None,
        )


def _show(info: Info, targets: Sequence[CopyTarget]) -> list[FareCopyTarget]:
    together = Together(info.context.stores, [target.flight for target in targets])
    return [FareCopyTarget.of(target, together) for target in targets]
