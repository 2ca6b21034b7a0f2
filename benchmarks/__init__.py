"""Measurements of the product as it runs: real processes on loopback, pinned to cores, ended in time."""
