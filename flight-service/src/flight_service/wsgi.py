"""What granian serves: `granian --interface wsgi flight_service.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "flight_service.settings"
application = get_wsgi_application()
