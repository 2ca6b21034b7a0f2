"""Adapters over Apache DataSketches."""
