"""The domain's ports over MongoDB and in memory; both pass the same contract tests."""
