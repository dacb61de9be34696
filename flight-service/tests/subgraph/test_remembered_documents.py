"""A gateway sends the same documents for ever: each is validated once, and that is most of what a request would cost."""

from __future__ import annotations

import subprocess
import sys

from flight_http import Service

COUNT_VALIDATIONS = """
import django
django.setup()
from strawberry.extensions import ValidationCache
from flight_service.schema.build import schema
for _ in range(3):
    assert schema.execute_sync("{ __typename }").errors is None
remembered = next(one for one in schema.get_extensions(sync=True) if isinstance(one, ValidationCache))
print(remembered.cached_validate_document.cache_info().misses)
"""


def test_a_document_is_validated_once(service: Service) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "flight_service.settings"}
    command = [sys.executable, "-c", COUNT_VALIDATIONS]
    done = subprocess.run(command, env=service.environment | settings, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
