"""The published clients of other products, unmodified, against a real server."""
