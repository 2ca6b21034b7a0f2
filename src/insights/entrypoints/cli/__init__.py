"""The `insights` command."""

from insights.entrypoints.cli.app import main

__all__ = ["main"]
