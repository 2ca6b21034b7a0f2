"""The durable queue in one file, for a single process."""
