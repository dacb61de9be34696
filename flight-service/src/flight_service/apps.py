"""The Django app: reference models and management commands."""

from __future__ import annotations

from django.apps import AppConfig


class FlightServiceConfig(AppConfig):  # type: ignore[misc]  # Django comes without type information
    name = "flight_service"
    default_auto_field = "django_mongodb_backend.fields.ObjectIdAutoField"
