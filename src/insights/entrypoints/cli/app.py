"""The command line: one Typer application, one way to tell an error."""

import sys
from typing import Annotated

import typer

from insights import __version__
from insights.domain.errors import InsightsError, Invalid
from insights.entrypoints.cli import demo, doctor, import_, migrate, rollups, scheduler, serve, users, worker

app = typer.Typer(
    name="insights",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"insights {__version__}")
        raise typer.Exit


@app.callback()
def whole(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which one this is.")
    ] = False,
) -> None:
    """Self-hosted web and product analytics."""


app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.command("scheduler")(scheduler.scheduler)
app.command("migrate")(migrate.migrate)
app.command("doctor")(doctor.doctor)
app.command("demo")(demo.demo)
app.add_typer(import_.app, name="import")
app.add_typer(rollups.app, name="rollups")
app.add_typer(users.app, name="users")


def main() -> None:
    """Errors of the product are one sentence on stderr; the exit code is 2 for wrong input, else 1."""
    try:
        app()
    except InsightsError as error:
        typer.secho(f"insights: {error}", err=True, fg="red")
        sys.exit(2 if isinstance(error, Invalid) else 1)
