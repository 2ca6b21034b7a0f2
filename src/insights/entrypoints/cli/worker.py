"""`insights worker`: the recorder of scaled-out installations."""

import typer

from insights import __version__
from insights.entrypoints.cli.options import Config, DataDir, HealthPort, settings_of


def worker(data_dir: DataDir = None, health_port: HealthPort = None, config: Config = None) -> None:
    """Record events from a queue that several processes share, until SIGINT or SIGTERM. Any number may run.

    Needs INSIGHTS_QUEUE_URL at Redis or RabbitMQ, and the stores that go with it; with the local queue
    `insights serve` records by itself.

    Examples:

        INSIGHTS_QUEUE_URL=redis://queue insights worker

        insights worker --config /etc/insights.toml --health-port 9101
    """
    settings = settings_of(config, data_dir=data_dir, health_port=health_port)
    from insights.entrypoints.worker import run_worker  # late: --help needs no engine

    def announce(url: str) -> None:
        typer.secho(f"Insights {__version__} worker; health at {url}/health/ready", bold=True)

    run_worker(settings, announce)
