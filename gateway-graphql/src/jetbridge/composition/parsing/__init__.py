"""Parsing: the SDL of every subgraph -> `Subgraph` values that know which federation directive is which."""
