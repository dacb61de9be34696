"""`airportsdata` -> every airport of the world that has an IATA code, with its time zone."""

from __future__ import annotations

from collections.abc import Collection

import airportsdata

from flight_service.domain.reference import Airport


def load_airports(served: Collection[str]) -> list[Airport]:
    """`served` are the codes flights go to; a traveller's search finds them first."""
    return [
        Airport(
            code=code,
            name=row["name"],
            city=row["city"],
            country=row["country"],
            time_zone=row["tz"],
            latitude=row["lat"],
            longitude=row["lon"],
            served=code in served,
        )
        for code, row in airportsdata.load("IATA").items()
        if row["tz"]
    ]
