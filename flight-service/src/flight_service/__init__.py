"""flight-service: airports, flights, fares and seat inventory; the `flights` subgraph."""
