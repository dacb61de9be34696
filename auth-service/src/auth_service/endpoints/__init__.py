"""HTTP: the GraphQL endpoint, the published keys and the health probes."""
