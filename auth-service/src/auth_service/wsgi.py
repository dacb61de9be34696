"""The WSGI application that granian serves: `granian --interface wsgi auth_service.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "auth_service.settings"
application = get_wsgi_application()
