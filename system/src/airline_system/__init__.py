"""airline_system: the whole system on one machine: launcher, end-to-end and fault tests."""
