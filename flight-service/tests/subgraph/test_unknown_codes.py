"""Codes that do not exist: asked for once in the database, then denied from memory for a while."""

from __future__ import annotations

import subprocess
import sys

from flight_http import Service

ASK_FOR_NOTHING = """
import django
django.setup()
from django.db import connection
from pymongo import monitoring
from flight_service import models
from flight_service.storage import reference

class Statements(monitoring.CommandListener):
    names = []
    def started(self, event):
        if event.command_name in ("find", "aggregate"):
            self.names.append(event.command_name)
    def succeeded(self, event): pass
    def failed(self, event): pass

listener = Statements()
connection.settings_dict["OPTIONS"]["event_listeners"] = [listener]
now = [0.0]
data = reference.DjangoReferenceData(lambda: now[0])

def cost(look):
    before = len(listener.names)
    look()
    return len(listener.names) - before

assert data.find_airport("JFK")
whole = cost(lambda: data._read_if_older_than(0.0, patient=True))
now[0] = 10.0
first = cost(lambda: data.find_airport("XXX"))
again = cost(lambda: [data.find_airport("XXX") for _ in range(20)])
other_kind = cost(lambda: data.find_airline("XXX"))
now[0] = 60.0
later = cost(lambda: data.find_airport("XXX"))
assert (first, again, other_kind, later) == (1, 0, 1, 1) and whole == 3, (whole, first, again, other_kind, later)

for number in range(3000):
    data._denials.add((models.Airport, str(number)), now[0])
assert len(data._denials._denied_at) == reference._MOST_DENIED

models.Airline(code="9Z", name="Newly Founded").save(force_insert=True)
assert data.find_airline("9Z").name == "Newly Founded"
models.Airline.objects.filter(pk="9Z").delete()
print("denied")
"""


def test_a_code_that_does_not_exist_is_looked_for_once_and_then_denied_from_memory(service: Service) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "flight_service.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ASK_FOR_NOTHING],
        env=service.environment | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout == "denied\n", done.stderr
