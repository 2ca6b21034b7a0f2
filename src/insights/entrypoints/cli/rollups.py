"""`insights rollups`: bring the sums of hours and days up to the raw events, by hand."""

from typing import Annotated, Any

import typer

from insights.entrypoints.cli.options import Config, DataDir, settings_of
from insights.entrypoints.cli.owner import ask_owner

app = typer.Typer(help="Bring rollups up to the raw events.", no_args_is_help=True)


@app.callback()
def rollups() -> None:
    """Bring rollups up to the raw events."""


@app.command()
def run(data_dir: DataDir = None, config: Config = None) -> None:
    """Compute what was touched since the last run: what the server does every ten minutes.

    Examples:

        insights rollups run --data-dir /var/lib/insights
    """
    _tell(ask_owner(settings_of(config, data_dir=data_dir), "POST", "/rollups/run"))


@app.command()
def rebuild(
    project: Annotated[
        str | None, typer.Option(help="The project's id or public key; without it, all projects.")
    ] = None,
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Compute all rollups anew from the raw events. Answers stay right meanwhile: they are read raw.

    Examples:

        insights rollups rebuild --data-dir /var/lib/insights

        insights rollups rebuild --project pk_…
    """
    settings = settings_of(config, data_dir=data_dir)
    _tell(ask_owner(settings, "POST", "/rollups/rebuild", {"project": project}))


def _tell(done: dict[str, Any]) -> None:
    typer.echo(f"Rolled up: projects {done['projects']:,}, days {done['days']:,}, rows {done['rows']:,}.")
