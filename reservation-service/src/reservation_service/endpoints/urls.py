"""Which path is answered by what; everything else is a 404 in JSON."""

from __future__ import annotations

from django.urls import path

from reservation_service.endpoints.failures import bad_request, not_found, server_error
from reservation_service.endpoints.graphql import graphql
from reservation_service.endpoints.health import live, ready

urlpatterns = [
    path("graphql", graphql),
    path("health/live", live),
    path("health/ready", ready),
]

handler400 = bad_request
handler404 = not_found
handler500 = server_error
