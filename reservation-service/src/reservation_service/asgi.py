"""Subscriptions, as granian serves them: `granian --interface asgi reservation_service.asgi:application`."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "reservation_service.settings"
django.setup()

from reservation_service.bootstrap import (  # noqa: E402 - reads the settings
    build_follow_reservation,
    get_application,
    get_configuration,
    get_database,
)
from reservation_service.endpoints.streams import StreamParts, StreamServer  # noqa: E402
from wire.database import is_reachable  # noqa: E402
from wire.environment import Mode  # noqa: E402


def build_parts() -> StreamParts:
    configuration = get_configuration()
    return StreamParts(
        application=get_application(),
        follow_reservation=build_follow_reservation(configuration),
        is_reachable=lambda: is_reachable(get_database()),
        identity_secret=configuration.identity_secret,
        introspection=configuration.mode is Mode.DEVELOPMENT,
    )


application = StreamServer(build_parts)
