"""Measure searches: 200 random real ones by 8 travellers at once, p50 and p99 of each kind.

    MONGODB_URL=… MONGODB_DATABASE=flights IDENTITY_SECRET=… python flight-service/bench/search.py http://127.0.0.1:4002/graphql

Routes and days are drawn from the database that the service serves; the seed makes two runs ask the same.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import httpx

from wire.database import connect
from wire.identity import HEADER, Caller, sign_identity

SEARCHES, TRAVELLERS, SEED = 200, 8, 2013

FIELDS = (
    "id designator departsAtLocal arrivesAtLocal durationMinutes airline { name } cabins { cabin free fare { amount } }"
)
FLIGHTS = f"""query ($origin: String!, $destination: String!, $date: Date!) {{
  searchFlights(origin: $origin, destination: $destination, date: $date) {{ edges {{ node {{ {FIELDS} }} }} }} }}"""
JOURNEYS = f"""query ($slices: [SliceInput!]!) {{ searchJourneys(slices: $slices) {{ slices {{ itineraries {{ edges {{ node {{
  price {{ total {{ amount }} }} segments {{ connectionMinutes flight {{ {FIELDS} }} }} }} }} }} }} }} }}"""


def draw_searches() -> list[dict[str, Any]]:
    database = connect(os.environ["MONGODB_URL"], os.environ.get("MONGODB_DATABASE", "flights"))
    routes = sorted((route["origin"], route["destination"]) for route in database["routes"].find({}))
    horizon = database["schedule"].find_one({"_id": "horizon"})
    assert horizon, "load flights first"
    days = (date.fromisoformat(horizon["day"]) - date.today()).days
    draw = random.Random(SEED)
    return [
        {
            "origin": origin,
            "destination": end,
            "date": (date.today() + timedelta(days=draw.randint(1, days))).isoformat(),
        }
        for origin, end in draw.choices(routes, k=SEARCHES)
    ]


def measure(client: httpx.Client, url: str, query: str, variables: list[dict[str, Any]]) -> list[float]:
    def ask(one: dict[str, Any]) -> float:
        secret = os.environ.get("IDENTITY_SECRET", "")
        headers = {HEADER: sign_identity(Caller(), secret, "flights")} if secret else {}
        began = time.perf_counter()
        answer = client.post(url, json={"query": query, "variables": one}, headers=headers).json()
        assert "errors" not in answer, answer["errors"]
        return time.perf_counter() - began

    with ThreadPoolExecutor(TRAVELLERS) as pool:
        list(pool.map(ask, variables[:TRAVELLERS]))  # the first requests read the reference data
        return list(pool.map(ask, variables))


def main(url: str) -> None:
    searches = draw_searches()
    journeys = [
        {"slices": [one, {**one, "origin": one["destination"], "destination": one["origin"]}]} for one in searches
    ]
    with httpx.Client(timeout=60) as client:
        for name, query, variables in (
            ("searchFlights", FLIGHTS, searches),
            ("searchJourneys, return", JOURNEYS, journeys),
        ):
            seconds = sorted(measure(client, url, query, variables))
            p50, p99 = statistics.median(seconds), seconds[int(len(seconds) * 0.99) - 1]
            print(
                f"{name}: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, {SEARCHES} searches, {TRAVELLERS} at once"
            )


if __name__ == "__main__":
    main(sys.argv[1])
