"""Checks: what changes between two schemas mean for those who use them, and for the operations known to be in use."""
