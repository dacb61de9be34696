"""Journeys over HTTP, on real flights."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flight_http import Service, days_ahead

JOURNEY = """
query ($slices: [SliceInput!]!, $passengers: PartyInput, $sort: FlightSort! = PRICE, $first: Int, $after: String,
       $maxConnections: Int! = 1) {
  searchJourneys(slices: $slices, passengers: $passengers, sort: $sort, maxConnections: $maxConnections) { slices {
    origin { code } destination { code } date cheapest { amount }
    itineraries(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      edges { node {
        durationMinutes seatsLeft
        price { base { amount } taxes { code amount { amount } } total { amount currency } }
        segments { connectionMinutes flight {
          id departsAt arrivesAt departsAtLocal origin { code } destination { code } cabins { cabin free }
        } }
      } }
    }
  } }
}
"""


def in_days(days: int) -> str:
    return days_ahead(days).isoformat()


def slices_of(service: Service, *slices: tuple[str, str, int], **variables: Any) -> list[dict[str, Any]]:
    wanted = [{"origin": origin, "destination": end, "date": in_days(days)} for origin, end, days in slices]
    found: list[dict[str, Any]] = service.data(JOURNEY, slices=wanted, **variables)["searchJourneys"]["slices"]
    return found


def itineraries(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in part["itineraries"]["edges"]]


def test_a_return_journey_is_two_slices(service: Service) -> None:
    out, back = slices_of(service, ("JFK", "LAX", 1), ("LAX", "JFK", 2))
    assert (out["origin"]["code"], back["origin"]["code"]) == ("JFK", "LAX")
    for part in (out, back):
        prices = [Decimal(one["price"]["total"]["amount"]) for one in itineraries(part)]
        assert prices == sorted(prices)
        assert Decimal(part["cheapest"]["amount"]) == prices[0]


def test_two_cities_without_a_direct_flight_are_connected(service: Service) -> None:
    (part,) = slices_of(service, ("BOS", "SFO", 1), first=100)
    found = itineraries(part)
    assert len(found) > 5
    for one in found:
        first, second = one["segments"]
        assert (first["flight"]["origin"]["code"], second["flight"]["destination"]["code"]) == ("BOS", "SFO")
        assert first["flight"]["destination"] == second["flight"]["origin"]
        assert first["flight"]["departsAtLocal"][:10] == in_days(1)
        assert first["connectionMinutes"] is None
        assert 45 <= second["connectionMinutes"] <= 360
        assert one["seatsLeft"] <= min(flight["flight"]["cabins"][0]["free"] for flight in one["segments"])


def test_a_journey_of_several_cities_finds_every_part_of_its_way(service: Service) -> None:
    """The data has what leaves New York and what flies back: between two other cities the way leads through it."""
    parts = slices_of(service, ("ORD", "BOS", 1), ("BOS", "MIA", 1), ("MIA", "JFK", 2), ("JFK", "ORD", 2))
    found = [itineraries(part) for part in parts]
    assert all(found)
    assert {len(one["segments"]) for one in (*found[0], *found[1])} == {2}
    assert any(len(one["segments"]) == 1 for one in found[2])


def test_a_price_is_for_the_party_and_adds_up(service: Service) -> None:
    (alone,) = slices_of(service, ("BOS", "SFO", 1), first=1)
    (family,) = slices_of(service, ("BOS", "SFO", 1), first=1, passengers={"adults": 2, "children": 1, "infants": 1})
    price = itineraries(family)[0]["price"]
    assert Decimal(price["total"]["amount"]) == 3 * Decimal(itineraries(alone)[0]["price"]["total"]["amount"])
    parts = Decimal(price["base"]["amount"]) + sum(Decimal(tax["amount"]["amount"]) for tax in price["taxes"])
    assert parts == Decimal(price["total"]["amount"])


def test_itineraries_are_paged(service: Service) -> None:
    (whole,) = slices_of(service, ("BOS", "SFO", 1), first=20)
    (start,) = slices_of(service, ("BOS", "SFO", 1), first=12)
    after = start["itineraries"]["pageInfo"]["endCursor"]
    (rest,) = slices_of(service, ("BOS", "SFO", 1), first=8, after=after)
    assert itineraries(start) + itineraries(rest) == itineraries(whole)


def test_the_days_around_a_date_show_their_cheapest(service: Service) -> None:
    query = """query ($date: Date!) { cheapestDays(origin: "JFK", destination: "LAX", date: $date) {
        date cheapest { amount } } }"""
    days = service.data(query, date=in_days(1))["cheapestDays"]
    assert [one["date"] for one in days] == [in_days(offset) for offset in range(5)][-len(days) :]
    (cheapest,) = (one["cheapest"] for one in days if one["date"] == in_days(1))
    (direct,) = slices_of(service, ("JFK", "LAX", 1), first=1, maxConnections=0)
    assert cheapest == direct["cheapest"]
    assert cheapest


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"origin": "QQQ"}, "slices.0.origin"),
        ({"date": "2020-01-01"}, "slices.0.date"),
        ({"departsFrom": "noon"}, "slices.0.departsFrom"),
        ({"destination": "JFK"}, "slices.0.destination"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(service: Service, part: dict[str, Any], field: str) -> None:
    wanted = {"origin": "JFK", "destination": "LAX", "date": in_days(1)} | part
    assert service.refusal(JOURNEY, slices=[wanted])["field"] == field


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"o": "QQQ"}, "origin"),
        ({"o": "LAX"}, "destination"),
        ({"d": "2020-01-01"}, "date"),
        ({"r": "2020-01-01"}, "returnDate"),
    ],
)
def test_prices_around_days_are_refused_by_the_names_of_their_own_arguments(
    service: Service, part: dict[str, Any], field: str
) -> None:
    returns = """query ($o: String!, $d: Date!, $r: Date!) {
        cheapestReturns(origin: $o, destination: "LAX", date: $d, returnDate: $r) { date } }"""
    wanted = {"o": "JFK", "d": in_days(1), "r": in_days(3)} | part
    assert service.refusal(returns, **wanted)["field"] == field
    if field != "returnDate":
        days = 'query ($o: String!, $d: Date!) { cheapestDays(origin: $o, destination: "LAX", date: $d) { date } }'
        assert service.refusal(days, o=wanted["o"], d=wanted["d"])["field"] == field
