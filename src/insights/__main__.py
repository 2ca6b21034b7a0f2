"""`python -m insights` is the `insights` command."""

from insights.entrypoints.cli import main

main()
