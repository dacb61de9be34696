"""Which path is answered by what; everything else is a 404 in JSON."""

from __future__ import annotations

from django.urls import path

from auth_service.endpoints.failures import bad_request, not_found, server_error
from auth_service.endpoints.graphql import graphql
from auth_service.endpoints.health import live, ready
from auth_service.endpoints.jwks import jwks

urlpatterns = [
    path("graphql", graphql),
    path(".well-known/jwks.json", jwks),
    path("health/live", live),
    path("health/ready", ready),
]

handler400 = bad_request
handler404 = not_found
handler500 = server_error
