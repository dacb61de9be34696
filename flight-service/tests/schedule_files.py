"""Schedule files to start from; a test names what matters to it."""

from __future__ import annotations

CARRIER_LOCAL = "2LUA  0008S27 28MAR2730OCT2725MAR27SUMMER"
CSV_COLUMNS = (
    "airline,flight_number,origin,destination,departs_local,arrives_local,first_day,last_day,weekdays,"
    "aircraft_type,economy_seats,economy_fare,currency"
)


def build_leg(
    *,
    airline: str = "UA",
    number: str = "77",
    period: str = "08MAR2719MAR27",
    weekdays: str = "1   5  ",
    frequency: str = " ",
    origin: str = "JFK",
    departs: str = "0930",
    destination: str = "LAX",
    arrives: str = "1245",
    aircraft: str = "738",
    service: str = "J",
    suffix: str = " ",
    disclosure: str = " ",
    configuration: str = "",
    variation: str = "00",
) -> str:
    """A flight leg record, type 3, of 200 characters."""
    record = [" "] * 200

    def put(first: int, text: str) -> None:
        """`first` counts from 1, as the manual does."""
        record[first - 1 : first - 1 + len(text)] = text

    put(1, "3" + suffix + f"{airline:<3}{number:>4}0101{service}{period}{weekdays:<7}{frequency}")
    put(37, f"{origin}{departs}{departs}-0500  {destination}{arrives}{arrives}-0800  {aircraft:<3}")
    put(149, disclosure)
    put(173, configuration)
    put(193, variation)
    put(195, "000003")
    return "".join(record)


def build_ssim(*legs: str, carrier: str = CARRIER_LOCAL) -> str:
    header = "1AIRLINE STANDARD SCHEDULE DATA SET"
    return "\n".join([header, "0" * 200, carrier, *legs, "5 UA"])


def build_csv(*lines: str) -> str:
    return "\n".join([CSV_COLUMNS, *lines])
