"""What the gateway tells of itself: logs, metrics, traces. It stands around stages, never between their lines."""
