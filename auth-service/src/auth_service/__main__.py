"""`python -m auth_service COMMAND`: the management commands; `help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "auth_service.settings"
    execute_from_command_line(["auth_service", *sys.argv[1:]])


if __name__ == "__main__":
    main()
