"""Letters to travellers: how they are written."""
