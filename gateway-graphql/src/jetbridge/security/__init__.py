"""Who asks, what they may, and what is passed on in their name."""
