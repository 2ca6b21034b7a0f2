"""`insights serve`: the whole product in one process."""

from typing import Annotated

import typer

from insights import __version__
from insights.entrypoints.cli.options import Config, DataDir, settings_of


def serve(
    data_dir: DataDir = None,
    port: Annotated[
        int | None, typer.Option(help="TCP port; 0 takes a free one.  [env: INSIGHTS_PORT; default: 8000]")
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.  [env: INSIGHTS_HOST; default: 127.0.0.1]")
    ] = None,
    config: Config = None,
) -> None:
    """Serve the dashboard, the API and the collection of events, until SIGINT or SIGTERM.

    Examples:

        insights serve

        insights serve --data-dir /var/lib/insights --host 0.0.0.0 --port 80

        INSIGHTS_LOG_FORMAT=json insights serve --config /etc/insights.toml
    """
    settings = settings_of(config, data_dir=data_dir, port=port, host=host)
    from insights.entrypoints.server import run_server  # late: --help needs no engine

    def announce(url: str) -> None:
        typer.secho(f"Insights {__version__} is at {url} (data in {settings.data_dir})", bold=True)

    run_server(settings, announce)
