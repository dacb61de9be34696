"""Validation of each subgraph by itself: as a GraphQL schema, then as a federation subgraph."""
