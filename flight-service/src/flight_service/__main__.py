"""`python -m flight_service COMMAND`: Django's management commands with this service's settings."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "flight_service.settings"
    execute_from_command_line(["flight_service", *sys.argv[1:]])


if __name__ == "__main__":
    main()
