"""Time, ids and chance from the operating system."""
