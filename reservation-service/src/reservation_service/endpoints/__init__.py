"""HTTP: the GraphQL endpoint and the health probes."""
