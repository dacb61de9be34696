"""Django settings, from the environment.

Outside development nothing secret has a default: the service refuses to start, and names everything that is missing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from wire.database import TIMEOUTS_MS

_DEVELOPMENT_DEFAULTS = {
    "MONGODB_URL": "mongodb://127.0.0.1:27017/?retryWrites=false",
    "IDENTITY_SECRET": "development-identity-secret-of-flights",
    "DJANGO_SECRET_KEY": "development-django-secret-key-of-flight-service",
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
}
_MINIMUM_SECRET_BYTES = 32


def read_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables the service needs, checked; in development absent ones get a default for this machine."""
    mode = environment.get("APP_MODE") or "production"
    if mode not in ("development", "production"):
        raise ImproperlyConfigured(f'APP_MODE is "{mode}"; it is "development" or "production".')
    defaults = _DEVELOPMENT_DEFAULTS if mode == "development" else {}
    read = {name: environment.get(name) or defaults.get(name, "") for name in _DEVELOPMENT_DEFAULTS}
    if missing := [name for name, value in read.items() if not value]:
        raise ImproperlyConfigured(f"Set {', '.join(missing)}: outside APP_MODE=development they have no default.")
    for name in ("IDENTITY_SECRET", "DJANGO_SECRET_KEY"):
        if len(read[name].encode()) < _MINIMUM_SECRET_BYTES:
            raise ImproperlyConfigured(f"{name} is shorter than {_MINIMUM_SECRET_BYTES} bytes.")
        if mode == "production" and read[name] == _DEVELOPMENT_DEFAULTS[name]:
            raise ImproperlyConfigured(f"{name} is the one of development mode, which everybody knows.")
    return {
        **read,
        "APP_MODE": mode,
        "MONGODB_DATABASE": environment.get("MONGODB_DATABASE") or "flights",
        "LOG_LEVEL": environment.get("LOG_LEVEL") or "INFO",
    }


_environment = read_environment(os.environ)

APP_MODE = _environment["APP_MODE"]
MONGODB_URL = _environment["MONGODB_URL"]
MONGODB_DATABASE = _environment["MONGODB_DATABASE"]
IDENTITY_SECRET = _environment["IDENTITY_SECRET"]
SUBGRAPH_NAME = "flights"

BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = _environment["DJANGO_SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in _environment["ALLOWED_HOSTS"].split(",")]
ROOT_URLCONF = "flight_service.urls"
WSGI_APPLICATION = "flight_service.wsgi.application"
INSTALLED_APPS = ["flight_service"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATABASES = {
    "default": {
        "ENGINE": "django_mongodb_backend",
        "HOST": MONGODB_URL,
        "NAME": MONGODB_DATABASE,
        # As patient as `wire.database`: a caller waits for a page.
        "OPTIONS": {name: value for name, value in TIMEOUTS_MS.items() if name.lower() not in MONGODB_URL.lower()},
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
    "root": {"handlers": ["console"], "level": _environment["LOG_LEVEL"]},
    # The driver tells of every connection; what matters of it reaches us as an error.
    "loggers": {"pymongo": {"level": "WARNING"}, "pika": {"level": "WARNING"}},
}
STRAWBERRY_DJANGO = {
    # Every list is bounded.
    "PAGINATION_DEFAULT_LIMIT": 100,
    "PAGINATION_MAX_LIMIT": 100,
}
