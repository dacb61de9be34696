"""Planning: an `Operation` and the query graph -> a `QueryPlan`. Pure and deterministic."""
