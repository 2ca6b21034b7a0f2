"""Believable data to look at before one's own has come in."""
