"""Where reservations are kept: MongoDB, and memory for tests, under one contract suite."""
