"""The `auth` subgraph: `auth.graphql` says what there is, the modules here bind it to the use cases."""
