"""`insights scheduler`: rollups and housekeeping of scaled-out installations."""

import typer

from insights import __version__
from insights.entrypoints.cli.options import Config, DataDir, HealthPort, settings_of


def scheduler(data_dir: DataDir = None, health_port: HealthPort = None, config: Config = None) -> None:
    """Keep rollups and house, beside servers that share a queue, until SIGINT or SIGTERM.

    Of several that run one does the work; when it ends another takes over within seconds.

    Examples:

        INSIGHTS_QUEUE_URL=redis://queue insights scheduler

        insights scheduler --config /etc/insights.toml --health-port 9102
    """
    settings = settings_of(config, data_dir=data_dir, health_port=health_port)
    from insights.entrypoints.scheduler import run_scheduler  # late: --help needs no engine

    def announce(url: str) -> None:
        typer.secho(f"Insights {__version__} scheduler; health at {url}/health/ready", bold=True)

    run_scheduler(settings, announce)
