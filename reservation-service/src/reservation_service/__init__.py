"""reservation-service: reservations and their saga; the `reservations` subgraph."""
