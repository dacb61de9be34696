"""The subgraph: GraphQL types over the domain, and the execution of requests."""
