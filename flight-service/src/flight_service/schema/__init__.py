"""The flights subgraph: GraphQL in, use cases called, values out."""
