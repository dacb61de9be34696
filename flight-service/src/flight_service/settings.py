"""Django's settings, from the environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flight_service.configuration import load_configuration
from wire.database import TIMEOUTS_MS
from wire.environment import ConfigurationError

try:
    CONFIGURATION = load_configuration(os.environ)
except ConfigurationError as error:
    # The sentence is for an operator, a traceback would hide it.
    sys.exit(str(error))

SUBGRAPH_NAME = "flights"

BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = CONFIGURATION.django_secret_key
DEBUG = False
ALLOWED_HOSTS = list(CONFIGURATION.allowed_hosts)
ROOT_URLCONF = "flight_service.urls"
WSGI_APPLICATION = "flight_service.wsgi.application"
INSTALLED_APPS = ["flight_service"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATABASES = {
    "default": {
        "ENGINE": "django_mongodb_backend",
        "HOST": CONFIGURATION.mongodb_url,
        "NAME": CONFIGURATION.mongodb_database,
        # As patient as `wire.database`: a caller waits for a page.
        "OPTIONS": {
            name: value for name, value in TIMEOUTS_MS.items() if name.lower() not in CONFIGURATION.mongodb_url.lower()
        },
    },
}
DEFAULT_AUTO_FIELD = "django_mongodb_backend.fields.ObjectIdAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
# The largest request a gateway has reason to send; more is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "flight_service.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": CONFIGURATION.log_level},
    # The driver tells of every connection; what matters of it reaches us as an error.
    "loggers": {"pymongo": {"level": "WARNING"}, "pika": {"level": "WARNING"}},
}
STRAWBERRY_DJANGO = {
    # Every list is bounded.
    "PAGINATION_DEFAULT_LIMIT": 100,
    "PAGINATION_MAX_LIMIT": 100,
}
