"""`/graphql` for the gateway; `/health/live` and `/health/ready` for whoever runs the service."""

from __future__ import annotations

from django.urls import path

from flight_service.schema.view import SubgraphView, live, ready

urlpatterns = [
    path("graphql", SubgraphView.as_view()),
    path("health/live", live),
    path("health/ready", ready),
]
