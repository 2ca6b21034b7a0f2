"""Adapters that keep everything in the memory of this process."""
