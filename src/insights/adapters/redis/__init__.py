"""State that several processes share, in Redis."""
