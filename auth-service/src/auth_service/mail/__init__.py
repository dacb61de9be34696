"""Letters to owners of accounts: how they are written."""
