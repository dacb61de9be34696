"""Coming dates <-> the days of 2013 whose departures they repeat: the same weekday, near the same time of the year."""

from __future__ import annotations

from datetime import date, timedelta

_FIRST, _LAST = date(2013, 1, 1), date(2013, 12, 31)
# Fifty-two whole weeks: going back by them keeps the weekday.
_YEAR_OF_WEEKS = timedelta(days=364)


def find_source_day(day: date) -> date:
    """The day of 2013, its 31st of December apart, that lies a whole number of 52-week years before or after `day`."""
    years = (day - _FIRST) // _YEAR_OF_WEEKS
    return day - years * _YEAR_OF_WEEKS


def map_days(first: date, days: int) -> dict[date, date]:
    """Day of 2013 -> coming day, for the `days` from `first` on; at most 364 of them."""
    coming = (first + timedelta(days=offset) for offset in range(min(days, _YEAR_OF_WEEKS.days)))
    return {find_source_day(day): day for day in coming}


def map_whole_year(first: date) -> dict[date, date]:
    """Every day of 2013: 364 coming days, and the 365th on the next day after them that has its weekday."""
    mapped = map_days(first, _YEAR_OF_WEEKS.days)
    after = first + _YEAR_OF_WEEKS
    mapped[_LAST] = after + timedelta(days=(_LAST.weekday() - after.weekday()) % 7)
    return mapped
