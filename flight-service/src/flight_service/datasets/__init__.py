"""Real data from packages, offline: airports of the world, and the departures from New York in 2013."""
