"""`insights migrate`: bring the relational database to this version's schema."""

import typer

from insights.entrypoints.cli.options import Config, DataDir, settings_of


def migrate(data_dir: DataDir = None, config: Config = None) -> None:
    """Apply the migrations that are missing. Safe to repeat.

    A server on its own SQLite does this when it starts; a database named by INSIGHTS_DATABASE_URL is only
    migrated by this command.

    Examples:

        insights migrate --data-dir /var/lib/insights

        INSIGHTS_DATABASE_URL=sqlite:////srv/insights.sqlite insights migrate
    """
    settings = settings_of(config, data_dir=data_dir)
    from insights.adapters.sqlalchemy.schema import migrate as apply_missing  # late: --help needs no database

    steps = apply_missing(settings.database_address)
    typer.echo("\n".join(f"applied {step}" for step in steps) or "The schema is up to date.")
