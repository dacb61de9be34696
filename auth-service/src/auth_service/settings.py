"""Django's settings, from the environment. Django serves HTTP and hashes passwords here; it has no database."""

from __future__ import annotations

import os
import sys

from auth_service.configuration import load_configuration
from wire.environment import ConfigurationError

try:
    CONFIGURATION = load_configuration(os.environ)
except ConfigurationError as error:
    # The sentence is for an operator, a traceback would hide it.
    sys.exit(str(error))

SECRET_KEY = CONFIGURATION.django_secret_key
# Never on, not even in development: the debug page shows settings and local variables to whoever provokes an error.
DEBUG = False
ALLOWED_HOSTS = list(CONFIGURATION.allowed_hosts)
ROOT_URLCONF = "auth_service.endpoints.urls"
WSGI_APPLICATION = "auth_service.wsgi.application"
# Only so that Django finds the management commands.
INSTALLED_APPS = ["auth_service"]
MIDDLEWARE = ["auth_service.endpoints.request_log.RequestLog"]
DATABASES: dict[str, object] = {}
APPEND_SLASH = False
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# The largest honest request is an _entities batch of a thousand ids.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

PASSWORD_HASHERS = ["auth_service.passwords.Argon2idHasher"]
_VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {"NAME": _VALIDATORS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _VALIDATORS + "CommonPasswordValidator"},
    {"NAME": _VALIDATORS + "NumericPasswordValidator"},
    {"NAME": _VALIDATORS + "UserAttributeSimilarityValidator"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "auth_service.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": CONFIGURATION.log_level},
    "loggers": {
        # Both would repeat, in prose and with request details, what `RequestLog` says in one line.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        "pymongo": {"level": "WARNING"},
    },
}
