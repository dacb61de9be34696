"""Reference data that is read anew: whoever needs some meanwhile is served what there was."""

from __future__ import annotations

import subprocess
import sys

from flight_http import Service

READ_WHILE_IT_IS_READ = """
import django, threading
django.setup()
from flight_service.storage import reference
from flight_service.domain.reference import Airport

now, reading, go_on, read = [0.0], threading.Event(), threading.Event(), reference._read
data = reference.DjangoReferenceData(lambda: now[0])
assert data.find_airport("JFK").city == "New York"

def read_slowly(kind):
    reading.set()
    assert go_on.wait(60)
    return {**read(kind), "JFK": "read anew"} if kind is Airport else read(kind)

reference._read = read_slowly
now[0] = 1000.0
first = threading.Thread(target=data.find_airport, args=("JFK",))
first.start()
assert reading.wait(60)
assert data.find_airport("JFK").city == "New York"
go_on.set()
first.join()
assert data.find_airport("JFK") == "read anew"
print("served")
"""


def test_nobody_waits_while_another_reads_it_anew(service: Service) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "flight_service.settings"}
    command = [sys.executable, "-c", READ_WHILE_IT_IS_READ]
    done = subprocess.run(
        command, env=service.environment | settings, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout == "served\n", done.stderr
