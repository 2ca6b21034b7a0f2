"""Where addresses lie, by MMDB files."""
