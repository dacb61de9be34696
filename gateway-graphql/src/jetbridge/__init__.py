"""jetbridge: a GraphQL Federation gateway that composes, plans and executes over subgraphs."""
