"""Bloom filters in native code."""
