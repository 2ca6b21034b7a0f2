"""The `insights` command."""
