"""The WSGI application that granian serves: `granian --interface wsgi reservation_service.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "reservation_service.settings"
application = get_wsgi_application()

# Only now can Django's settings be read.
from reservation_service.endpoints.graphql import prepare  # noqa: E402

prepare()
