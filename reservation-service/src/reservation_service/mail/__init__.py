"""Letters to travellers: how they are written, and how they leave."""
