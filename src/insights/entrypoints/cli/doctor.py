"""`insights doctor`: look at everything, say what is wrong and how to mend it."""

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from insights.entrypoints.cli.options import Config, DataDir, settings_of
from insights.entrypoints.logging import configure_logging

SIGNS = {"well": "[green]✓[/]", "warning": "[yellow]![/]", "bad": "[red]✗[/]"}


def doctor(data_dir: DataDir = None, config: Config = None) -> None:
    """Check data directory, stores, queue, place database, assets, and the services that settings name.

    Exits with 1 if something is wrong.

    Works beside a running server, which then answers for its stores.

    Examples:

        insights doctor

        insights doctor --data-dir /var/lib/insights
    """
    settings = settings_of(config, data_dir=data_dir)
    configure_logging("error", settings.log_format)
    from insights.entrypoints.diagnosis import State, examine  # late: --help needs no engine

    table = Table(show_header=False, box=None, pad_edge=False)
    looking = Console(stderr=True)
    with looking.status("Looking") as shown:
        findings = list(examine(settings, lambda about: shown.update(f"Looking at: {about.lower()}")))
    for finding in findings:
        mend = f"\n[dim]{escape(finding.mend)}[/]" if finding.mend else ""
        table.add_row(SIGNS[finding.state], finding.about, f"{escape(finding.found)}{mend}")
    Console().print(table)
    if any(finding.state is State.BAD for finding in findings):
        raise typer.Exit(1)
